import { MINUTE } from '../../../core/time.ts'
import { settleSession } from '../parts/parameters.ts'
import { countRow, enterRow, hoursOf, type SessionState, startSession } from '../parts/session-state.ts'
import { recursive } from '../parts/stepped.ts'
import type { IndicatorSpec } from '../spec.ts'

/**
 * Where a row stands in its regular session, for opening, gap and end-of-day rules. All of it is known at the row's close: the hours are the
 * calendar's (planned half days among them), the prices those of regular bars up to this one.
 * `minute`: minutes from the regular open to the bar's close (negative before it); `minutes_left`: from there to the regular close;
 * `open`, `high`, `low`: of the regular session so far, missing before its first bar; `previous_close`: of the last session that had
 * regular bars; `bar`: number of regular bars so far, 0 before the first. After the close the session stays until the next trading date.
 * A daily or weekly bar is a session of its own.
 */
export const sessionSpec: IndicatorSpec = {
  name: 'session',
  summary: 'Minutes into the session and left, its open, high and low so far, the close before',
  group: 'levels',
  params: [],
  input: null,
  outputs: ['minute', 'minutes_left', 'open', 'high', 'low', 'previous_close', 'bar'],
  overlay: false,
  sparse: true,
  warmUp: () => 1,
  settle: settleSession,
  ...recursive<SessionState>(7, {
    start: startSession,
    take(state, source, row, _params, out) {
      enterRow(state, source, row)
      countRow(state, source, row)
      const hours = hoursOf(source, row)
      out[0] = hours ? (hours.close - hours.regular.open) / MINUTE : Number.NaN
      out[1] = hours ? (hours.regular.close - hours.close) / MINUTE : Number.NaN
      out[2] = state.open
      out[3] = state.high
      out[4] = state.low
      out[5] = state.closeBefore
      out[6] = state.bars
    },
  }),
}
