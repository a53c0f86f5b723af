import type { Instant } from '../../core/time.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HubOwner } from '../../ports/hub.ts'
import type { Facts, FromOwner } from '../session/protocol.ts'
import { type ToldRow, ToldRows } from '../session/rows.ts'
import type { EventLog } from './event-log.ts'
import { ToldParts } from './told-parts.ts'
import type { SessionView, WatchRow } from './view.ts'

/** An owner that says nothing for so long is stopped or too busy: the time goes on without it. */
const SILENT_MS = 3000

/** Where the line to the owner stands. */
export interface LineState {
  owner: HubOwner
  /** Why it is gone; null while it stands. */
  gone: string | null
}

/** The session of another process as this one was told it. When the owner is gone the numbers stay, and age. */
export class AttachedView implements SessionView {
  readonly parts: ToldParts
  readonly #clock: Clock
  readonly #log: EventLog
  readonly #line: () => LineState
  readonly #rows = new ToldRows()
  #facts: Facts | null = null
  #told = { now: 0, at: 0 }

  constructor({ clock, log, line, changed }: { clock: Clock; log: EventLog; line(): LineState; changed(): void }) {
    this.#clock = clock
    this.#log = log
    this.#line = line
    this.parts = new ToldParts(() => clock.elapsed(), changed)
  }

  /** True once there was a whole picture. */
  get isReady(): boolean {
    return this.#facts !== null
  }

  take({ now, facts, rows }: Extract<FromOwner, { kind: 'tick' }>): void {
    this.#told = { now, at: this.#clock.elapsed() }
    if (facts) this.#facts = facts
    if (rows) this.#rows.take(rows)
  }

  get facts(): Facts {
    return this.#facts!
  }

  /** Nothing was heard for longer than pictures take to come. */
  get isSilent(): boolean {
    return this.#clock.elapsed() - this.#told.at > SILENT_MS
  }

  get #isLost(): boolean {
    return this.#line().gone !== null || this.isSilent
  }

  /** The owner's, and what has passed since it was told; when the owner is gone time goes on by itself. */
  get now(): Instant {
    const { speed } = this.facts
    const pace = this.#isLost ? Math.max(1, speed ?? 1) : (speed ?? 1)
    return this.#told.now + (this.#clock.elapsed() - this.#told.at) * pace
  }

  get stream(): SessionView['stream'] {
    const { owner, gone } = this.#line()
    const since = this.#told.now
    const who = `process ${owner.pid} (${owner.holder})`
    if (gone !== null) return { state: 'down', message: `the session of ${who} is gone: ${gone}; the numbers age`, since }
    if (this.isSilent) return { state: 'down', message: `the session of ${who} says nothing; the numbers age`, since }
    const { state, message, since: began } = this.facts.stream
    return { state: state === 'up' ? 'attached' : state, message: `attached to ${who}: ${message}`, since: began }
  }

  get watch(): readonly WatchRow[] {
    const now = this.now
    const isLost = this.#isLost
    return this.#rows.rows.map((told) => aged(told, now, isLost))
  }

  prints(symbol: string) {
    return this.parts.prints(symbol)
  }

  quotes(symbol: string) {
    return this.parts.quotes(symbol)
  }

  bars(symbol: string, timeframe: Timeframe) {
    if (!this.#rows.rows.some(({ row }) => row.symbol === symbol)) return null
    return this.parts.bars(symbol, timeframe, this.facts)
  }

  overlays(symbol: string, timeframe: Timeframe) {
    return this.parts.overlays(symbol, timeframe)
  }

  window(symbol: string, seconds: number) {
    return this.parts.window(symbol, seconds)
  }

  get events() {
    return this.#log.kept
  }
  get eventCount() {
    return this.#log.count
  }
  get label() {
    return this.facts.label
  }
  get mode() {
    return this.facts.mode
  }
  get broker() {
    return this.facts.broker
  }
  get host() {
    return this.facts.host
  }
  get source() {
    return this.facts.source
  }
  get feed() {
    return this.facts.feed
  }
  get coverage() {
    return this.facts.coverage
  }
  get session() {
    return this.facts.session
  }
  /** Nobody says any more whether order updates are heard, when the owner is gone. */
  get account() {
    const { account } = this.facts
    return account && this.#isLost ? { ...account, updatesUp: null } : account
  }
  get strategy() {
    return this.facts.strategy
  }
  get speed() {
    return this.facts.speed
  }
  get recording() {
    return this.facts.recording
  }
}

function aged({ row, newest }: ToldRow, now: Instant, isLost: boolean): WatchRow {
  const state = isLost && row.quality.state !== 'closed' ? 'stale' : row.quality.state
  return { ...row, quality: { ...row.quality, state, ageMs: newest === null ? null : Math.max(0, now - newest) } }
}
