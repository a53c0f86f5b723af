import { settleSession } from '../parts/parameters.ts'
import { countRow, enterRow, type SessionState, startSession } from '../parts/session-state.ts'
import { recursive } from '../parts/stepped.ts'
import type { IndicatorSpec } from '../spec.ts'

const OUTPUTS = ['p', 'r1', 'r2', 'r3', 's1', 's2', 's3'] as const

/** Writes pivot, resistances and supports from high, low and close of the session before. */
type Formula = (high: number, low: number, close: number, out: Float64Array) => void

function pivots(name: string, summary: string, formula: Formula): IndicatorSpec {
  return {
    name,
    summary,
    group: 'levels',
    params: [],
    input: null,
    outputs: OUTPUTS,
    overlay: true,
    sparse: true,
    warmUp: () => 2,
    settle: settleSession,
    ...recursive<SessionState>(OUTPUTS.length, {
      start: startSession,
      take(state, source, row, _params, out) {
        enterRow(state, source, row)
        countRow(state, source, row)
        formula(state.highBefore, state.lowBefore, state.closeBefore, out)
      },
    }),
  }
}

/** Pivot and three levels each way at these distances from a base. */
function levels(out: Float64Array, pivot: number, base: number, first: number, second: number, third: number): void {
  out[0] = pivot
  out[1] = base + first
  out[2] = base + second
  out[3] = base + third
  out[4] = base - first
  out[5] = base - second
  out[6] = base - third
}

const middleOf = (high: number, low: number, close: number): number => (high + low + close) / 3

/**
 * Classic floor pivots: P = (high + low + close) / 3 of the session before, R1 = 2P - low, S1 = 2P - high, R2 and S2 a range from P,
 * R3 = high + 2 (P - low), S3 = low - 2 (high - P) (as floor traders reckoned them; John Person, A Complete Guide to Technical Trading
 * Tactics, 2004). The session before: within the day the last regular session by the calendar, from the first bar of the next trading date on;
 * for daily and weekly bars the bar before. Missing until there has been one.
 */
export const classicPivotsSpec = pivots(
  'pivot_classic',
  'Pivot, supports and resistances of the session before',
  (high, low, close, out) => {
    const pivot = middleOf(high, low, close)
    const range = high - low
    out[0] = pivot
    out[1] = 2 * pivot - low
    out[2] = pivot + range
    out[3] = high + 2 * (pivot - low)
    out[4] = 2 * pivot - high
    out[5] = pivot - range
    out[6] = low - 2 * (high - pivot)
  },
)

/** The same pivot with levels 0.382, 0.618 and 1 range of the session before away from it. */
export const fibonacciPivotsSpec = pivots(
  'pivot_fibonacci',
  'Pivot with levels at Fibonacci shares of the range before',
  (high, low, close, out) => {
    const pivot = middleOf(high, low, close)
    const range = high - low
    levels(out, pivot, pivot, 0.382 * range, 0.618 * range, range)
  },
)

/** Nick Scott's Camarilla levels (1989): 1.1/12, 1.1/6 and 1.1/4 of the range before, either side of the close before; the pivot is the classic one. */
export const camarillaPivotsSpec = pivots(
  'pivot_camarilla',
  'Camarilla levels around the close before',
  (high, low, close, out) => {
    const range = 1.1 * (high - low)
    levels(out, middleOf(high, low, close), close, range / 12, range / 6, range / 4)
  },
)
