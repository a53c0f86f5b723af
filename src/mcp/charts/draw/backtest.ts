import type { JsonObject } from '../../tool.ts'
import type { Drawing, Panel, Plot } from '../drawing.ts'
import { type Facts, headOf } from '../head.ts'
import { BLUE, DOWN, INK, PALE, UP } from '../palette.ts'
import { amounts, percent, rangeOf } from '../scale.ts'
import { area, curve, line } from '../svg.ts'

interface Answer extends Facts {
  strategy: string
  symbols: string[]
  timeframe: string
  from: string
  to: string
  curve: number[]
  metrics: {
    totalReturn: number
    maxDrawdown: number
    sharpe: number | null
    roundTrips: number
    buyAndHoldReturn: number | null
  }
  grade: { letter: string }
}

/** The answer of `backtest`: equity and its fall from the highest before. */
export function drawBacktest(answer: JsonObject): Drawing | null {
  const run = answer as unknown as Answer
  const { strategy, symbols, timeframe, curve: equity, metrics, grade } = run
  const falls = fallsOf(equity)
  const range = rangeOf(equity)
  if (range === null) return null
  return {
    head: headOf(`${strategy} on ${symbols.join(' ')}  ${timeframe}`, run, [
      `${run.from.slice(0, 10)} to ${run.to.slice(0, 10)}`,
    ]),
    places: equity.length,
    label: (place) => dateAt(run, place),
    axis: `${equity.length} steps of the run, evenly spaced; dates are near, not exact`,
    legend: [
      { color: metrics.totalReturn >= 0 ? UP : DOWN, text: `return ${percent(metrics.totalReturn)}` },
      { color: PALE, text: `buy and hold ${metrics.buyAndHoldReturn === null ? 'n/a' : percent(metrics.buyAndHoldReturn)}` },
      { color: DOWN, text: `deepest fall ${percent(-metrics.maxDrawdown)}` },
      { color: INK, text: `Sharpe ${metrics.sharpe === null ? 'n/a' : metrics.sharpe.toFixed(2)}` },
      { color: INK, text: `${metrics.roundTrips} round trips` },
      { color: INK, text: `grade ${grade.letter}` },
    ],
    panels: [
      {
        share: 3,
        name: 'equity (dollars)',
        ...range,
        format: amounts(range.low, range.high),
        draw: (plot) => equityLine(equity, plot),
      },
      fallPanel(falls, metrics.maxDrawdown),
    ],
  }
}

function fallsOf(equity: readonly number[]): number[] {
  let highest = Number.NEGATIVE_INFINITY
  return equity.map((value) => {
    highest = Math.max(highest, value)
    return highest > 0 ? value / highest - 1 : 0
  })
}

function equityLine(equity: readonly number[], plot: Plot): string {
  const start = plot.y(equity[0])
  const begun = line(plot.left, start, plot.right, start, PALE, { 'stroke-dasharray': '4 3' })
  return (
    begun +
    curve(
      equity.map((value, i) => (Number.isFinite(value) ? ([plot.x(i), plot.y(value)] as const) : null)),
      BLUE,
    )
  )
}

/** Deep enough for the deepest fall of the whole run, which may lie between two steps of the curve. */
function fallPanel(falls: readonly number[], deepest: number): Panel {
  const low = Math.min(-0.01, -deepest, ...falls) * 1.1
  return {
    share: 1,
    name: 'drawdown (% of the highest equity)',
    low,
    high: 0,
    format: percent,
    draw: (plot) => {
      const under = falls.map((value, i) => [plot.x(i), plot.y(value)] as const)
      const above = falls.map((_, i) => [plot.x(i), plot.top] as const)
      return area(above, under, { fill: DOWN, 'fill-opacity': 0.25, stroke: DOWN })
    },
  }
}

function dateAt({ from, to, curve }: Answer, place: number): string {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  const share = curve.length < 2 ? 0 : place / (curve.length - 1)
  const at = first + (last - first) * share
  return Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : ''
}
