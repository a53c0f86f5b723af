import type { IndicatorParam } from '../spec.ts'

/** The longest window an indicator takes. */
const LONGEST_PERIOD = 1000

/** A whole number of bars, called `period` unless it has a name of its own. */
export function barCount(standard: number, name = 'period', min = 1): IndicatorParam {
  return { name, min, max: LONGEST_PERIOD, default: standard }
}

/** A factor that may have decimals. */
export function factor(name: string, standard: number, min = 0, max = 100): IndicatorParam {
  return { name, min, max, default: standard, fraction: true }
}

// The weight left on the seed is (1 - w)^k: with w = 1 / n (Wilder) it is below 1e-11 after 26 n rows, with 2 / (n + 1) after 13 (n + 1).

/** Rows until the seed of Wilder's smoothing no longer shows. */
export const settleWilder = (period: number): number => 26 * period

/** Rows until the seed of an exponential average no longer shows. */
export const settleExponential = (period: number): number => 13 * (period + 1)

/** For what adds up from the first bar on: its start never stops showing. */
export const settleNever = (): number => Number.POSITIVE_INFINITY

/** For windows: what left the window is forgotten exactly. */
export const settleAtOnce = (): number => 0

/** For what begins anew each session, or looks back at the one before: no session has more bars than a day has minutes. */
export const settleSession = (): number => 2 * 1440
