import type { JsonObject } from '../tool.ts'

/** What is worth doing next, why, and the call that does it. */
export interface NextStep {
  tool: string
  arguments: JsonObject
  why: string
}

export interface AnalyticsState {
  datasets: readonly { name: string; rows: number; symbols: readonly string[]; source: string; quality?: { rating: string } }[]
  /** As `analytics.performance` answers; null before the first execution. */
  executions: JsonObject | null
  /** Series in the store. */
  stored: number
  /** A symbol that the source has. */
  example: string
}

/** Under so many rows a statistic of returns says little. */
const FEW_ROWS = 60
const MOST = 4

/** Next steps from what is there: each rests on a figure of the context. */
export function nextSteps({ datasets, executions, stored, example }: AnalyticsState): NextStep[] {
  const steps: NextStep[] = []
  const [newest] = datasets
  if (!newest) {
    const load = { name: 'daily', from: 'bars', symbols: [example], timeframe: '1d', limit: 500 }
    steps.push({ tool: 'datasets_load', arguments: load, why: 'no dataset is loaded' })
    if (stored > 0) steps.push({ tool: 'data_list', arguments: {}, why: `the store holds ${stored} series to load from` })
    return steps
  }
  const bad = datasets.find(({ quality }) => quality?.rating === 'poor')
  if (bad)
    steps.push({
      tool: 'datasets_show',
      arguments: { name: bad.name },
      why: `the quality of ${bad.name} is poor: see why before use`,
    })
  const few = datasets.find(({ rows }) => rows < FEW_ROWS)
  if (few) {
    const why = `${few.name} has ${few.rows} rows, and under ${FEW_ROWS} a statistic of returns says little`
    steps.push({ tool: 'datasets_show', arguments: { name: few.name }, why })
  }
  const rate = executions?.successRate
  if (executions === null) {
    const frame = frameOf(newest)
    const code = `return { regime: detectMarketRegime(${frame}), quality: assessDataQuality(${frame}) }`
    steps.push({ tool: 'run', arguments: { dataset: newest.name, code }, why: `nothing was run on ${newest.name} yet` })
  } else if (typeof rate === 'number' && rate < 0.5) {
    const why = `only ${Math.round(100 * rate)}% of ${executions.executions} executions succeeded: see by which errors`
    steps.push({ tool: 'analytics_performance', arguments: {}, why })
  }
  const [symbol] = newest.symbols
  if (symbol)
    steps.push({
      tool: 'analyze',
      arguments: { symbols: [symbol] },
      why: `a second view of ${symbol}, computed by the workstation`,
    })
  return steps.slice(0, MOST)
}

/** The rows of one symbol, as the code names them: helpers take one series. */
export function frameOf(dataset: { symbols: readonly string[] } | null): string {
  const [first, second] = dataset?.symbols ?? []
  return second === undefined ? 'df' : `df.groupBy('symbol')['${first}']`
}
