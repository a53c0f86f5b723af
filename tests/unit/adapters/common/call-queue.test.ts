import { expect, test } from 'vitest'
import { createCallQueue } from '../../../../src/adapters/common/call-queue.ts'
import { createSteppedClock } from '../../../support/vendor.ts'

test('a hold delays every call until it is over, and no later one', async () => {
  const clock = createSteppedClock(Date.UTC(2026, 10, 20, 15))
  const queue = createCallQueue({ limit: 100, perMs: 60_000 }, 1, clock)
  queue.hold(5000)
  queue.hold(2000)
  expect(await queue.add(async () => 'late', null)).toBe('late')
  expect(clock.sleeps).toEqual([5000])
  await queue.add(async () => 'at once', null)
  expect(clock.sleeps).toEqual([5000])
})

test('a held call ends when its caller gives up', async () => {
  const clock = createSteppedClock(Date.UTC(2026, 10, 20, 15))
  const queue = createCallQueue({ limit: 100, perMs: 60_000 }, 1, clock)
  queue.hold(5000)
  const abort = new AbortController()
  const waiting = queue.add(async () => 'never', abort.signal)
  abort.abort()
  await expect(waiting).rejects.toMatchObject({ kind: 'canceled' })
})
