import { z } from 'zod'
import { OpenbellError } from '../../core/errors.ts'
import { type Instant, SECOND } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AlpacaHost, TradingApis } from './client.ts'
import { parseStamp } from './stamp.ts'

const clockSchema = z.object({ timestamp: z.string() })

/** A reading of the exchange's clock is used so long before it is asked again. */
const FRESH_MS = SECOND

/** "Now" as an exchange on this machine tells it. */
export interface VendorTime {
  now(): Instant
  /** Ends a question under way. */
  stop(): void
}

/**
 * The clock of an exchange on this machine: one that replays a past session lives at another time than we do, may run at another speed and may be
 * stepped. Whoever looks at a reading older than a second has the exchange asked again behind the scenes; until it answers, time goes on from
 * the last reading at the speed that the exchange states (`X-Exchange-Speed`), else at the one that the readings show.
 * @throws OpenbellError `unavailable` when the first question is not answered with a time
 */
export async function vendorTime(host: AlpacaHost<TradingApis>, clock: Clock): Promise<VendorTime> {
  const stopped = new AbortController()
  const speed = createSpeed()
  const first = await askTime(host, stopped.signal)
  speed.stated(first.speed)
  let told = first.told
  let at = clock.elapsed()
  let asking = false
  const ask = async () => {
    const next = await askTime(host, stopped.signal)
    const elapsed = clock.elapsed()
    speed.see(next.told - told, elapsed - at)
    speed.stated(next.speed)
    told = next.told
    at = elapsed
  }
  return {
    now() {
      const age = clock.elapsed() - at
      if (age >= FRESH_MS && !asking && !stopped.signal.aborted) {
        asking = true
        // An exchange that is gone says so to whoever asks it for data; its clock is asked again at the next look.
        ask()
          .catch(() => {})
          .finally(() => {
            asking = false
          })
      }
      return told + age * speed.current()
    },
    stop: () => stopped.abort(),
  }
}

async function askTime(host: AlpacaHost<TradingApis>, signal: AbortSignal): Promise<{ told: Instant; speed: number | null }> {
  let speed: number | null = null
  const ask = async (init: RequestInit) => {
    const answer = await host.apis.clock.legacyClockRaw(init)
    const stated = answer.raw.headers.get('x-exchange-speed')
    speed = stated !== null && /^\d+(\.\d+)?$/.test(stated) ? Number(stated) : null
    return answer
  }
  const answer = await host.get('the exchange clock', ask, signal)
  const stamp = clockSchema.safeParse(answer).data?.timestamp
  const told = stamp === undefined ? null : parseStamp(stamp)
  if (told !== null) return { told, speed }
  throw new OpenbellError('unavailable', 'the local exchange answered its clock without a time', 'openbell serve-pocket')
}

/** Two measures in a row must agree: a single jump is a step of the clock and no speed. */
function createSpeed() {
  let current = 1
  let last: number | null = null
  let isStated = false
  return {
    current: () => current,
    /** What the exchange says of itself counts before any measure. */
    stated(speed: number | null) {
      isStated = speed !== null
      if (speed !== null) current = speed
    },
    see(theirs: number, ours: number) {
      if (ours <= 0 || isStated) return
      const measured = theirs / ours
      if (last !== null && Math.abs(measured - last) <= 0.1 * Math.max(1, measured)) current = measured
      last = measured
    },
  }
}
