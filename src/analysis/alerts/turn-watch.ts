import type { Instant } from '../../core/time.ts'
import { type Bars, sliceBars } from '../../market/bars.ts'
import { settlingBars, type TurnSettings, turnSettings } from '../peaks/settings.ts'
import { TurnTracker } from '../peaks/tracker.ts'
import { PEAK, TROUGH, type TurnKind } from '../peaks/turns.ts'

/** Bars that turns are looked for in. More would not change what the newest turn is. */
const BARS = 500

/** A turn that later bars can no longer change. */
export interface SettledTurn {
  kind: 'peak' | 'trough'
  /** Open of its bar, and its close. */
  time: Instant
  price: number
}

/** Newest settled peak and trough of a series that grows; each is told once, when it has become settled (analysis/peaks says when that is). */
export class TurnWatch {
  readonly #settings: TurnSettings = turnSettings({ bars: BARS })
  #tracker = new TurnTracker(this.#settings)
  /** Rows that the tracker has seen, as they were then. */
  #close = new Float64Array(1024)
  #firstTime: Instant = Number.NaN
  #newest: Record<'peak' | 'trough', Instant> = { peak: Number.NEGATIVE_INFINITY, trough: Number.NEGATIVE_INFINITY }
  #begun = false

  /** Takes the series as it is now; turns that have settled since the last time, none at the first. */
  take(bars: Bars): SettledTurn[] {
    this.#follow(sliceBars(bars, bars.length - this.#length(bars), bars.length))
    const found = [this.#settled('peak', PEAK, bars), this.#settled('trough', TROUGH, bars)]
    const fresh = found.filter((turn) => turn !== null && turn.time > this.#newest[turn.kind]) as SettledTurn[]
    for (const { kind, time } of fresh) this.#newest[kind] = time
    if (this.#begun) return fresh
    this.#begun = true
    return []
  }

  /** Rows of the series that the tracker works on: those since it began, or the newest when it must begin anew. */
  #length(bars: Bars): number {
    const first = bars.time.subarray(0, bars.length).lastIndexOf(this.#firstTime)
    return first < 0 ? Math.min(bars.length, BARS) : bars.length - first
  }

  /** Goes on where only new rows have come; rows before that changed (a late print, a gap that was closed) begin it anew. */
  #follow(rows: Bars): void {
    const known = this.#tracker.length
    let same = known <= rows.length && rows.time[0] === this.#firstTime
    for (let i = 0; same && i < known; i++) same = this.#close[i] === rows.close[i]
    if (!same) {
      this.#tracker = new TurnTracker(this.#settings)
      this.#firstTime = rows.time[0]
    }
    if (this.#close.length < rows.length) this.#close = new Float64Array(2 * rows.length)
    this.#close.set(rows.close.subarray(0, rows.length))
    this.#tracker.advance(this.#close, rows.length)
  }

  #settled(kind: 'peak' | 'trough', code: TurnKind, bars: Bars): SettledTurn | null {
    const offset = bars.length - this.#tracker.length
    const last = this.#tracker.length - 1 - settlingBars(this.#settings)
    const turns = this.#tracker.reported()
    for (let i = turns.length - 1; i >= 0; i--) {
      const row = turns[i] >> 1
      if ((turns[i] & 1) === code && row <= last) return { kind, time: bars.time[offset + row], price: bars.close[offset + row] }
    }
    return null
  }
}
