import { priceDigits } from '../../../market/price-digits.ts'
import type { JsonObject } from '../../tool.ts'
import type { AskBars } from '../ask-bars.ts'
import { type Bar, barsIn, candlesOf, pricePanel, volumePanel } from '../candles.ts'
import type { Drawing, Panel, Plot } from '../drawing.ts'
import { type Facts, headOf } from '../head.ts'
import { BLUE, DOWN, INK, UP } from '../palette.ts'
import { apart, rangeOf } from '../scale.ts'
import { stamp } from '../stamps.ts'
import { line, tag, text } from '../svg.ts'
import { candleLegend } from './bars.ts'

interface Level {
  kind: 'support' | 'resistance'
  price: number
  touches: number
}

interface Bin {
  low: number
  high: number
  volume: number
}

interface Result extends Facts {
  symbol: string
  timeframe: string
  price: number
  quick: { trend: string; regime: string }
  levels: Level[]
  volumeProfile: { pointOfControl: number; valueLow: number; valueHigh: number; bins: Bin[] } | null
}

const SHOWN = 120
/** One place without a bar for so many with one: there the levels are named. */
const ROOM_FOR_LABELS = 6
/** Levels farther from the bars than this share of their range would press these flat. */
const FAR = 0.4
/** Width of the longest bar of the profile, as a share of the panel. */
const PROFILE = 0.18

/** An answer of `analyze` for one symbol: candles, support and resistance, volume by price. */
export async function drawLevels(result: JsonObject, asOf: string | null, ask: AskBars): Promise<Drawing | null> {
  const { symbol, timeframe, source, price, quick, levels, volumeProfile, ...facts } = result as unknown as Result
  const rows = barsIn(await ask({ symbol, timeframe, source: source ?? '', asOf, limit: SHOWN }))
  if (rows.length === 0) return null
  const { bars } = candlesOf(rows)
  const near = shownLevels(levels, price, bars)
  const room = Math.ceil(bars.length / ROOM_FOR_LABELS) + 1
  const over = (plot: Plot) => (volumeProfile ? profile(volumeProfile.bins, plot) : '') + levelLines(near, price, symbol, plot)
  const prices = pricePanel(bars, [price, ...near.map((level) => level.price)], over)
  return {
    head: headOf(`${symbol}  ${timeframe}  levels`, { ...facts, source, asOf }, [quick.regime]),
    places: bars.length + room,
    label: (place) => (place < bars.length ? stamp(bars[place].time, timeframe) : ''),
    axis: 'open of the bar, UTC',
    legend: [
      ...candleLegend(1),
      { color: UP, text: '-- S support' },
      { color: DOWN, text: '-- R resistance (x touches)' },
      { color: BLUE, text: 'volume by price', shape: 'bar' },
      { color: INK, text: `last ${price.toFixed(priceDigits(price, symbol))}, trend ${quick.trend}` },
    ],
    panels: [prices, volumePanel(bars)].filter((panel): panel is Panel => panel !== null),
  }
}

/** The nearest of each side, and of the next three those that are not far from the bars. */
function shownLevels(levels: readonly Level[], price: number, bars: readonly Bar[]): Level[] {
  const { low, high } = rangeOf(
    bars.flatMap((bar) => [bar.low, bar.high]),
    FAR,
  )!
  const near = (kind: Level['kind']) =>
    levels
      .filter((level) => level.kind === kind)
      .sort((a, b) => Math.abs(a.price - price) - Math.abs(b.price - price))
      .slice(0, 4)
      .filter((level, i) => i === 0 || (level.price >= low && level.price <= high))
  return [...near('resistance'), ...near('support')]
}

function levelLines(levels: readonly Level[], price: number, symbol: string, plot: Plot): string {
  const words = apart(
    levels.map((level) => plot.y(level.price) - 4),
    13,
    plot.top + 12,
    plot.bottom - 2,
  )
  const lines = levels.map(({ kind, price: at, touches }, i) => {
    const color = kind === 'support' ? UP : DOWN
    const label = `${kind === 'support' ? 'S' : 'R'} ${at.toFixed(priceDigits(at, symbol))} x${touches}`
    const style = { 'stroke-dasharray': '6 4', 'stroke-width': 1.25 }
    return (
      line(plot.left, plot.y(at), plot.right, plot.y(at), color, style) +
      text(plot.right - 6, words[i], label, {
        'font-size': 11,
        'font-weight': 'bold',
        fill: color,
        'text-anchor': 'end',
      })
    )
  })
  return lines.join('') + line(plot.left, plot.y(price), plot.right, plot.y(price), INK, { 'stroke-width': 0.75 })
}

function profile(bins: readonly Bin[], plot: Plot): string {
  const most = Math.max(...bins.map(({ volume }) => volume))
  if (!(most > 0)) return ''
  const wide = (plot.right - plot.left) * PROFILE
  return bins
    .map(({ low, high, volume }) => {
      const top = Math.max(plot.top, plot.y(high))
      const bottom = Math.min(plot.bottom, plot.y(low))
      if (bottom <= top) return ''
      const size = { x: plot.left, y: top, width: (wide * volume) / most, height: Math.max(1, bottom - top - 1) }
      return tag('rect', { ...size, fill: BLUE, 'fill-opacity': 0.18 })
    })
    .join('')
}
