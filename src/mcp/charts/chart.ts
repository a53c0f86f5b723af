import type { JsonObject } from '../tool.ts'
import type { AskBars } from './ask-bars.ts'
import type { CodeChart } from './draw/code.ts'
import type { Drawing } from './drawing.ts'
import type { Facts } from './head.ts'

/** Pictures of one answer: more would fill a conversation. */
const MOST = 3

type Drawer = (answer: JsonObject, ask: AskBars) => Promise<(Drawing | null)[]>

const none: AskBars = async () => null

/** What can be drawn of which tool; each loaded when it is first asked for. */
const drawers: Readonly<Record<string, Drawer>> = {
  bars: async (answer) => [(await import('./draw/bars.ts')).drawBars(answer)],
  backtest: async (answer) => [(await import('./draw/backtest.ts')).drawBacktest(answer)],
  peak_trough: async (answer, ask) => {
    const { drawTurns } = await import('./draw/turns.ts')
    return ofResults(answer, (result, asOf) => drawTurns(result, asOf, ask))
  },
  analyze: async (answer, ask) => {
    const { drawLevels } = await import('./draw/levels.ts')
    return ofResults(answer, (result, asOf) => drawLevels(result, asOf, ask))
  },
  forecast: async (answer, ask) => {
    const { drawForecast } = await import('./draw/forecast.ts')
    return ofResults(answer, (result, asOf) => drawForecast(result, asOf, ask))
  },
  run: async (answer) => {
    const { drawCode } = await import('./draw/code.ts')
    const charts = Array.isArray(answer.charts) ? (answer.charts as CodeChart[]) : []
    return charts.slice(0, MOST).map((chart) => drawCode(chart, answer as Facts))
  },
}

/**
 * PNG pictures of a tool's answer, base64, 900 by 520 pixels: one a symbol or chart, at most three; none where there is nothing to draw.
 * @param ask bars behind answers that hold none
 */
export async function chartsOf(tool: string, structured: JsonObject, ask: AskBars = none): Promise<string[]> {
  if (!Object.hasOwn(drawers, tool)) return []
  const drawings = (await drawers[tool](structured, ask)).filter((drawing) => drawing !== null)
  if (drawings.length === 0) return []
  const [{ framed }, { png }] = await Promise.all([import('./frame.ts'), import('./render.ts')])
  return Promise.all(drawings.map((drawing) => png(framed(drawing))))
}

function ofResults(answer: JsonObject, draw: (result: JsonObject, asOf: string | null) => Promise<Drawing | null>) {
  const results = Array.isArray(answer.results) ? (answer.results as JsonObject[]) : []
  const asOf = typeof answer.asOf === 'string' ? answer.asOf : null
  return Promise.all(results.slice(0, MOST).map((result) => draw(result, asOf)))
}
