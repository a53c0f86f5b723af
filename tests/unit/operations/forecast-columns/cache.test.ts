import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DiskCache } from '../../../../src/operations/forecast-columns/cache.ts'
import type { Weights } from '../../../../src/ports/trainer.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

const NOW = Date.UTC(2026, 2, 20)
const ensemble = (value: number): Weights[] =>
  [0, 1].map((m) => ({ tensors: [{ name: 'w', shape: [2, 50] }], values: new Float32Array(100).fill(value + m) }))

let test: TestContext
beforeEach(() => {
  test = createTestContext({ now: NOW })
})
afterEach(() => test.close())

const cacheOf = async (context = test.context) => new DiskCache(context, await context.models('cached'))
const folder = () => join(test.home, 'models', 'cache')

describe('what was trained for a date', () => {
  it('is read again by another process, number for number', async () => {
    await (await cacheOf()).write('a1', ensemble(1))
    expect(await (await cacheOf()).read('a1')).toEqual(ensemble(1))
    expect(await (await cacheOf()).read('b2')).toBeNull()
  })

  it('goes when there is no more room, the oldest first', async () => {
    const cache = await cacheOf()
    for (const [i, key] of ['c3', 'a1', 'b2'].entries()) {
      test.setNow(NOW + i * 1000)
      await cache.write(key, ensemble(i))
    }
    const bytes = readFileSync(join(folder(), 'a1.obm')).length
    await cache.trim(2.5 * bytes)
    expect(readdirSync(folder())).toEqual(['a1.obm', 'b2.obm'])
    await cache.trim(0)
    expect(readdirSync(folder())).toEqual([])
  })

  it('is as none where its file is torn, and written anew', async () => {
    await (await cacheOf()).write('a1', ensemble(1))
    const file = join(folder(), 'a1.obm')
    writeFileSync(file, readFileSync(file).subarray(0, 200))
    const cache = await cacheOf()
    expect(await cache.read('a1')).toBeNull()
    await cache.write('a1', ensemble(2))
    expect(await (await cacheOf()).read('a1')).toEqual(ensemble(2))
  })

  it('is not kept in a dry run, and a folder that cannot be written is said once', async () => {
    const dry = await cacheOf({ ...test.context, dryRun: true })
    await dry.write('a1', ensemble(1))
    expect(await dry.read('a1')).toEqual(ensemble(1))
    expect(await (await cacheOf()).read('a1')).toBeNull()
    writeFileSync(join(test.home, 'models'), 'in the way')
    const stuck = await cacheOf()
    await stuck.write('a1', ensemble(1))
    await stuck.write('b2', ensemble(2))
    expect(test.warnings).toHaveLength(1)
    expect(test.warnings[0]).toContain('what was trained is not kept for the next run')
    expect(await stuck.read('b2')).toEqual(ensemble(2))
  })
})
