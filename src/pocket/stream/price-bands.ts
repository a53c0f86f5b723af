import { type Instant, MINUTE } from '../../core/time.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import type { Calendar } from '../../market/calendar/session.ts'
import type { WireBar } from '../wire.ts'

/** Limit-up and limit-down prices in dollars, from an instant on. */
export interface Band {
  at: Instant
  up: number
  down: number
}

/** Minutes that the reference price is the mean of. */
const REFERENCE_MINUTES = 5
/** Share that the reference must move before the bands do. */
const MOVE = 0.01

/**
 * Price bands of each symbol, by the plan of the exchanges and FINRA against extraordinary volatility (the "Limit Up-Limit Down" plan, SEC
 * file 4-631): the reference is the mean of the last five minutes, renewed when it has moved by 1%; the bands stand 5% from it (20% below 3
 * dollars, 75% or 15 cents below 75 cents), twice that in the first 15 and the last 25 minutes. Every symbol counts as tier 1.
 */
export function createPriceBands(calendar: Calendar): { after(symbol: string, minutes: readonly WireBar[]): Band[] } {
  const states = new Map<string, { recent: WireBar[]; reference: number | null; doubled: boolean }>()
  return {
    after(symbol, minutes) {
      const state = states.get(symbol) ?? { recent: [], reference: null, doubled: false }
      states.set(symbol, state)
      const bands: Band[] = []
      for (const minute of minutes) {
        const at = minute.at + MINUTE
        const regular = calendar.day(newYorkDay(minute.at)).regular
        state.recent = [...state.recent, minute].filter((bar) => bar.at > minute.at - REFERENCE_MINUTES * MINUTE)
        if (!regular || minute.at < regular.open || at >= regular.close) continue
        const mean = meanPrice(state.recent)
        const doubled = at < regular.open + 15 * MINUTE || at >= regular.close - 25 * MINUTE
        const moved = state.reference === null || Math.abs(mean / state.reference - 1) >= MOVE
        if (!moved && doubled === state.doubled) continue
        if (moved) state.reference = mean
        state.doubled = doubled
        bands.push(bandOf(at, state.reference ?? mean, doubled))
      }
      return bands
    },
  }
}

function meanPrice(bars: readonly WireBar[]): number {
  let sum = 0
  let prints = 0
  for (const bar of bars) {
    sum += bar.vw * bar.n
    prints += bar.n
  }
  return sum / prints
}

function bandOf(at: Instant, reference: number, doubled: boolean): Band {
  const plain = reference >= 3 ? reference * 0.05 : reference >= 0.75 ? reference * 0.2 : Math.min(0.15, reference * 0.75)
  const width = plain * (doubled ? 2 : 1)
  return { at, up: cents(reference + width), down: cents(Math.max(0.01, reference - width)) }
}

function cents(price: number): number {
  return Math.round(price * 100) / 100
}
