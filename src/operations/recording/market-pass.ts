import type { Instant } from '../../core/time.ts'
import type { RecordingReader } from '../../ports/recording.ts'
import type { Context } from '../context.ts'
import { z } from '../operation.ts'
import { openOwnSession } from '../stream/own-session.ts'
import type { LiveSession } from '../stream/session.ts'
import { type SessionInput, sessionInput } from '../stream/wanted.ts'
import { marketContext } from './market-context.ts'
import type { Pass } from './replay-session.ts'

/** Fastest and slowest on the way to a moment: a look at the tape moves time by so many of its steps. */
const FASTEST = 100_000
const SLOWEST = 1
/** Part of the way that is left which a real millisecond may cover. */
const APPROACH = 40

/** Lives through the day of a recorded market, without an account's past. */
export async function marketPass(
  context: Context,
  reader: RecordingReader,
  at: Instant | null,
  speed: number | null,
  number: number,
): Promise<Pass> {
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const store = await context.scratch(`market ${reader.name} ${number}`)
  const world = await marketContext({ ...context, signal }, reader, store)
  const session = await openOwnSession(world, dayOf(reader, at === null ? speed : FASTEST), reader.name)
  const way = new Way(session, speed)
  if (at !== null) way.to(at)
  return {
    session,
    events: (options) => session.events(options),
    get speed() {
      return way.speed
    },
    standsAt: null,
    setSpeed: (wanted) => way.setSpeed(wanted),
    seek: (wanted) => way.to(wanted),
    arrived: () => way.arrived,
    async stop() {
      stop.abort()
      await session.close()
    },
  }
}

/** The day of a recording as a session is asked for; `speed` null = as fast as it goes. */
export function dayOf({ header }: RecordingReader, speed: number | null, more: Partial<SessionInput> = {}): SessionInput {
  const { symbols, date, input } = header
  const { until } = input as Partial<SessionInput>
  return z.strictObject(sessionInput).parse({ symbols, date: date ?? undefined, until, speed: speed ?? 0, ...more })
}

/** The way of a session of the past to a moment: fast at first, slower as it comes near. */
class Way {
  readonly #session: LiveSession
  #target: Instant = Number.NEGATIVE_INFINITY
  speed: number | null
  arrived: Promise<void> = Promise.resolve()
  #arrive: () => void = () => {}

  constructor(session: LiveSession, speed: number | null) {
    this.#session = session
    this.speed = speed
    session.onChange(() => this.#look())
  }

  to(target: Instant): void {
    this.#target = target
    this.arrived = new Promise((resolve) => {
      this.#arrive = resolve
    })
    this.#look()
  }

  setSpeed(speed: number): void {
    this.speed = speed
    this.#look()
    if (!this.#isUnderWay) this.#session.setSpeed?.(speed)
  }

  get #isUnderWay(): boolean {
    return this.#session.view.now < this.#target
  }

  #look(): void {
    if (this.#target === Number.NEGATIVE_INFINITY) return
    const left = this.#target - this.#session.view.now
    if (left > 0) {
      this.#session.setSpeed?.(Math.max(SLOWEST, Math.min(FASTEST, left / APPROACH)))
      return
    }
    this.#target = Number.NEGATIVE_INFINITY
    this.#session.setSpeed?.(this.speed ?? FASTEST)
    this.#arrive()
  }
}
