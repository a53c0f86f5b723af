import { type Instant, MINUTE } from '../../core/time.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import type { LiveTape } from '../../market/live/live-tape.ts'
import { Rhythm } from './rhythm.ts'
import type { DataQuality, DataState } from './types.ts'

/** What went wrong at one time, for one symbol or for all: it is told once when it ends and once when its holes are closed. */
export interface Incident {
  /** Null: the whole stream. */
  symbol: string | null
  from: Instant
  /** Holes that are open or not filled yet. */
  left: number
  /** What history has brought so far. */
  minutes: number
  prints: number
  /** What lay before a subscription: asked for, but never missed. */
  isBackfill: boolean
}

/** A stretch of time in which data of a symbol may have been missed. `to` is null while it lasts. */
export interface Hole {
  from: Instant
  to: Instant | null
  incident: Incident
  /** Stamp of the newest print before it; prints up to it were heard. */
  after: Instant
  /** Stamp of the first message after it; null before one came. */
  until: Instant | null
  /** The prints of it were asked for. */
  printsAsked: boolean
}

/** A silence `[from, to)` that ended by itself; `after`, `until`: stamps of the last print before it and of what ended it. */
export interface Check {
  from: Instant
  to: Instant
  after: Instant
  until: Instant
}

/** Why the bar of a minute is not believed yet: data was missed, or the vendor never told it. */
export type Doubt = 'hole' | 'unconfirmed'

const DOUBTS = 2000
const CONFIRMED = 16

/** One symbol as the manager sees it: its tape, how well it is heard, and what is not known of it yet. */
export class Track {
  readonly symbol: string
  readonly calendar: Calendar
  readonly tape: LiveTape
  readonly rhythm = new Rhythm()
  state: DataState = 'waiting'
  /** The vendor streams it; otherwise its price is asked for. */
  streamed: boolean
  /** Its subscription is on its way. */
  isAsked = false
  /** Silence counts from here at the earliest: subscribed, reconnected, a phase began, trading goes on. */
  quietSince: Instant
  /** Begin of the phase that it is in, once noticed. */
  phaseSince: Instant = Number.NEGATIVE_INFINITY
  /** When the stream told something of it last; negative infinity before. */
  heardAt: Instant = Number.NEGATIVE_INFINITY
  /** Stamp of its newest print, quote or price that was asked for; negative infinity before. */
  newest: Instant = Number.NEGATIVE_INFINITY
  /** Stamp of its newest print from the stream. */
  newestPrint: Instant = Number.NEGATIVE_INFINITY
  /** Heard, but late: that is why it is stale. */
  isLate = false
  restarts = 0
  gaps = 0
  repaired = 0
  /** Restarts in a row that did not help, and when the next one may come. */
  attempts = 0
  nextRestart: Instant = Number.NEGATIVE_INFINITY
  restartedAt: Instant = Number.NEGATIVE_INFINITY
  recoveredAt: Instant = Number.NEGATIVE_INFINITY
  haltedAt: Instant = Number.NEGATIVE_INFINITY
  /** The hole that lasts. */
  hole: Hole | null = null
  /** Those that are over and not filled. */
  readonly holes: Hole[] = []
  /** Silences that may have hidden something: prints are asked for, and where some were missed it was a hole. */
  readonly checks: Check[] = []
  readonly doubts = new Map<Instant, Doubt>()
  /** Minutes that were answered and have changed since. */
  readonly revised = new Set<Instant>()
  /** Minutes that were answered without their bar, which is here and not believed yet. */
  readonly held = new Set<Instant>()
  /** Open of the newest minute that `advance` has answered. */
  told: Instant
  /** Open of its first minute that is told; those before only fill the tape. */
  first: Instant
  /** When its bars were asked for last, and how often in vain. */
  askedAt: Instant = Number.NEGATIVE_INFINITY
  failures = 0
  polledAt: Instant = Number.NEGATIVE_INFINITY
  pollFailures = 0
  /** It was told that its price, or its history, cannot be had. */
  isRefused = false
  readonly #confirmed: Instant[] = []

  constructor(symbol: string, tape: LiveTape, at: Instant, streamed: boolean) {
    this.symbol = symbol
    this.calendar = calendarFor(symbol)
    this.tape = tape
    this.streamed = streamed
    this.quietSince = at
    this.told = minuteBefore(at)
    this.first = this.told + MINUTE
  }

  /** Listening begins at this instant after all. */
  startAt(at: Instant): void {
    this.quietSince = at
    this.answeredTo(minuteBefore(at))
  }

  /** Minutes up to this one were answered before the symbol was there. */
  answeredTo(minute: Instant): void {
    this.told = minute
    this.first = minute + MINUTE
  }

  /** Something is wrong with what the stream tells of it. */
  get isTroubled(): boolean {
    return this.state === 'stale' || this.state === 'restarting' || this.state === 'polling'
  }

  silence(at: Instant): number {
    return at - Math.max(this.heardAt, this.quietSince)
  }

  /** The vendor has told this minute's bar, or history has answered for it. */
  confirm(minute: Instant): void {
    this.doubts.delete(minute)
    if (this.isConfirmed(minute)) return
    this.#confirmed.push(minute)
    if (this.#confirmed.length > CONFIRMED) this.#confirmed.shift()
  }

  /** Of the last minutes only. */
  isConfirmed(minute: Instant): boolean {
    return this.#confirmed.includes(minute)
  }

  doubt(minute: Instant, why: Doubt): void {
    if (this.doubts.get(minute) === 'hole') return
    if (this.doubts.size < DOUBTS || this.doubts.has(minute)) this.doubts.set(minute, why)
  }

  /** The bar of a minute is not told as complete: data of it was missed, and the vendor has not told it. */
  isHeldBack(minute: Instant): boolean {
    if (this.isConfirmed(minute)) return false
    return this.doubts.get(minute) === 'hole' || (this.hole !== null && this.hole.from < minute + MINUTE)
  }

  quality(): DataQuality {
    const { state, newest, tape, gaps, repaired, restarts } = this
    const { duplicates, outOfOrder } = tape.counts
    const latencyMs = Number.isFinite(tape.latency) ? tape.latency : null
    return { state, newest: Number.isFinite(newest) ? newest : null, latencyMs, gaps, repaired, duplicates, outOfOrder, restarts }
  }
}

/** Open of the last minute that was over at an instant. */
function minuteBefore(at: Instant): Instant {
  return Math.floor(at / MINUTE) * MINUTE - MINUTE
}
