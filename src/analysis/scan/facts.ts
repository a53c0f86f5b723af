import type { Instant } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import type { AsOfSession } from '../../market/calendar/as-of-session.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { isIntraday } from '../../market/timeframe.ts'
import { indicatorColumn } from '../indicators/registry.ts'
import { vwap } from '../indicators/volume/vwap.ts'
import type { Operands } from './evaluate.ts'
import { type IndicatorNode, render } from './expression.ts'
import type { FieldName } from './fields.ts'
import { isForecastNode } from './forecast-words.ts'
import { indicatorWords } from './indicator-words.ts'
import type { Operand } from './plan.ts'
import { type RelativeVolume, rvolOfBars, rvolWithinDay } from './rvol.ts'
import { closeBefore, openRow, type Phases, rowsOf } from './session-rows.ts'

/** What is known of one symbol at the as-of; numbers are finite or null. */
export interface SymbolFacts extends Operands {
  symbol: string
  /** Open of the as-of bar. */
  time: Instant
  feed: string
  adjustment: 'none' | 'splits'
}

export interface FactsRequest {
  bars: Bars
  session: AsOfSession
  calendar: Calendar
  asOf: Instant
  phases: Phases
  operands: Operand[]
  printsPerMinute: number | null
  /** False where the bars do not reach back far enough for a relative volume within the day. */
  rvol: boolean
  /** What forecasts say of the symbol, by their spelling in rules; absent = nothing. */
  told?: ReadonlyMap<string, number>
}

/** Rows of the as-of session, `[first, last]`; null when the symbol has none: it is stale. */
export function sessionRows(bars: Bars, session: AsOfSession, phases: Phases): { first: number; last: number } | null {
  const { first, end } = rowsOf(bars, session, phases)
  return end === first ? null : { first, last: end - 1 }
}

/** Every field and the wanted indicators of one symbol, from bars that all closed by the as-of. */
export function factsOf(request: FactsRequest, rows: { first: number; last: number }): SymbolFacts {
  const { bars, operands } = request
  const values = isIntraday(bars.timeframe) ? withinDay(request, rows) : ofBar(request, rows.last)
  const known = new Map<string, number | null>()
  for (const [name, value] of Object.entries(values)) known.set(name, finite(value))
  for (const one of operands) {
    if (one.type !== 'indicator') continue
    const value = isForecastNode(one) ? (request.told?.get(render(one)) ?? null) : lastValue(one, bars, rows.last)
    known.set(render(one), finite(value))
  }
  return {
    symbol: bars.symbol,
    time: bars.time[rows.last],
    feed: bars.feed,
    adjustment: bars.adjustment ?? 'none',
    field: (name) => known.get(name) ?? null,
    indicator: (node) => known.get(render(node)) ?? null,
  }
}

function lastValue({ name, params, input }: IndicatorNode, bars: Bars, row: number): number {
  const { spec, output } = indicatorWords[name]
  return indicatorColumn(spec.name, bars, params, input, output)[row]
}

type Values = Record<FieldName, number | null>

function barFields({ bars, printsPerMinute }: FactsRequest, last: number) {
  const price = bars.close[last]
  return {
    price,
    open: bars.open[last],
    high: bars.high[last],
    low: bars.low[last],
    close: price,
    volume: bars.volume[last],
    prints: bars.prints?.[last] ?? null,
    dollar_volume: price * bars.volume[last],
    change_1: last > 0 ? against(price, bars.close[last - 1]) : null,
    prints_per_minute: printsPerMinute,
  }
}

/** Daily and weekly bars: the bar is the session. */
function ofBar(request: FactsRequest, last: number): Values {
  const { bars } = request
  const before = last > 0 ? bars.close[last - 1] : null
  const rvol = rvolOfBars(bars, last)
  return {
    ...barFields(request, last),
    ...moves(bars.close[last], bars.open[last], before),
    session_high: bars.high[last],
    session_low: bars.low[last],
    session_volume: bars.volume[last],
    vwap: bars.vwap?.[last] ?? null,
    ...rvolFields(rvol),
  }
}

function withinDay(request: FactsRequest, { first, last }: { first: number; last: number }): Values {
  const { bars, session, calendar, phases } = request
  const opened = openRow(bars, session, calendar, first, last)
  const until = Math.min(request.asOf, session.close) - session.regular.open
  let [high, low, volume] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0]
  for (let i = first; i <= last; i++) {
    high = Math.max(high, bars.high[i])
    low = Math.min(low, bars.low[i])
    volume += bars.volume[i]
  }
  return {
    ...barFields(request, last),
    ...moves(bars.close[last], bars.open[opened], closeBefore(bars, session, calendar, phases)),
    session_high: high,
    session_low: low,
    session_volume: volume,
    vwap: sessionVwap(bars, first, last),
    ...rvolFields(request.rvol ? rvolWithinDay(bars, session, until, calendar, phases) : { value: null, sessions: 0 }),
  }
}

const rvolFields = ({ value, sessions }: RelativeVolume) => ({ rvol: value, rvol_sessions: sessions })

function moves(price: number, open: number, before: number | null) {
  return { previous_close: before, session_open: open, change: against(price, before), gap: against(open, before) }
}

function sessionVwap(bars: Bars, first: number, last: number): number {
  const out = new Float64Array(last + 1)
  vwap(bars, first, last + 1, out)
  return out[last]
}

function against(value: number, before: number | null): number | null {
  return before === null || before === 0 ? null : value / before - 1
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
