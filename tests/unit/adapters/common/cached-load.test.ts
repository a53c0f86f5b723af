import { describe, expect, test } from 'vitest'
import { createAnswerCache } from '../../../../src/adapters/common/answer-cache.ts'
import { createCachedLoad } from '../../../../src/adapters/common/cached-load.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { createKeptLog, createSteppedClock } from '../../../support/vendor.ts'

const quiet = new AbortController().signal

function make(entries = 3, seconds = 300) {
  const clock = createSteppedClock(0)
  const log = createKeptLog()
  const cache = createAnswerCache({ clock, entries, seconds })
  const load = createCachedLoad('testvendor', cache, log)
  let loads = 0
  const next = async () => ++loads
  return { clock, log, cache, load, next }
}

describe('answers in the cache', () => {
  test('are given until their time is over, then asked again', async () => {
    const { clock, cache, load, next } = make()
    expect(await load.cached({ key: 'a' }, quiet, next)).toEqual({ value: 1, staleSince: null })
    clock.advance(299_000)
    expect(await load.cached({ key: 'a' }, quiet, next)).toEqual({ value: 1, staleSince: null })
    clock.advance(2000)
    expect(await load.cached({ key: 'a' }, quiet, next)).toEqual({ value: 2, staleSince: null })
    expect(cache.metrics()).toEqual({ entries: 1, hits: 1, misses: 2, evictions: 0, hitRatio: 1 / 3 })
  })

  test('age sooner where the request says so', async () => {
    const { clock, load, next } = make()
    await load.cached({ key: 'a', maxAgeMs: 15_000 }, quiet, next)
    clock.advance(14_999)
    expect((await load.cached({ key: 'a', maxAgeMs: 15_000 }, quiet, next)).value).toBe(1)
    clock.advance(1)
    expect((await load.cached({ key: 'a', maxAgeMs: 15_000 }, quiet, next)).value).toBe(2)
  })

  test('make room for newer ones, the least used first', async () => {
    const { cache, load, next } = make(2)
    for (const key of ['a', 'b', 'a', 'c']) await load.cached({ key }, quiet, next)
    expect(cache.metrics()).toMatchObject({ entries: 2, hits: 1, misses: 3, evictions: 1 })
    expect((await load.cached({ key: 'a' }, quiet, next)).value).toBe(1)
    expect((await load.cached({ key: 'b' }, quiet, next)).value).toBe(4)
  })

  test.each([
    [0, 300],
    [3, 0],
  ])('are not kept with %i entries or %i seconds', async (entries, seconds) => {
    const { cache, load, next } = make(entries, seconds)
    await load.cached({ key: 'a' }, quiet, next)
    expect((await load.cached({ key: 'a' }, quiet, next)).value).toBe(2)
    expect(cache.metrics().entries).toBe(0)
  })
})

describe('a vendor that fails', () => {
  const down = () => Promise.reject(new OpenbellError('unavailable', 'down'))

  test('is stood in for by its last good answer, which says since when and is logged', async () => {
    const { clock, log, load, next } = make()
    clock.advance(1000)
    await load.cached({ key: 'a' }, quiet, next)
    clock.advance(400_000)
    expect(await load.cached({ key: 'a' }, quiet, down)).toEqual({ value: 1, staleSince: 1000 })
    expect(load.staleSince()).toBe(1000)
    expect(log.lines).toEqual([
      {
        level: 'warn',
        event: 'vendor.stale',
        fields: { vendor: 'testvendor', answer: 'a', staleSince: 1000, reason: 'down' },
      },
    ])
    await load.cached({ key: 'a' }, quiet, next)
    expect(load.staleSince()).toBeNull()
  })

  test('is not stood in for where the request forbids it', async () => {
    const { clock, load, next } = make()
    await load.cached({ key: 'a' }, quiet, next)
    clock.advance(400_000)
    await expect(load.cached({ key: 'a', lastResort: false }, quiet, down)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(load.staleSince()).toBeNull()
  })

  test('without any answer fails', async () => {
    const { load } = make()
    await expect(load.cached({ key: 'a' }, quiet, down)).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test.each(['not-found', 'usage', 'no-data', 'canceled'] as const)(
    'is another thing than %s, which is passed on',
    async (kind) => {
      const { clock, load, next } = make()
      await load.cached({ key: 'a' }, quiet, next)
      clock.advance(400_000)
      await expect(load.cached({ key: 'a' }, quiet, () => Promise.reject(new OpenbellError(kind, 'no')))).rejects.toMatchObject({
        kind,
      })
    },
  )
})

describe('requests for the same answer at the same time', () => {
  test('share one load', async () => {
    const { load, next } = make()
    const answers = await Promise.all([1, 2, 3].map(() => load.cached({ key: 'a' }, quiet, next)))
    expect(answers.map((one) => one.value)).toEqual([1, 1, 1])
  })

  test('outlive the one who asked first', async () => {
    const { load, next } = make()
    const gate = Promise.withResolvers<number>()
    const first = load.cached({ key: 'a' }, quiet, () => gate.promise)
    const second = load.cached({ key: 'a' }, quiet, next)
    gate.reject(new OpenbellError('canceled', 'the first gave up'))
    await expect(first).rejects.toMatchObject({ kind: 'canceled' })
    expect((await second).value).toBe(1)
  })

  test('can each be given up alone', async () => {
    const { load, next } = make()
    const gate = Promise.withResolvers<number>()
    const controller = new AbortController()
    const first = load.cached({ key: 'a' }, quiet, () => gate.promise)
    const second = load.cached({ key: 'a' }, controller.signal, next)
    controller.abort()
    await expect(second).rejects.toMatchObject({ kind: 'canceled' })
    gate.resolve(7)
    expect((await first).value).toBe(7)
  })
})
