import { priceDigits } from '../../../market/price-digits.ts'
import type { JsonObject } from '../../tool.ts'
import { type Bar, barsIn, candlesOf, pricePanel, volumePanel } from '../candles.ts'
import type { Drawing, LegendItem, Panel } from '../drawing.ts'
import { type Facts, headOf } from '../head.ts'
import { DOWN, INK, PALE, UP } from '../palette.ts'
import { percent } from '../scale.ts'
import { stamp } from '../stamps.ts'

/** The answer of `bars`: candles and volume. */
export function drawBars(answer: JsonObject): Drawing | null {
  const { symbol, timeframe } = answer as { symbol: string; timeframe: string }
  const rows = barsIn(answer)
  if (rows.length === 0) return null
  const { bars, each } = candlesOf(rows)
  const panels = [pricePanel(bars), volumePanel(bars)].filter((panel): panel is Panel => panel !== null)
  return {
    head: headOf(`${symbol}  ${timeframe} bars`, answer as Facts, [`${rows.length} ${rows.length === 1 ? 'bar' : 'bars'}`]),
    places: bars.length,
    label: (place) => stamp(bars[place].time, timeframe),
    axis: 'open of the bar, UTC',
    legend: [...candleLegend(each), changeOf(rows, symbol)],
    panels,
  }
}

/** What the two kinds of candle mean. */
export function candleLegend(each: number): LegendItem[] {
  const many = each > 1 ? [{ color: PALE, text: `one candle = ${each} bars` }] : []
  return [{ color: UP, text: 'up', shape: 'hollow' }, { color: DOWN, text: 'down', shape: 'full' }, ...many]
}

function changeOf(rows: readonly Bar[], symbol: string): LegendItem {
  const [from, to] = [rows[0].open, rows[rows.length - 1].close]
  const shown = to.toFixed(priceDigits(to, symbol))
  if (!(from > 0)) return { color: INK, text: `last ${shown}` }
  return { color: to >= from ? UP : DOWN, text: `last ${shown} (${percent(to / from - 1)})` }
}
