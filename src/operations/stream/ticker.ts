import { type Instant, MINUTE } from '../../core/time.ts'
import type { ManagedStream } from '../../engine/stream/types.ts'
import type { Pace } from '../trade/running/pace.ts'

/** The screen is painted ten times a second: time is looked at as often, in real milliseconds. */
export const LOOK_EVERY = 100

export interface TickerParts {
  managed: ManagedStream
  pace: Pace
  /** Market milliseconds between two looks; the end of a minute is always one. */
  step(): number
  /** Nothing is looked for after this instant; infinity in an open end. */
  until: Instant
  /** True where time stands still while anything is done: each minute waits until it was dealt with. */
  leaps: boolean
  /** Where time stands still: waited for after each look, so that whoever reads comes along. */
  room(): Promise<void>
  /** Called after each look. */
  onLook(at: Instant): void
  signal: AbortSignal
}

/** Drives the stream through time, and hands on the minutes that closed. */
export class Ticker {
  readonly #parts: TickerParts
  readonly #minutes: Instant[] = []
  #wake: (() => void) | null = null
  #taken: (() => void) | null = null
  #asleep: AbortController | null = null
  #ended: { fault: unknown } | null = null

  constructor(parts: TickerParts) {
    this.#parts = parts
  }

  /** Runs to the end of the session, or until the signal fires. @throws what the stream throws */
  async run(): Promise<void> {
    const { managed, pace, until, leaps, signal, onLook, room } = this.#parts
    try {
      while (pace.now() < until && !signal.aborted) {
        await this.#sleep(Math.min(until, this.#next(pace.now())))
        const closed = await managed.advance(Math.min(until, pace.now()))
        onLook(pace.now())
        if (leaps) await room()
        for (const minute of closed) await this.#hand(minute)
      }
      this.#end(null)
    } catch (thrown) {
      this.#end(signal.aborted ? null : thrown)
      if (!signal.aborted) throw thrown
    }
  }

  /** Ends the sleep: something has come that should not wait for the next look. */
  nudge(): void {
    this.#asleep?.abort()
  }

  /** Ends of minutes, each once, in order; it ends with the session. */
  async *minutes(): AsyncGenerator<Instant> {
    for (;;) {
      while (this.#minutes.length > 0) {
        yield this.#minutes.shift()!
        this.#taken?.()
      }
      if (this.#ended?.fault) throw this.#ended.fault
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
  }

  async #sleep(until: Instant): Promise<void> {
    const { pace, signal } = this.#parts
    const asleep = new AbortController()
    this.#asleep = asleep
    try {
      await pace.sleep(until, AbortSignal.any([signal, asleep.signal]))
    } catch (thrown) {
      if (!asleep.signal.aborted || signal.aborted) throw thrown
    } finally {
      this.#asleep = null
    }
  }

  #next(now: Instant): Instant {
    const minute = (Math.floor(now / MINUTE) + 1) * MINUTE
    return this.#parts.leaps ? minute : Math.min(minute, now + this.#parts.step())
  }

  async #hand(minute: Instant): Promise<void> {
    this.#minutes.push(minute)
    this.#wake?.()
    if (!this.#parts.leaps) return
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#parts.signal.removeEventListener('abort', done)
        this.#taken = null
        resolve()
      }
      this.#taken = done
      this.#parts.signal.addEventListener('abort', done, { once: true })
      if (this.#parts.signal.aborted) done()
    })
  }

  #end(fault: unknown): void {
    this.#ended ??= { fault }
    this.#wake?.()
  }
}
