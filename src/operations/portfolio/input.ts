import { METHODS } from '../../analysis/portfolio/allocate.ts'
import { normalizeSymbol, symbolKind } from '../../market/symbols.ts'
import { symbolsInput } from '../common/shared.ts'
import { OpenbellError, z } from '../operation.ts'
import { fewestDays } from './history.ts'

/** Weights of more symbols would rest on less than two years of days each. */
const MOST_SYMBOLS = 100

export const portfolioInput = z.strictObject({
  symbols: symbolsInput,
  method: z
    .enum(METHODS)
    .default('mean-variance')
    .describe('mean-variance, min-variance, risk-parity (equal contributions to risk) or hrp (hierarchical risk parity)'),
  riskTolerance: z
    .number()
    .min(0)
    .max(100)
    .default(0.1)
    .describe('Of mean-variance: weights make tolerance x return - variance / 2 largest, both of a year; 0 = least variance'),
  maxWeight: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('Highest weight of a symbol, as a fraction; of mean-variance and min-variance'),
  days: z.int().min(20).max(5_000).default(500).describe('Daily returns that the estimates rest on'),
  model: z
    .string()
    .optional()
    .describe(
      'Expect what this model forecasts where it beats the last value: auto (trains, some seconds), saved:NAME; else history',
    ),
  notional: z.number().gt(0).optional().describe('Money to place: tells whole shares at the last closes'),
})

export type PortfolioInput = z.output<typeof portfolioInput>

/** The symbols, normalised, each once. @throws OpenbellError usage for what no portfolio can be made of */
export function checkedSymbols({ symbols: typed, days, maxWeight, method, notional }: PortfolioInput): string[] {
  const symbols = [...new Set(typed.map(normalizeSymbol))]
  const n = symbols.length
  const usage = (message: string, hint: string) => new OpenbellError('usage', message, hint)
  if (symbols.includes('')) throw usage('a symbol is empty', 'openbell portfolio optimize SIMALL SIMFIN SIMTEC')
  if (n < 2)
    throw usage(
      `a portfolio of ${symbols.join()} alone has one weight, 100%`,
      `openbell portfolio optimize ${symbols.join()} SIMFIN`,
    )
  if (n > MOST_SYMBOLS)
    throw usage(`${n} symbols are too many to weigh, ${MOST_SYMBOLS} is the most`, 'openbell scan, and take the first')
  if (days < fewestDays(n))
    throw usage(`${days} days are too few for ${n} symbols, ${fewestDays(n)} are needed`, `--days ${fewestDays(n)}`)
  if (maxWeight * n < 1) {
    const least = Math.ceil(100 / n) / 100
    throw usage(`${n} symbols of at most ${maxWeight} do not add up to 1`, `--max-weight ${least}`)
  }
  if (maxWeight < 1 && method !== 'mean-variance' && method !== 'min-variance') {
    throw usage(
      `${method} has no highest weight: its weights follow from the risks alone`,
      '--method min-variance --max-weight 0.3',
    )
  }
  const future = symbols.find((symbol) => symbolKind(symbol) === 'future')
  if (notional !== undefined && future !== undefined) {
    throw usage(
      `${future} is a future: how many contracts are ${notional} dollars, its multiplier says`,
      `openbell contract ${future}`,
    )
  }
  return symbols
}
