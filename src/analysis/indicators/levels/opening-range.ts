import { MINUTE } from '../../../core/time.ts'
import { isIntraday } from '../../../market/timeframe.ts'
import { settleSession } from '../parts/parameters.ts'
import { countRow, enterRow, hoursOf, type SessionState, startSession } from '../parts/session-state.ts'
import { recursive } from '../parts/stepped.ts'
import type { IndicatorSpec } from '../spec.ts'

interface State extends SessionState {
  rangeDate: number
  rangeHigh: number
  rangeLow: number
}

function widen(state: State): void {
  state.rangeHigh = state.high
  state.rangeLow = state.low
}

/**
 * Opening range (Toby Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout, 1990): highest and lowest price of the
 * regular bars that begin within the first `minutes` of the session. Silent until the range is complete: it is shown from the bar on that
 * closes at or after its end, for the rest of the trading date. A bar that begins inside and ends after it counts whole. Missing on a date
 * without a bar in those minutes, and for daily and weekly bars.
 */
export const openingRangeSpec: IndicatorSpec = {
  name: 'opening_range',
  summary: 'High and low of the first minutes of the session, once they are complete',
  group: 'levels',
  params: [{ name: 'minutes', min: 1, max: 390, default: 15 }],
  input: null,
  outputs: ['high', 'low'],
  overlay: true,
  sparse: true,
  warmUp: () => 1,
  settle: settleSession,
  ...recursive<State>(2, {
    start: () => ({ ...startSession(), rangeDate: Number.NaN, rangeHigh: Number.NaN, rangeLow: Number.NaN }),
    take(state, source, row, [minutes], out) {
      out.fill(Number.NaN)
      if (!isIntraday(source.bars.timeframe)) return
      const countsHourBefore = enterRow(state, source, row)
      if (state.date !== state.rangeDate) {
        state.rangeDate = state.date
        state.rangeHigh = state.rangeLow = Number.NaN
      }
      if (countsHourBefore) widen(state)
      countRow(state, source, row)
      const hours = hoursOf(source, row)
      if (!hours) return
      const end = hours.regular.open + minutes * MINUTE
      if (state.bars > 0 && source.bars.time[row] < end) widen(state)
      if (hours.close < end) return
      out[0] = state.rangeHigh
      out[1] = state.rangeLow
    },
  }),
}
