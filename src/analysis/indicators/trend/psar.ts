import type { Bars } from '../../../market/bars.ts'
import { factor, settleNever } from '../parts/parameters.ts'
import { recursive } from '../parts/stepped.ts'
import type { IndicatorSpec } from '../spec.ts'

interface State {
  seen: number
  /** 1 rising, -1 falling. */
  direction: number
  stop: number
  extreme: number
  pace: number
  /** High and low of the last two bars. */
  high1: number
  low1: number
  high2: number
  low2: number
}

/** The direction of the first two bars is that of their middles; the stop begins at the far end of the first. */
function begin(state: State, bars: Bars, row: number, pace: number): void {
  const rises = bars.high[row] + bars.low[row] >= state.high1 + state.low1
  state.direction = rises ? 1 : -1
  state.stop = rises ? state.low1 : state.high1
  state.extreme = rises ? state.high1 : state.low1
  state.pace = pace
  state.high2 = state.high1
  state.low2 = state.low1
}

function advance(state: State, high: number, low: number, [pace, fastest]: number[]): void {
  const rises = state.direction > 0
  const next = state.stop + state.pace * (state.extreme - state.stop)
  state.stop = rises ? Math.min(next, state.low1, state.low2) : Math.max(next, state.high1, state.high2)
  const reached = rises ? high : low
  if (rises ? reached > state.extreme : reached < state.extreme) {
    state.extreme = reached
    state.pace = Math.min(state.pace + pace, fastest)
  }
  if (rises ? low >= state.stop : high <= state.stop) return
  state.direction = -state.direction
  state.stop = state.extreme
  state.extreme = rises ? low : high
  state.pace = pace
}

/**
 * Parabolic stop and reverse (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978): a stop that follows the trend ever faster,
 * `step` more of the distance at each new extreme and at most `maximum`, never past the last two bars; a bar through it turns the trend.
 * Wilder leaves the first direction to the eye; here it is that of the middles of the first two bars, rising when they are equal.
 * First value on row 1. `direction` is 1 while the stop is below the price, -1 while it is above.
 */
export const psarSpec: IndicatorSpec = {
  name: 'psar',
  summary: 'Parabolic stop and reverse, and the direction it follows',
  group: 'trend',
  params: [factor('step', 0.02, 0.001, 1), factor('maximum', 0.2, 0.001, 1)],
  input: null,
  outputs: ['value', 'direction'],
  overlay: true,
  warmUp: () => 2,
  settle: settleNever,
  ...recursive<State>(2, {
    start: () => ({ seen: 0, direction: 0, stop: 0, extreme: 0, pace: 0, high1: 0, low1: 0, high2: 0, low2: 0 }),
    take(state, { bars }, row, params, out) {
      const high = bars.high[row]
      const low = bars.low[row]
      state.seen++
      if (state.seen === 2) begin(state, bars, row, params[0])
      if (state.seen >= 2) {
        advance(state, high, low, params)
        out[0] = state.stop
        out[1] = state.direction
      }
      state.high2 = state.high1
      state.low2 = state.low1
      state.high1 = high
      state.low1 = low
    },
  }),
}
