import { describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { gather } from '../../../../src/operations/federate/gather.ts'

const clock = createSystemClock()
const never = new AbortController().signal
const says = (value: string) => async () => value
const fails = (message: string) => async (): Promise<string> => {
  throw new Error(message)
}

describe('asking all at once', () => {
  it('gives what each answered, in their order', async () => {
    const patience = { deadlineMs: 10_000, quorum: 3, graceMs: 0 }
    const outcomes = await gather([says('a'), fails('no'), says('c')], { clock, signal: never }, patience)
    expect(outcomes).toEqual([{ value: 'a' }, { reason: 'no' }, { value: 'c' }])
  })

  it('does not wait for the slowest, and tells it so', async () => {
    let told = false
    const slow = (signal: AbortSignal) =>
      new Promise<string>(() => {
        signal.addEventListener('abort', () => {
          told = true
        })
      })
    const quorum = await gather([says('a'), slow], { clock, signal: never }, { deadlineMs: 600_000, quorum: 1, graceMs: 20 })
    expect(quorum).toEqual([{ value: 'a' }, { reason: expect.stringMatching(/no answer within/) }])
    expect(told).toBe(true)
    const late = await gather([slow], { clock, signal: never }, { deadlineMs: 20, quorum: 1, graceMs: 600_000 })
    expect(late).toEqual([{ reason: expect.stringMatching(/no answer within/) }])
  })

  it('ends when its caller gives up', async () => {
    const gone = AbortSignal.timeout(20)
    const hangs = () => new Promise<string>(() => {})
    await expect(gather([hangs], { clock, signal: gone }, { deadlineMs: 600_000, quorum: 1, graceMs: 0 })).rejects.toMatchObject({
      kind: 'canceled',
    })
  })
})
