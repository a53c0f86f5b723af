import { tzOffset } from '@date-fns/tz'
import { type DayNumber, type Instant, MINUTE, utcDay } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { barClose, dailyOpen, weeklyOpen } from '../../market/bar-times.ts'
import { type Bars, createBars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'
import { instant, type Json, list, number, object, price, text } from './read.ts'

/** Yahoo's chart as we use it. `aside` counts the rows left out, by reason: nothing is filled and nothing is dropped unsaid. */
export interface Chart {
  bars: Bars
  actions: CorporateAction[]
  aside: Record<AsideReason, number>
  /** When the symbol was first listed; null when Yahoo does not say. */
  firstListed: Instant | null
}

export type AsideReason = 'empty' | 'incomplete' | 'invalid' | 'running'

export interface ChartContext {
  symbol: string
  timeframe: Timeframe
  calendar: Calendar
  /** Bars that close later were still running when the answer was made. */
  completeUntil: Instant
}

/** Decodes one answer of the chart endpoint. Prices are as Yahoo adjusts them for splits; unknown fields are ignored, missing ones are null. */
export function decodeChart(raw: unknown, context: ChartContext): Chart {
  const answer = object(raw)
  const meta = object(answer.meta)
  const days = dayReader(meta, context.calendar)
  const rows = readRows(answer)
  const { symbol, timeframe } = context
  const head = { symbol, timeframe, source: 'yahoo', feed: 'yahoo' }
  const bars: Bars = { ...createBars(head, rows.length), adjustment: 'splits' }
  const aside: Chart['aside'] = { empty: 0, incomplete: 0, invalid: 0, running: 0 }
  for (const row of rows) {
    const time = row.stamp === null ? null : barOpen(row.stamp, context, days)
    const reason = time === null ? 'invalid' : fault(row, time, context)
    if (reason) aside[reason]++
    else if (!addRow(bars, row as WholeRow, time as Instant)) aside.invalid++
  }
  return { bars, actions: readActions(object(answer.events), symbol, days), aside, firstListed: instant(meta.firstTradeDate) }
}

interface Row {
  stamp: Instant | null
  open: number | null
  high: number | null
  low: number | null
  close: number | null
  volume: number | null
}

type WholeRow = { [Name in keyof Row]: number }

function readRows(answer: Json): Row[] {
  const quote = object(list(object(answer.indicators).quote)[0])
  const [open, high, low, close, volume] = [quote.open, quote.high, quote.low, quote.close, quote.volume].map(list)
  return list(answer.timestamp).map((stamp, i) => ({
    stamp: instant(stamp),
    open: price(open[i]),
    high: price(high[i]),
    low: price(low[i]),
    close: price(close[i]),
    volume: number(volume[i]),
  }))
}

/** Why a row cannot be a bar, or null. */
function fault(row: Row, time: Instant, context: ChartContext): AsideReason | null {
  const prices = [row.open, row.high, row.low, row.close]
  if (prices.every((one) => one === null)) return 'empty'
  if (prices.includes(null) || row.volume === null) return 'incomplete'
  const { open, high, low, close, volume } = row as WholeRow
  if (high < Math.max(open, close) || low > Math.min(open, close) || volume < 0 || prices.includes(0)) return 'invalid'
  if (isRunning(row.stamp as Instant, context.timeframe)) return 'running'
  return barClose(context.timeframe, time, context.calendar) > context.completeUntil ? 'running' : null
}

/** Yahoo stamps the running intraday bar with its last print, off the grid (half hours: sessions open on one). */
function isRunning(stamp: Instant, timeframe: Timeframe): boolean {
  return isIntraday(timeframe) && stamp % Math.min(TIMEFRAME_MS[timeframe], 30 * MINUTE) !== 0
}

/** Appends a row; false when it steps back in time. */
function addRow(bars: Bars, row: WholeRow, time: Instant): boolean {
  const last = bars.length - 1
  if (last >= 0 && time < bars.time[last]) return false
  const again = last >= 0 && time === bars.time[last]
  // A week in progress comes as two rows, the days before and today; a day in progress comes twice, the later row newer.
  const merged = again && bars.timeframe === '1w' ? mergeRows(bars, last, row) : row
  const i = again ? last : bars.length++
  bars.time[i] = time
  bars.open[i] = merged.open
  bars.high[i] = merged.high
  bars.low[i] = merged.low
  bars.close[i] = merged.close
  bars.volume[i] = merged.volume
  return true
}

function mergeRows(bars: Bars, i: number, row: WholeRow): WholeRow {
  return {
    stamp: row.stamp,
    open: bars.open[i],
    high: Math.max(bars.high[i], row.high),
    low: Math.min(bars.low[i], row.low),
    close: row.close,
    volume: bars.volume[i] + row.volume,
  }
}

function barOpen(stamp: Instant, { timeframe, calendar }: ChartContext, days: DayReader): Instant {
  if (timeframe === '1d') return dailyOpen(calendar, days(stamp))
  if (timeframe === '1w') return weeklyOpen(calendar, days(stamp))
  return stamp
}

/** The trading date that a dated stamp names. */
type DayReader = (stamp: Instant) => DayNumber

/** Dated rows are stamped at the session's open or at midnight, both in the exchange's zone; only the row of the running day is stamped now. */
function dayReader(meta: Json, calendar: Calendar): DayReader {
  const zone = text(meta.exchangeTimezoneName) ?? 'America/New_York'
  const lastPrint = instant(meta.regularMarketTime)
  const fallback = number(meta.gmtoffset) ?? 0
  return (stamp) => {
    if (stamp === lastPrint && calendar.market !== 'us') return calendar.dateOf(stamp)
    const minutes = tzOffset(zone, new Date(stamp))
    return utcDay(stamp + (Number.isNaN(minutes) ? fallback * 1000 : minutes * MINUTE))
  }
}

function readActions(events: Json, symbol: string, days: DayReader): CorporateAction[] {
  const actions: CorporateAction[] = []
  for (const split of Object.values(object(events.splits)).map(object)) {
    const [at, up, down] = [instant(split.date), number(split.numerator), number(split.denominator)]
    if (at === null || !up || !down) continue
    actions.push({ symbol, kind: 'split', exDay: days(at), value: up / down, ratio: down / up, source: 'yahoo' })
  }
  for (const dividend of Object.values(object(events.dividends)).map(object)) {
    const [at, amount] = [instant(dividend.date), number(dividend.amount)]
    if (at === null || amount === null) continue
    actions.push({ symbol, kind: 'dividend', exDay: days(at), value: amount, ratio: null, source: 'yahoo' })
  }
  return actions.sort((a, b) => a.exDay - b.exDay)
}
