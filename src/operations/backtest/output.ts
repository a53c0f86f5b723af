import { failedOutput } from '../common/shared.ts'
import { z } from '../operation.ts'
import { checkOutput } from './check.ts'
import { runHeadOutput } from './head.ts'
import { monteCarloOutput } from './monte-carlo.ts'
import { significanceOutput } from './significance.ts'

const money = (text: string) => z.number().describe(`${text} (dollars)`)
const fraction = (text: string) => z.number().nullable().describe(`${text}, as a fraction; null when it cannot be computed`)
const figure = (text: string) => z.number().nullable().describe(`${text}; null when it cannot be computed`)
const time = (text: string) => z.string().describe(`${text} (ISO 8601 UTC)`)

export const paramsOutput = z
  .record(z.string(), z.union([z.number(), z.string(), z.boolean()]).describe('Value'))
  .describe('Parameters of the strategy, defaults included')

export const metricsOutput = z.strictObject({
  finalEquity: money('Cash and positions at the last close'),
  totalReturn: z.number().describe('Final equity over start cash - 1'),
  cagr: fraction('Return a calendar year'),
  volatility: fraction('Deviation of daily returns, a year of 252'),
  sharpe: figure('Mean over sample deviation of daily returns, times sqrt(252), rate 0'),
  sortino: figure('Mean of daily returns over their downside deviation, times sqrt(252)'),
  calmar: figure('cagr over maxDrawdown'),
  maxDrawdown: z.number().describe('Deepest fall from the highest equity before, positive fraction'),
  maxDrawdownDays: z.number().describe('Longest time under an earlier high, in calendar days'),
  exposure: z.number().describe('Share of steps with a position'),
  roundTrips: z.int().describe('Closed round trips'),
  winRate: fraction('Share of closed round trips with a profit'),
  profitFactor: figure('Profits over losses of closed round trips'),
  expectancy: figure('Mean profit of a closed round trip (dollars)'),
  sqn: figure('System quality number (Van Tharp)'),
  averageHold: figure('Mean bars from entry to exit'),
  turnover: z.number().describe('Dollars bought and sold over mean equity, for the whole run'),
  fees: money('Fees paid'),
  slippageCost: money('Paid to slippage'),
  ambiguousBars: z.int().describe('Bars that held stop and target both, unsettled by finer bars: the stop was taken'),
  shrunkFills: z.int().describe('Fills cut to what cash covered'),
  buyAndHoldReturn: fraction('Equal-weight buy and hold of the same symbols, first close to last, without costs'),
  alpha: fraction('Yearly intercept against buy and hold'),
  beta: figure('Slope against buy and hold'),
  var95: fraction('Daily loss that one day in twenty exceeds, positive'),
  cvar95: fraction('Mean daily loss of those days, positive'),
})

const roundTripOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  side: z.enum(['long', 'short']).describe('Which way'),
  shares: z.number().describe('Largest size held'),
  entryTime: time('Open of the bar of the first fill'),
  entryPrice: money('Mean entry price'),
  exitTime: time('Open of the bar of the last fill; null while open').nullable(),
  exitPrice: money('Mean exit price; null while open').nullable(),
  fees: money('Fees of its fills'),
  profit: money('After fees; open ones at the last close'),
  return: z.number().describe('Profit over entry value'),
  entryReason: z.string().describe('Why it was entered'),
  exitReason: z.string().nullable().describe('Why it was left; null while open'),
})

export const gradeOutput = z.strictObject({
  letter: z.string().describe('A (trust it more) to F (do not trust it)'),
  reasons: z.array(z.string()).describe('What the grade rests on, with the figures'),
})

const countedRule = z.strictObject({ rule: z.string().describe('Rule or reason'), count: z.int().describe('How often') })

const whyOutput = z.strictObject({
  barsSeen: z.int().describe('Bars the strategy was shown, after its warm-up'),
  signals: z.int().describe('Bars on which the strategy asked for something'),
  intents: z.int().describe('Intents made'),
  warmUpBars: z.int().describe('Bars of a symbol until its indicators speak; the largest over the symbols'),
  denied: z.array(countedRule).describe('Intents that the risk gate denied, by rule'),
  ignored: z.array(countedRule).describe('Intents that came to nothing for another reason (nothing to exit, no cash ...)'),
})

export const backtestOutput = z.strictObject({
  run: z.string().describe('Hash of the inputs: the same run, the same id'),
  strategy: z.string().describe('Strategy'),
  file: z.string().optional().describe('Its file, where it was given by its path'),
  params: paramsOutput,
  symbols: z.array(z.string()).describe('Symbols in the run'),
  ...runHeadOutput,
  metrics: metricsOutput.describe('How it went'),
  roundTrips: z.array(roundTripOutput).describe('Round trips, oldest first'),
  why: whyOutput.describe('Where the round trips came from, or why there are none'),
  grade: gradeOutput.describe('How far the result may be trusted'),
  trialsEver: z.int().describe('Distinct trials ever run on these symbols, this timeframe and source, this one included'),
  significance: significanceOutput.nullable().describe('Entries against random ones; null with too few round trips'),
  monteCarlo: monteCarloOutput.nullable().optional().describe('With --monte-carlo; null with fewer than two sessions'),
  check: checkOutput.optional().describe('With --check'),
  equity: z
    .array(z.strictObject({ date: z.string().describe('Session date'), equity: money('Equity at its end') }))
    .optional()
    .describe('With --equity: one row a session'),
  curve: z.array(z.number()).describe('Equity at up to 200 evenly spaced steps, for a sparkline'),
  report: z.string().optional().describe('Path of the HTML report written'),
  failed: failedOutput,
  warnings: z.array(z.string()).describe('What to know before believing this'),
})
export type BacktestOutput = z.input<typeof backtestOutput>
