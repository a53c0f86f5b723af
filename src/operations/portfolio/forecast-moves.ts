import { forecastInput, parseModel } from '../forecast/input.ts'
import { forecastFresh, forecastSaved } from '../forecast/make.ts'
import type { ForecastOutput, ForecastResult } from '../forecast/output.ts'
import { type Context, OpenbellError } from '../operation.ts'

/** What a model says of a symbol. */
export interface ExpectedMove {
  /** Median move to the last step, as a fraction. */
  move: number
  /** Bars ahead. */
  horizon: number
  /** It beats the last value at past origins: only then it may stand in for history. */
  earned: boolean
  skill: number | null
  skillLow: number | null
  skillHigh: number | null
}

export interface ExpectedMoves {
  of(symbol: string): ExpectedMove | null
  warnings: string[]
}

/**
 * What a model expects of each symbol, as `forecast` tells it: one that is trained now on daily bars up to the as-of, or a kept one. A symbol
 * that it has no forecast of is among the warnings.
 * @throws OpenbellError usage for a kept model of other bars than daily ones
 */
export async function forecastMoves(context: Context, model: string, symbols: string[]): Promise<ExpectedMoves> {
  const wish = parseModel(model)
  const input = forecastInput.parse({ symbols, model })
  const told = wish.kind === 'saved' ? await forecastSaved(context, input, wish.name) : await forecastFresh(context, input, wish)
  const other = told.results.find(({ timeframe }) => timeframe !== '1d')
  if (other) {
    const of = other.timeframe === null ? 'rows of a file' : `bars of ${other.timeframe}`
    const hint = `openbell forecast ${symbols.join(' ')} --save NAME`
    throw new OpenbellError('usage', `${model} forecasts ${of}, a portfolio is of daily bars`, hint)
  }
  const moves = new Map(told.results.map((one) => [one.symbol, moveOf(one)]))
  return { of: (symbol) => moves.get(symbol) ?? null, warnings: warningsOf(told, [...moves.values()]) }
}

function moveOf({ points, last, beatsNaive, evaluation }: ForecastResult): ExpectedMove {
  const move = points[points.length - 1].value / last - 1
  const { skill, skillLow, skillHigh } = evaluation
  return { move, horizon: points.length, earned: beatsNaive && Number.isFinite(move), skill, skillLow, skillHigh }
}

function warningsOf({ warnings, results, failed }: ForecastOutput, moves: ExpectedMove[]): string[] {
  const own = results.flatMap((one) => one.warnings)
  const silent = failed.map(({ symbol, message }) => `no forecast of ${symbol}, history speaks for it: ${message}`)
  const none = moves.some((one) => one.earned) ? [] : ['no forecast beats the last value: expected returns are those of history']
  return [...new Set([...warnings, ...own, ...silent, ...none])]
}
