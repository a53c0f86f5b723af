import { afterEach, describe, expect, it } from 'vitest'
import { busy, keepListeners } from '../../../src/cli/busy.ts'

const heard: string[] = []
const ear = () => heard.push('on')
const own = process.rawListeners('SIGINT').length

afterEach(() => {
  process.removeListener('SIGINT', ear)
  heard.length = 0
})

describe('work that may never return', () => {
  it('leaves nobody of ours to listen for Ctrl-C, and has them back after it, also when it throws', () => {
    process.on('SIGINT', ear)
    expect(busy(() => process.listenerCount('SIGINT'))).toBe(0)
    expect(process.listenerCount('SIGINT')).toBe(own + 1)
    expect(() =>
      busy(() => {
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(process.listenerCount('SIGINT')).toBe(own + 1)
  })

  it('keeps a listener that is to be called once so', () => {
    process.once('SIGTERM', ear)
    busy(() => {})
    process.emit('SIGTERM')
    process.emit('SIGTERM')
    expect(heard).toEqual(['on'])
  })

  it('lasts until a promise settles, and until the last of several does', async () => {
    process.on('SIGINT', ear)
    let first = () => {}
    let second = () => {}
    const one = busy(() => new Promise<void>((resolve) => (first = resolve)))
    const other = busy(() => new Promise<void>((_, reject) => (second = () => reject(new Error('late')))))
    first()
    await one
    expect(process.listenerCount('SIGINT')).toBe(0)
    second()
    await expect(other).rejects.toThrow('late')
    expect(process.listenerCount('SIGINT')).toBe(own + 1)
  })

  it('leaves us our ears while a screen has the terminal, work that has begun too', async () => {
    process.on('SIGINT', ear)
    let end = () => {}
    const work = busy(() => new Promise<void>((resolve) => (end = resolve)))
    expect(process.listenerCount('SIGINT')).toBe(0)
    const letGo = keepListeners()
    expect(process.listenerCount('SIGINT')).toBe(own + 1)
    expect(busy(() => process.listenerCount('SIGINT'))).toBe(own + 1)
    end()
    await work
    expect(process.listenerCount('SIGINT')).toBe(own + 1)
    letGo()
    expect(busy(() => process.listenerCount('SIGINT'))).toBe(0)
    expect(process.listenerCount('SIGINT')).toBe(own + 1)
  })
})
