import { type OutcomeStatistics, outcomeStatistics } from '../../analysis/metrics/outcomes.ts'
import { isoDate } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { runHead, runHeadOutput } from '../backtest/head.ts'
import { costInput, dataInput, setInput } from '../backtest/input.ts'
import { paramsOutput } from '../backtest/output.ts'
import { significanceOf, significanceOutput } from '../backtest/significance.ts'
import { symbolInput } from '../common/shared.ts'
import { counted } from '../common/words.ts'
import { defineOperation, z } from '../operation.ts'
import { type Outcomes, pastOutcomes } from './outcomes.ts'

/** Under so many a 5% quantile is less than one of them. */
const FEWEST = 20

/** From so many on the middle of a distribution is known well enough to act on; the classic rule of thumb of the normal approximation. */
const MANY = 100

const fraction = (text: string) => z.number().describe(`${text} (fraction of the entry value)`)

const evidenceOutput = z.strictObject({
  rating: z.enum(['weak', 'fair', 'strong']).describe('How far the figures may be trusted'),
  roundTrips: z.int().describe('Round trips that they rest on'),
  from: z.string().describe('Date of the first entry'),
  to: z.string().describe('Date of the last exit'),
  meanLow: fraction('Lower end of the 95% interval of the expected return'),
  meanHigh: fraction('Upper end of it'),
  chanceOfGain: z.number().describe('Share of resampled pasts in which the mean was above 0'),
  againstRandom: significanceOutput
    .nullable()
    .describe(
      'The entry rule against random entries held as long (both sides of the strategy); null where it could not be tested',
    ),
  trialsEver: z.int().describe('Distinct trials ever run on this data: the more, the likelier one looks good by luck'),
  text: z.string().describe('The same in a sentence'),
})

const simulateInput = z.strictObject({
  symbol: symbolInput,
  side: z.enum(['buy', 'sell']).describe('buy: its long entries; sell: its short ones').meta({ positional: true }),
  strategy: z.string().min(1).describe('Strategy whose entries are meant: a name or the path of a file'),
  ...dataInput,
  ...costInput,
  set: setInput,
})

const simulateOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  side: z.enum(['buy', 'sell']).describe('buy: long entries, sell: short ones'),
  strategy: z.string().describe('Strategy'),
  params: paramsOutput,
  ...runHeadOutput,
  trades: z.int().describe('Closed round trips of that side'),
  expectedReturn: fraction('Mean return after fees'),
  winRate: z.number().describe('Share of them with a gain'),
  averageHold: z.number().describe('Mean bars from entry to exit'),
  distribution: z
    .strictObject({
      p5: fraction('One in twenty was worse'),
      p25: fraction('One in four was worse'),
      p50: fraction('The middle one'),
      p75: fraction('One in four was better'),
      p95: fraction('One in twenty was better'),
    })
    .describe('How they ended'),
  maxDrawdown: z.number().describe('Largest fall of an account that put everything into one after another (fraction)'),
  var95: fraction('Loss that one in twenty exceeded; 0 where even those gained'),
  cvar95: fraction('Mean loss of those'),
  best: fraction('The best one'),
  worst: fraction('The worst one'),
  evidence: evidenceOutput.describe('How many, and how sure'),
})

/** What entries like the one that is thought of have come to. */
export const simulate = defineOperation({
  name: 'simulate',
  toolset: 'portfolio',
  summary: "Show what a strategy's entries on one side have come to: the distribution of outcomes, and how sure that is.",
  effect: 'read',
  input: simulateInput,
  output: simulateOutput,
  examples: [
    {
      title: 'What came of buying by this rule',
      input: { symbol: 'SIMALL', side: 'buy', strategy: 'rsi-reversion', timeframe: '1h' },
    },
  ],
  deadlineMs: null,
  async run(context, input) {
    const wish = { ...input, symbol: normalizeSymbol(input.symbol) }
    const past = await pastOutcomes(context, wish, FEWEST)
    const { seed } = context.settings
    const stats = outcomeStatistics(past.returns, seed)
    const { loaded, setup, trials } = past.counted
    return {
      ...{ symbol: wish.symbol, side: input.side, strategy: loaded.name, params: loaded.params },
      ...runHead(past.data, setup),
      trades: stats.count,
      expectedReturn: stats.mean,
      winRate: stats.winRate,
      averageHold: past.trips.reduce((sum, trip) => sum + trip.bars, 0) / stats.count,
      distribution: stats.quantiles,
      ...{ maxDrawdown: stats.maxDrawdown, var95: stats.var95, cvar95: stats.cvar95 },
      ...{ best: Math.max(...past.returns), worst: Math.min(...past.returns) },
      evidence: evidenceOf(past, stats, seed, trials.count),
    }
  },
})

function evidenceOf(past: Outcomes, stats: OutcomeStatistics, seed: number, trialsEver: number): z.input<typeof evidenceOutput> {
  const { data, trips, counted: run } = past
  const calendar = calendarFor(trips[0].symbol)
  const date = (at: number) => isoDate(calendar.dateOf(at))
  const againstRandom = significanceOf(data, run.result, seed)
  const apart = stats.meanLow > 0 || stats.meanHigh < 0
  const rating = !apart || stats.count < 30 ? 'weak' : stats.count >= MANY ? 'strong' : 'fair'
  return {
    rating,
    roundTrips: stats.count,
    from: date(trips[0].entryTime),
    to: date(trips.at(-1)!.exitTime!),
    ...{ meanLow: stats.meanLow, meanHigh: stats.meanHigh, chanceOfGain: stats.chanceOfGain },
    againstRandom,
    trialsEver,
    text: sentence(stats, apart),
  }
}

function sentence({ count, meanLow, meanHigh, chanceOfGain }: OutcomeStatistics, apart: boolean): string {
  const percent = (value: number) => `${(value * 100).toFixed(2)}%`
  const interval = `${counted(count, 'round trip')}: the expected return lies between ${percent(meanLow)} and ${percent(meanHigh)} (95%)`
  if (!apart) return `${interval}, so it cannot be told from nothing`
  return `${interval}; it was above 0 in ${Math.round(chanceOfGain * 100)}% of resampled pasts`
}
