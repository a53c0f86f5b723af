import { type DayNumber, iso, isoDate } from '../../../core/time.ts'
import type { CorporateAction } from '../../../market/actions.ts'
import type { Bars } from '../../../market/bars.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import { barJump, maySplit } from '../../../market/quality/splits.ts'

const MOST_WARNINGS = 20

/** Watches bars on their way into the store for jumps like a split that no stored action explains. */
export class JumpWatch {
  readonly warnings: string[] = []
  readonly #actions: (symbol: string, day: DayNumber) => CorporateAction[]
  readonly #last = new Map<string, { time: number; close: number }>()
  #more = 0

  /** `actions` answers the splits and dividends known of a symbol on a date. */
  constructor(actions: (symbol: string, day: DayNumber) => CorporateAction[]) {
    this.#actions = actions
  }

  /** Bars of one symbol, ascending; batches in the file's order. Rows in `conflicts` are not stored, so they are not looked at; nor are coins and currencies. */
  watch(bars: Bars, conflicts: number[]): void {
    if (!maySplit(bars.symbol)) return
    const left = new Set(conflicts)
    let before = this.#last.get(bars.symbol)
    for (let i = 0; i < bars.length; i++) {
      if (left.has(i)) continue
      const jump = before && before.time < bars.time[i] ? barJump(before.close, bars.open[i], bars.close[i]) : null
      if (before && jump && !this.#explained(bars.symbol, bars.time[i], jump.split)) this.#warn(bars, i, before.close, jump)
      before = { time: bars.time[i], close: bars.close[i] }
    }
    if (before) this.#last.set(bars.symbol, before)
  }

  /** The warnings, with a last one that counts those left out. */
  finish(): string[] {
    return this.#more === 0
      ? this.warnings
      : [...this.warnings, `and ${this.#more} more jumps like a split: openbell data verify SYMBOL`]
  }

  #explained(symbol: string, time: number, split: number): boolean {
    const day = calendarFor(symbol).dateOf(time)
    return this.#actions(symbol, day).some((action) => isSplit(action, split))
  }

  #warn(bars: Bars, i: number, before: number, { split, after }: { split: number; after: number }): void {
    if (this.warnings.length >= MOST_WARNINGS) {
      this.#more++
      return
    }
    const at =
      bars.timeframe === '1d' || bars.timeframe === '1w'
        ? isoDate(calendarFor(bars.symbol).dateOf(bars.time[i]))
        : iso(bars.time[i])
    this.warnings.push(
      `${bars.symbol} ${at}: ${before} to ${after} looks like a split (${ratioText(split)}) and no action is stored for it`,
    )
  }
}

function isSplit(action: CorporateAction, split: number): boolean {
  return action.kind === 'split' && action.ratio !== null && Math.abs(action.ratio * split - 1) < 0.06
}

/** `7 for 1`, `1 for 10`, `3 for 2`. */
function ratioText(split: number): string {
  if (split < 1)
    return ratioText(1 / split)
      .split(' for ')
      .reverse()
      .join(' for ')
  const old = [1, 2, 3, 4].find((one) => Math.abs(split * one - Math.round(split * one)) < 1e-6) ?? 1
  return `${Math.round(split * old)} for ${old}`
}
