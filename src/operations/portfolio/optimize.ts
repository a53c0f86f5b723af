import { defineOperation } from '../operation.ts'
import { portfolioAnswer } from './answer.ts'
import { checkedSymbols, portfolioInput } from './input.ts'
import { portfolioOutput } from './output.ts'

const HELP = `How it is made:
  covariance  of daily returns between dates that all symbols have, shrunk towards one correlation for all (Ledoit and Wolf, 2004)
  returns     means of the past, shrunk towards a common one (Jorion, 1986): of some years they are mostly noise, so their standard
              errors stand beside them; with --model what a forecast expects, for symbols where it beats the last value
  a year      has as many days as the dates that all symbols have; prices are adjusted for splits where the source does that; dividends are
              not counted
  tried       each month on the days before it alone, beside equal weights and its twin without shrinkage, before costs; intervals and
              odds of luck are of the stationary bootstrap (Politis and Romano, 1994)`

/** Weights for a set of symbols, beside what following the method would have given and its odds of luck. */
export const portfolioOptimize = defineOperation({
  name: 'portfolio.optimize',
  toolset: 'portfolio',
  summary: 'Weigh symbols against each other: weights, expected return, risk, frontier, and how the method did in the past.',
  effect: 'read',
  input: portfolioInput,
  output: portfolioOutput,
  help: HELP,
  deadlineMs: null,
  examples: [
    { title: 'Weights of three symbols', input: { symbols: ['SIMALL', 'SIMFIN', 'SIMTEC'] } },
    { title: 'Equal shares of the risk', input: { symbols: ['SIMALL', 'SIMFIN', 'SIMTEC'], method: 'risk-parity' } },
    {
      title: 'Least risk, 40% at most in one, in whole shares',
      input: { symbols: ['SIMALL', 'SIMFIN', 'SIMTEC', 'SIMINV'], method: 'min-variance', maxWeight: 0.4, notional: 10_000 },
    },
  ],
  run: (context, input) => portfolioAnswer(context, input, checkedSymbols(input)),
})
