import type { JsonObject } from '../../tool.ts'
import type { AskBars } from '../ask-bars.ts'
import { barsIn } from '../candles.ts'
import type { Drawing, LegendItem, Plot } from '../drawing.ts'
import { type Facts, headOf } from '../head.ts'
import { BAND, BLUE, DOWN, INK, PALE, UP } from '../palette.ts'
import { digitsOf, percent, rangeOf } from '../scale.ts'
import { stamp } from '../stamps.ts'
import { area, curve, line, text } from '../svg.ts'

interface Point {
  time: string | null
  value: number
  bands: { level: number; low: number; high: number }[]
}

interface Result extends Facts {
  symbol: string
  timeframe: string | null
  origin: string | null
  last: number
  beatsNaive: boolean
  model: { shown: string }
  points: Point[]
  evaluation: { skill: number | null; windows: number }
  signal: { action: string; probabilityUp: number; expectedMove: number | null }
  history: { time: string | null; value: number }[]
}

type Past = { time: string | null; value: number }[]

/** Values before the origin, for each step ahead; and at least so many. */
const BEFORE = 2
const LEAST = 40

/** An answer of `forecast` for one symbol: what was, and a fan of what may come. */
export async function drawForecast(result: JsonObject, asOf: string | null, ask: AskBars): Promise<Drawing | null> {
  const forecast = result as unknown as Result
  const { symbol, points, model, last } = forecast
  if (points.length === 0) return null
  const past = await pastOf(forecast, asOf, ask)
  const bounds = points.flatMap(({ value, bands }) => [value, ...bands.flatMap(({ low, high }) => [low, high])])
  const { low, high } = rangeOf([...past.map(({ value }) => value), ...bounds, last])!
  const digits = digitsOf(low, high)
  const timeframe = forecast.timeframe ?? '1d'
  const times = [...past, ...points].map(({ time }) => (time === null ? '' : stamp(time, timeframe)))
  return {
    head: headOf(`${symbol}  ${forecast.timeframe ?? ''} forecast, ${points.length} bars ahead`, { ...forecast, asOf }, [
      `shown: ${model.shown}`,
    ]),
    places: times.length,
    label: (place) => times[place],
    axis: 'open of the bar, UTC',
    legend: legendOf(forecast),
    panels: [
      {
        share: 1,
        name: forecast.timeframe === null ? 'value' : 'price (dollars)',
        low,
        high,
        format: (value) => value.toFixed(digits),
        draw: (plot) => fan(points, past, plot),
      },
    ],
  }
}

/** Values up to the origin, itself the last: those of the answer, else closes. */
async function pastOf(
  { symbol, timeframe, source, origin, last, points, history }: Result,
  asOf: string | null,
  ask: AskBars,
): Promise<Past> {
  const limit = Math.max(LEAST, BEFORE * points.length)
  const own = { time: origin, value: last }
  if (history.length > 0) return history.slice(-limit)
  if (timeframe === null) return [own]
  const rows = barsIn(await ask({ symbol, timeframe, source: source ?? '', asOf, limit }))
  const before = rows.filter(({ time }) => origin !== null && time < origin).map(({ time, close }) => ({ time, value: close }))
  return [...before, own]
}

function fan(points: readonly Point[], past: Past, plot: Plot): string {
  const first = past.length
  const start = [plot.x(first - 1), plot.y(past[first - 1].value)] as const
  const side = (of: (point: Point) => number) => [
    start,
    ...points.map((point, i) => [plot.x(first + i), plot.y(of(point))] as const),
  ]
  // The widest first, so that the narrower ones lie over it.
  const levels = (points[0]?.bands ?? []).map(({ level }, i) => ({ level, i })).sort((a, b) => b.level - a.level)
  const bands = levels.map(({ i }) => {
    const [upper, lower] = [side(({ bands }) => bands[i].high), side(({ bands }) => bands[i].low)]
    return area(upper, lower, { fill: BAND, 'fill-opacity': 0.16, stroke: BAND, 'stroke-opacity': 0.35 })
  })
  const was = curve(
    past.map(({ value }, i) => [plot.x(i), plot.y(value)] as const),
    INK,
  )
  const median = curve(
    side(({ value }) => value),
    BLUE,
    { 'stroke-dasharray': '7 4', 'stroke-width': 2 },
  )
  const x = start[0]
  const origin = line(x, plot.top, x, plot.bottom, PALE, { 'stroke-dasharray': '2 3' })
  return (
    bands.join('') +
    was +
    median +
    origin +
    text(x - 5, plot.bottom - 8, 'origin', { 'font-size': 11, fill: PALE, 'text-anchor': 'end' })
  )
}

function legendOf({ points, model, beatsNaive, evaluation, signal }: Result): LegendItem[] {
  const levels = points[0].bands.map(({ level }) => `${Math.round(level * 100)}%`).join(', ')
  const move = signal.expectedMove === null ? '' : `, median move ${percent(signal.expectedMove)}`
  const { skill } = evaluation
  // Where the last value itself is shown, the figure is that of its best rival.
  const whose = model.shown === 'naive' ? 'best rival' : 'skill'
  const judged = skill === null ? 'not judged' : `${whose} ${skill.toFixed(3)} over the last value`
  return [
    { color: INK, text: '— what was' },
    { color: BLUE, text: `-- median${levels === '' ? '' : `, bands ${levels}`}` },
    { color: beatsNaive ? UP : PALE, text: beatsNaive ? judged : `${judged} (no skill shown)` },
    {
      color: signal.action === 'BUY' ? UP : signal.action === 'SELL' ? DOWN : PALE,
      text: `${signal.action}${move}`,
    },
  ]
}
