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

test('an urgent call finds room though others fill their slots and have spent their share of the minute', async () => {
  const clock = createSteppedClock(Date.UTC(2026, 10, 20, 15))
  const queue = createCallQueue({ limit: 4, perMs: 600_000 }, 3, clock, { calls: 2, slots: 1 })
  const gate = Promise.withResolvers<string>()
  const begun: string[] = []
  const call = (name: string, answer: Promise<string>, urgent = false) => {
    const attempt = () => {
      begun.push(name)
      return answer
    }
    return queue.add(attempt, null, urgent)
  }
  const slow = [call('slow 1', gate.promise), call('slow 2', gate.promise)]
  const patience = new AbortController()
  const third = queue.add(async () => begun.push('third'), patience.signal)
  expect(await call('urgent 1', Promise.resolve('sent'), true)).toBe('sent')
  gate.resolve('done')
  await Promise.all(slow)
  // Slots are free again, but the rest of the window belongs to urgent calls.
  expect(await call('urgent 2', Promise.resolve('sent'), true)).toBe('sent')
  expect(begun).toEqual(['slow 1', 'slow 2', 'urgent 1', 'urgent 2'])
  expect(queue.metrics()).toMatchObject({ limit: 4, used: 4, waiting: 1 })
  patience.abort()
  await expect(third).rejects.toMatchObject({ kind: 'canceled' })
})
