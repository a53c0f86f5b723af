import { type Allocation, allocate, estimate, type YearEstimates } from '../../analysis/portfolio/allocate.ts'
import { type Estimates, frontier, meanVariance, pointOf } from '../../analysis/portfolio/mean-variance.ts'
import { riskContributions } from '../../analysis/portfolio/risk-parity.ts'
import { iso, isoDate } from '../../core/time.ts'
import type { Context } from '../context.ts'
import type { ExpectedMove, ExpectedMoves } from './forecast-moves.ts'
import { type PortfolioHistory, portfolioHistory } from './history.ts'
import type { PortfolioInput } from './input.ts'
import type { PortfolioAnswer } from './output.ts'
import { checkPast } from './past-check.ts'
import { warningsOf } from './warnings.ts'

const FRONTIER_POINTS = 25

/** Weights of the symbols with everything that is to be known beside them. */
export async function portfolioAnswer(context: Context, input: PortfolioInput, symbols: string[]): Promise<PortfolioAnswer> {
  const source = await context.source()
  const history = await portfolioHistory(context, source, symbols, input.days)
  const allocation: Allocation = { method: input.method, tolerance: input.riskTolerance, most: input.maxWeight }
  const recent = history.returns.map((one) => one.subarray(Math.max(0, one.length - input.days)))
  const past = estimate(recent, history.daysPerYear)
  const moves = await movesOf(context, input.model, symbols)
  const estimates = {
    ...past,
    returns: past.returns.map((value, i) => yearlyMove(moves.of(symbols[i]), history.daysPerYear) ?? value),
  }
  const weights = allocate(estimates, allocation)
  const { outOfSample, warnings } = await checkPast(context, history, allocation, recent[0].length)
  const equal = new Float64Array(symbols.length).fill(1 / symbols.length)
  const rows = rowsOf({ history, recent, past, estimates, weights, moves, notional: input.notional })
  const answer = {
    method: input.method,
    symbols,
    riskTolerance: input.method === 'mean-variance' ? input.riskTolerance : null,
    maxWeight: input.maxWeight,
    asOf: iso(context.asOf(source)),
    source: source.name,
    feed: history.feed,
    adjustment: history.adjustment,
    ...spanOf(history, recent[0].length),
    shrinkage: { covariance: past.covarianceShrinkage, returns: past.returnShrinkage },
    weights: rows,
    ...point(weights, estimates),
    equalWeight: point(equal, estimates),
    minVariance: point(meanVariance(estimates, 0, input.maxWeight), estimates),
    frontier: frontier(estimates, input.maxWeight, FRONTIER_POINTS),
    outOfSample,
    notional: placed(rows, input.notional),
  }
  return { ...answer, warnings: [...history.warnings, ...moves.warnings, ...warnings, ...warningsOf(answer)] }
}

/** Training is loaded only where it is asked for. */
async function movesOf(context: Context, model: string | undefined, symbols: string[]): Promise<ExpectedMoves> {
  if (model === undefined) return { of: () => null, warnings: [] }
  const { forecastMoves } = await import('./forecast-moves.ts')
  return forecastMoves(context, model, symbols)
}

/** An earned forecast on the scale of a year; null where history is to speak. */
function yearlyMove(move: ExpectedMove | null, daysPerYear: number): number | null {
  return move?.earned ? (move.move * daysPerYear) / move.horizon : null
}

function spanOf({ days, from, daysPerYear }: PortfolioHistory, observations: number) {
  const first = days.length - observations
  return {
    from: isoDate(first === 0 ? from : days[first - 1]),
    to: isoDate(days[days.length - 1]),
    observations,
    daysPerYear,
  }
}

function point(weights: Float64Array, estimates: Estimates) {
  const { risk, return: expectedReturn } = pointOf(weights, estimates)
  return { expectedReturn, risk, sharpe: risk > 0 ? expectedReturn / risk : null }
}

interface RowParts {
  history: PortfolioHistory
  recent: Float64Array[]
  past: YearEstimates
  estimates: Estimates
  weights: Float64Array
  moves: ExpectedMoves
  notional: number | undefined
}

function rowsOf({ history, recent, past, estimates, weights, moves, notional }: RowParts): PortfolioAnswer['weights'] {
  const { symbols, prices, daysPerYear } = history
  const n = symbols.length
  const shares = riskContributions(weights, past.covariance)
  return symbols.map((symbol, i) => {
    const volatility = Math.sqrt(past.covariance[i * n + i])
    const move = moves.of(symbol)
    const mean = recent[i].reduce((sum, value) => sum + value, 0) / recent[i].length
    return {
      symbol,
      weight: weights[i],
      expectedReturn: estimates.returns[i],
      expectedReturnSource: move?.earned ? 'forecast' : 'history',
      historicalReturn: mean * daysPerYear,
      standardError: volatility * Math.sqrt(daysPerYear / recent[i].length),
      forecast: move && {
        move: move.move,
        horizon: move.horizon,
        skill: move.skill,
        skillLow: move.skillLow,
        skillHigh: move.skillHigh,
      },
      volatility,
      riskContribution: shares[i],
      price: prices[i],
      shares: notional === undefined ? null : Math.floor((weights[i] * notional) / prices[i] + 1e-9),
    }
  })
}

function placed(rows: PortfolioAnswer['weights'], amount: number | undefined): PortfolioAnswer['notional'] {
  if (amount === undefined) return null
  const invested = rows.reduce((sum, one) => sum + (one.shares ?? 0) * one.price, 0)
  return { amount, invested, cash: amount - invested }
}
