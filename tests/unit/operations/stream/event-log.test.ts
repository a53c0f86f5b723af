import { describe, expect, it } from 'vitest'
import { EventLog } from '../../../../src/operations/stream/event-log.ts'
import type { StreamEvent } from '../../../../src/operations/stream/events.ts'

function event(type: StreamEvent['type'], message: string): StreamEvent {
  const account = { mode: 'paper', broker: 'simulated', host: null } as const
  return { type, time: '2026-03-20T14:00:00Z', symbol: null, message, ...account }
}

async function read(log: EventLog, tape: boolean): Promise<string[]> {
  const messages: string[] = []
  for await (const { message } of log.read(tape)) messages.push(message)
  return messages
}

describe('the events of a session', () => {
  it('are told to the one reader from the first on, in order, until the end', async () => {
    const log = new EventLog()
    log.tell(event('status', 'one'))
    const all = read(log, false)
    log.tell(event('alert', 'two'))
    await Promise.resolve()
    log.tell(event('fill', 'three'))
    log.end()
    expect(await all).toEqual(['one', 'two', 'three'])
  })

  it('hold the tape only for a reader who wants it, and never for the screen', async () => {
    const log = new EventLog()
    expect(log.wantsTape).toBe(false)
    const all = read(log, true)
    await Promise.resolve()
    expect(log.wantsTape).toBe(true)
    log.tell(event('print', 'a print'))
    log.tell(event('status', 'a status'))
    log.end()
    expect(await all).toEqual(['a print', 'a status'])
    expect(log.kept.map(({ message }) => message)).toEqual(['a status'])
    expect(log.wantsTape).toBe(false)
  })

  it('end with the fault of the session, after what came before it', async () => {
    const log = new EventLog()
    log.tell(event('status', 'one'))
    log.end(new Error('the stream broke'))
    const heard: string[] = []
    const reading = async () => {
      for await (const { message } of log.read(false)) heard.push(message)
    }
    await expect(reading()).rejects.toThrow('the stream broke')
    expect(heard).toEqual(['one'])
  })

  it('of the tape are left out for a reader that is far too slow, and counted; others never are', async () => {
    const log = new EventLog()
    const reading = log.read(true)
    log.tell(event('status', 'first'))
    await reading.next()
    for (let i = 0; i < 250_000; i++) log.tell(event('print', 'a print'))
    log.tell(event('fill', 'a fill'))
    log.end()
    expect(log.takeDropped()).toBe(50_000)
    expect(log.takeDropped()).toBe(0)
    let [prints, last] = [0, '']
    for await (const { type, message } of reading) {
      if (type === 'print') prints++
      last = message
    }
    expect(prints).toBe(200_000)
    expect(last).toBe('a fill')
  })

  it('can be waited for until the reader has caught up', async () => {
    const log = new EventLog()
    const stop = new AbortController()
    await log.room(stop.signal)
    const reading = log.read(true)
    log.tell(event('status', 'first'))
    await reading.next()
    for (let i = 0; i < 150_000; i++) log.tell(event('print', 'a print'))
    let hasRoom = false
    const room = log.room(stop.signal).then(() => {
      hasRoom = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(hasRoom).toBe(false)
    for (let i = 0; i < 150_001; i++) {
      if (i === 150_000) log.tell(event('status', 'last'))
      await reading.next()
    }
    await room
    expect(hasRoom).toBe(true)
  })

  it('do not hold up an end for a reader that does not read', async () => {
    const log = new EventLog()
    const stop = new AbortController()
    const reading = log.read(true)
    log.tell(event('status', 'first'))
    await reading.next()
    for (let i = 0; i < 150_000; i++) log.tell(event('print', 'a print'))
    const room = log.room(stop.signal)
    stop.abort()
    await room
  })

  it('stay bounded for the screen, and are counted', () => {
    const log = new EventLog()
    let rung = 0
    const stop = log.onChange(() => rung++)
    for (let i = 0; i < 10_000; i++) log.tell(event('status', String(i)))
    expect(log.count).toBe(10_000)
    expect(log.kept.length).toBeLessThanOrEqual(2000)
    expect(log.kept.at(-1)?.message).toBe('9999')
    expect(rung).toBe(10_000)
    stop()
    log.tell(event('status', 'unheard'))
    expect(rung).toBe(10_000)
  })
})
