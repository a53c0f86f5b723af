import type { Instant } from '../../../core/time.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { StreamSink } from '../../../ports/market-stream.ts'

/** Something a person asked of a running session: what comes in beside the market and the broker. */
export type Handler = (name: string, payload: unknown) => Promise<unknown>

/**
 * The one way by which the outside reaches a session. A recording door asks the real ports and writes down what they say; a replay door says it
 * again. Answers, events and timers are *happenings*: delivered one at a time, each in a turn of the event loop of its own, and between two of them
 * the clock stands still. So a session sees the same in both.
 */
export interface Door {
  readonly kind: 'recording' | 'replay'
  /** Stands still between happenings; a sleep is a call that is answered when its time has come. */
  readonly clock: Clock
  /** Asks the outside. `asked` says what, in plain values: a replay finds the answer by it. */
  call<T>(what: string, asked: unknown, work: () => Promise<T>): Promise<T>
  /** Asks something that answers at once. */
  read<T>(what: string, asked: unknown, work: () => T): T
  /** Something that changes by itself and is looked at (a clock, a file's being there): one value between two happenings, however often it is read. */
  value<T>(what: string, look: () => T): T
  /** Something the session did that a replay must do likewise. */
  wrote(what: string, asked: unknown): void
  /** What other processes added to the journal of an account. In a replay: what they had added by now. */
  foreign<T>(account: string, look: () => T[]): T[]
  /** Listens; `open` is given a signal that also fires when the listener stops. */
  events<T>(what: string, asked: unknown, open: (signal: AbortSignal) => AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T>
  /** Opens something that tells a sink: its answer, as `call`, and what it tells, in place. */
  sinkCall<T>(what: string, asked: unknown, sink: StreamSink, work: (sink: StreamSink) => Promise<T>): Promise<T>
  /** Who takes what persons ask for. */
  handle(handler: Handler): void
  /** A person asks; in a replay nobody is asked but the recording. */
  input(name: string, payload: unknown): Promise<unknown>
  /** Fires when the outside ended the session. */
  readonly signal: AbortSignal
}

/** What moves the clock of a door. */
export interface Stamp {
  now: Instant
  elapsed: number
}

/** A door's clock: stands where the last happening put it. */
export class StandingClock implements Clock {
  at: Stamp
  readonly #sleep: Clock['sleep']

  constructor(at: Stamp, sleep: Clock['sleep']) {
    this.at = at
    this.#sleep = sleep
  }

  now(): Instant {
    return this.at.now
  }

  elapsed(): number {
    return this.at.elapsed
  }

  sleep(until: Instant, signal: AbortSignal): Promise<void> {
    return this.#sleep(until, signal)
  }

  /** Rows of a tape move it too; time to measure by goes along. */
  moveTo(received: Instant): void {
    const { now, elapsed } = this.at
    if (received !== now) this.at = { now: received, elapsed: elapsed + Math.max(0, received - now) }
  }
}

/** What values (plain ones) are between two looks: one that follows the clock keeps its distance to it, another stays as it was. */
export interface Known {
  value: unknown
  /** Distance to the clock; null = it stays. */
  offset: number | null
}

/** What a value is expected to be where nothing else was written down. */
export function expectedOf({ value, offset }: Known, now: Instant): unknown {
  return offset === null ? value : now + offset
}

/** Two plain values say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b)
}
