import { parseInstant } from '../../../core/time.ts'
import type { Bars } from '../../../market/bars.ts'
import { isIntraday, parseTimeframe } from '../../../market/timeframe.ts'
import { type Candles, candlesOf } from '../data/candles.ts'
import { type Html, html } from '../html/html.ts'
import type { Drawing, Mark, Section, Segment } from '../html/section.ts'
import { decimal } from '../html/words.ts'
import type { ReportInput, StopLine } from '../input.ts'

/** Candles of all symbols together: what keeps the file small. */
const MOST_CANDLES = 60_000
const MOST_CANDLES_OF_ONE = 12_000

type RoundTrip = ReportInput['answer']['roundTrips'][number]

/** The price of each symbol with entries, exits, the round trips between them and the stops that stood. */
export function priceSection(input: ReportInput): Section | null {
  const { answer, bars } = input
  if (bars.length === 0) return null
  const most = Math.min(MOST_CANDLES_OF_ONE, Math.floor(MOST_CANDLES / bars.length))
  const stops = stopsOf(input)
  const made = bars.map((one) => ({ bars: one, candles: candlesOf(one, most) }))
  const drawings = made.map(({ bars: one, candles }) => drawing(candles, answer.roundTrips, stops, one))
  const thinned = [...Map.groupBy(made, ({ candles }) => candles.per)].filter(([per]) => per > 1)
  return {
    id: 'price',
    title: 'Price, entries and exits',
    body: html`<p class="note">Arrows up are long entries, arrows down short ones, circles exits; a thin line joins each entry to its exit;
dashed lines are protecting stops where they stood. Arrows and circles come with zooming in where there are many.</p>${thinned.map(
      ([per, group]) =>
        thinNote(
          per,
          group.map((one) => one.bars),
        ),
    )}
<div id="price-chart" class="chart tall" aria-label="Price with entries, exits and stops"></div>`,
    charts: [{ target: 'price-chart', drawings, intraday: isIntraday(parseTimeframe(answer.timeframe)) }],
  }
}

function thinNote(per: number, thinned: Bars[]): Html {
  const few = thinned.slice(0, 4).map(({ symbol, length }) => `${symbol} (${decimal(length, 0)} bars)`)
  const named = thinned.length > 4 ? `${few.join(', ')} and ${thinned.length - 4} more` : few.join(', ')
  return html`<p class="note">${named}: every candle is made of ${per} bars (first open, highest high, lowest low, last close).</p>`
}

function drawing(candles: Candles, roundTrips: RoundTrip[], stops: StopLine[], { symbol }: Bars): Drawing {
  const own = roundTrips.filter((one) => one.symbol === symbol)
  return {
    name: symbol,
    panes: [{ height: 1, series: [candles.series] }],
    marks: marksOf(own, candles),
    segments: [
      ...own.flatMap((one) => pathOf(one, candles)),
      ...stops.filter((one) => one.symbol === symbol).map((one) => stopSegment(one, candles)),
    ],
  }
}

/** Arrows in the order of time; several at one candle stay several. */
function marksOf(roundTrips: RoundTrip[], { timeOf }: Candles): Mark[] {
  const marks = roundTrips.flatMap((one): Mark[] => {
    const entry = { time: timeOf(instant(one.entryTime)), kind: one.side === 'long' ? 0 : 1 }
    return one.exitTime === null ? [entry] : [entry, { time: timeOf(instant(one.exitTime)), kind: 2 }]
  })
  return marks.sort((a, b) => a.time - b.time)
}

function pathOf(one: RoundTrip, { timeOf }: Candles): Segment[] {
  if (one.exitTime === null || one.exitPrice === null) return []
  return [
    {
      from: timeOf(instant(one.entryTime)),
      to: timeOf(instant(one.exitTime)),
      fromPrice: one.entryPrice,
      toPrice: one.exitPrice,
      role: one.profit >= 0 ? 'up' : 'down',
    },
  ]
}

function stopSegment({ from, to, price }: StopLine, { timeOf }: Candles): Segment {
  return { from: timeOf(from), to: timeOf(to), fromPrice: price, toPrice: price, role: 'stop' }
}

function stopsOf({ answer, columns }: ReportInput): StopLine[] {
  const { stopSymbol, stopFrom, stopTo, stopPrice } = columns
  return Array.from(stopSymbol ?? [], (symbol, i) => ({
    symbol: answer.symbols[symbol],
    from: stopFrom[i],
    to: stopTo[i],
    price: stopPrice[i],
  }))
}

function instant(text: string): number {
  return parseInstant(text) as number
}
