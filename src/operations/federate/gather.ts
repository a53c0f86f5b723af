import { asOpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { Clock } from '../../ports/clock.ts'

export interface Patience {
  /** Nobody is waited for longer, in milliseconds. */
  deadlineMs: number
  /** Once so many have answered or failed, the others have `graceMs` more. */
  quorum: number
  graceMs: number
}

export type Outcome<T> = { value: T } | { reason: string }

/**
 * Asks all at once and never waits for the slowest: what each answered, or why it did not. Work that is given up is told so by its signal.
 * @throws OpenbellError canceled when the caller gave up
 */
export async function gather<T>(
  tasks: readonly ((signal: AbortSignal) => Promise<T>)[],
  { clock, signal }: { clock: Clock; signal: AbortSignal },
  { deadlineMs, quorum, graceMs }: Patience,
): Promise<Outcome<T>[]> {
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  const outcomes: (Outcome<T> | null)[] = tasks.map(() => null)
  const enough = Promise.withResolvers<void>()
  const all = Promise.all(
    tasks.map(async (task, i) => {
      const outcome = await settled(task, both)
      outcomes[i] ??= outcome
      if (outcomes.filter((one) => one !== null).length >= quorum) enough.resolve()
    }),
  )
  const sleep = (ms: number) => clock.sleep(clock.now() + ms, both).catch(() => {})
  const started = clock.elapsed()
  await Promise.race([all, sleep(deadlineMs), enough.promise.then(() => Promise.race([all, sleep(graceMs)]))])
  throwIfAborted(signal)
  const seconds = Math.max(1, Math.round((clock.elapsed() - started) / 1000))
  const answer = outcomes.map((one) => one ?? { reason: `no answer within ${seconds} s` })
  over.abort()
  return answer
}

async function settled<T>(task: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Outcome<T>> {
  try {
    return { value: await task(signal) }
  } catch (thrown) {
    return { reason: asOpenbellError(thrown).message }
  }
}
