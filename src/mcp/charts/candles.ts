import type { JsonObject } from '../tool.ts'
import type { Panel, Plot } from './drawing.ts'
import { DOWN, PALE, UP } from './palette.ts'
import { digitsOf, rangeOf, short } from './scale.ts'
import { line, tag } from './svg.ts'

export interface Bar {
  time: string
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/** Candles side by side that can still be told apart. */
const MOST = 240

/** Bars to draw: so many that the picture can hold, several in one where there are more. */
export interface Candles {
  bars: Bar[]
  /** Bars in a candle. */
  each: number
}

/** Rows of an answer that are whole; a row without a price is left out. */
export function barsIn(answer: JsonObject | null): Bar[] {
  const rows = Array.isArray(answer?.bars) ? (answer.bars as Bar[]) : []
  return rows.filter(({ open, high, low, close }) => [open, high, low, close].every(Number.isFinite))
}

/** At most so many candles: neighbours are merged, so many bars to `each`. */
export function candlesOf(rows: readonly Bar[], most = MOST): Candles {
  const each = Math.max(1, Math.ceil(rows.length / most))
  const bars: Bar[] = []
  for (let from = 0; from < rows.length; from += each) bars.push(merged(rows.slice(from, from + each)))
  return { bars, each }
}

function merged(rows: readonly Bar[]): Bar {
  const last = rows[rows.length - 1]
  return {
    time: rows[0].time,
    open: rows[0].open,
    high: Math.max(...rows.map((row) => row.high)),
    low: Math.min(...rows.map((row) => row.low)),
    close: last.close,
    volume: rows.reduce((sum, row) => sum + (row.volume ?? 0), 0),
  }
}

/** Candles, hollow when the price rose and full when it fell; `extra` values that must be seen too, and what is drawn over. */
export function pricePanel(bars: readonly Bar[], extra: readonly number[] = [], over: (plot: Plot) => string = () => ''): Panel {
  const { low, high } = rangeOf([...bars.flatMap((bar) => [bar.low, bar.high]), ...extra])!
  const digits = digitsOf(low, high)
  return {
    share: 4,
    name: 'price (dollars)',
    low,
    high,
    format: (value) => value.toFixed(digits),
    draw: (plot) => bars.map((bar, i) => candle(bar, plot, i)).join('') + over(plot),
  }
}

function candle({ open, high, low, close }: Bar, plot: Plot, place: number): string {
  const rose = close >= open
  const color = rose ? UP : DOWN
  const x = plot.x(place)
  const wide = Math.max(1, Math.min(14, plot.step * 0.7))
  const [top, bottom] = [plot.y(Math.max(open, close)), plot.y(Math.min(open, close))]
  const wicks = line(x, plot.y(high), x, top, color) + line(x, bottom, x, plot.y(low), color)
  const body = { x: x - wide / 2, y: top, width: wide, height: Math.max(1, bottom - top), stroke: color }
  return wicks + tag('rect', { ...body, fill: rose ? '#ffffff' : color })
}

/** Volume under the price; null where none is known. */
export function volumePanel(bars: readonly Bar[]): Panel | null {
  const high = Math.max(0, ...bars.map(({ volume }) => volume ?? 0))
  if (!(high > 0)) return null
  return {
    share: 1,
    name: 'volume (units)',
    low: 0,
    high: high * 1.1,
    format: short,
    draw(plot) {
      const wide = Math.max(1, Math.min(14, plot.step * 0.7))
      return bars
        .map(({ volume, open, close }, i) => {
          const y = plot.y(volume ?? 0)
          const full = { x: plot.x(i) - wide / 2, y, width: wide, height: plot.bottom - y, stroke: PALE, 'stroke-width': 0.75 }
          return tag('rect', { ...full, fill: close >= open ? '#ffffff' : '#aab1ba' })
        })
        .join('')
    },
  }
}
