import { priceDigits } from '../../../market/price-digits.ts'
import type { JsonObject } from '../../tool.ts'
import type { AskBars } from '../ask-bars.ts'
import { type Bar, barsIn, candlesOf, pricePanel, volumePanel } from '../candles.ts'
import type { Drawing, LegendItem, Panel, Plot } from '../drawing.ts'
import { type Facts, headOf } from '../head.ts'
import { triangle } from '../legend.ts'
import { BLUE, DOWN, INK, PALE, UP } from '../palette.ts'
import { stamp } from '../stamps.ts'
import { curve, tag, text } from '../svg.ts'
import { candleLegend } from './bars.ts'

interface Turn {
  time: string
  price: number
  provisional: boolean
}

interface Result extends Facts {
  symbol: string
  timeframe: string
  peaks: Turn[]
  troughs: Turn[]
  signal: { action: string; price: number; confidence: number; stop: number | null; reason: string }
  recent: { close: number[]; smoothed: number[] }
}

/** Bars that are shown: what came long before says little of the signal. */
const SHOWN = 120

/** An answer of `peak-trough` for one symbol: candles, the smoothed close, and the turns with their marks. */
export async function drawTurns(result: JsonObject, asOf: string | null, ask: AskBars): Promise<Drawing | null> {
  const { symbol, timeframe, source, signal, recent, peaks, troughs, ...facts } = result as unknown as Result
  const rows = barsIn(await ask({ symbol, timeframe, source: source ?? '', asOf, limit: SHOWN }))
  if (rows.length === 0) return null
  const { bars } = candlesOf(rows)
  const marks = [...marksOf(peaks, bars, 'peak'), ...marksOf(troughs, bars, 'trough')]
  const smoothed = recent.smoothed.slice(-bars.length)
  const first = bars.length - smoothed.length
  const over = (plot: Plot) =>
    curve(
      smoothed.map((value, i) => [plot.x(first + i), plot.y(value)] as const),
      BLUE,
    ) + marks.map((mark) => drawMark(mark, plot)).join('')
  const panels = [pricePanel(bars, smoothed, over), volumePanel(bars)].filter((panel): panel is Panel => panel !== null)
  return {
    head: headOf(`${symbol}  ${timeframe}  peaks and troughs`, { ...facts, source, asOf }),
    places: bars.length,
    label: (place) => stamp(bars[place].time, timeframe),
    axis: 'open of the bar, UTC',
    legend: [
      ...candleLegend(1),
      { color: BLUE, text: '— smoothed close' },
      { color: DOWN, text: 'P peak', shape: 'peak' },
      { color: UP, text: 'T trough', shape: 'trough' },
      { color: INK, text: '? may change' },
      signalItem(signal, symbol),
    ],
    panels,
  }
}

interface Mark {
  kind: 'peak' | 'trough'
  place: number
  at: number
  provisional: boolean
}

function marksOf(turns: readonly Turn[], bars: readonly Bar[], kind: Mark['kind']): Mark[] {
  return turns.flatMap(({ time, provisional }) => {
    const place = bars.findIndex((bar) => bar.time === time)
    if (place < 0) return []
    return [{ kind, place, at: kind === 'peak' ? bars[place].high : bars[place].low, provisional }]
  })
}

function drawMark({ kind, place, at, provisional }: Mark, plot: Plot): string {
  const [x, side, color] = [plot.x(place), kind === 'peak' ? -1 : 1, kind === 'peak' ? DOWN : UP]
  // Inside the panel, however near the edge the turn is.
  const y = Math.min(plot.bottom - 20, Math.max(plot.top + 20, plot.y(at) + side * 5))
  const shape = tag('polygon', {
    points: triangle(kind, x, y),
    fill: provisional ? '#ffffff' : color,
    stroke: color,
    'stroke-width': 1.5,
  })
  const word = `${kind === 'peak' ? 'P' : 'T'}${provisional ? '?' : ''}`
  return (
    shape + text(x, y + side * 14 + 4, word, { 'font-size': 10.5, 'font-weight': 'bold', fill: color, 'text-anchor': 'middle' })
  )
}

function signalItem({ action, price, confidence }: Result['signal'], symbol: string): LegendItem {
  const sure = confidence > 0 ? ` (confidence ${confidence.toFixed(2)})` : ''
  return {
    color: action === 'BUY' ? UP : action === 'SELL' ? DOWN : PALE,
    text: `${action} at ${price.toFixed(priceDigits(price, symbol))}${sure}`,
  }
}
