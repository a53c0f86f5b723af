import { ALGORITHMIC_PATTERNS } from '../../analysis/algorithmic/estimate.ts'
import { BREAKOUT_STATES } from '../../analysis/breakout/breakout.ts'
import { REGIMES } from '../../analysis/regime/regime.ts'
import { adjustmentOutput, asOfOutput, failedOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const price = (text: string) => z.number().describe(`${text} (dollars)`)
const time = (text: string) => z.string().describe(`${text} (ISO 8601 UTC)`)
const share = (text: string) => z.number().describe(`${text}, a fraction`)
const regime = z.enum(REGIMES).describe('Market regime; SIDEWAYS_MARKET without a trend, UNKNOWN without enough bars')
const trend = z.enum(['up', 'down', 'sideways', 'unknown']).describe('Direction of the trend')

const QuickOutput = z.strictObject({
  trend,
  strength: z.number().nullable().describe('Strength of the trend, 0 to 1: average directional index over 50, at most 1'),
  regime,
  summary: z.string().describe('The whole in a few sentences'),
})

const RegimeOutput = z.strictObject({
  name: regime,
  adx: z.number().nullable().describe('Average directional index of 14 bars, 0 to 100'),
  plus: z.number().nullable().describe('Directional indicator of rises, 0 to 100'),
  minus: z.number().nullable().describe('Directional indicator of falls, 0 to 100'),
  drift: z.number().nullable().describe('Rise of the regression line of 50 closes, in average true ranges'),
  volatility: share('Deviation of the last 20 log returns, of one bar').nullable(),
  volatilityRank: share('Share of the 252 values before that were lower').nullable(),
  thresholds: z
    .strictObject({
      trendFrom: z.number().describe('Average directional index from which there is a trend'),
      leastDrift: z.number().describe('Average true ranges that the line must have moved'),
      highFrom: share('Rank above which volatility is high'),
    })
    .describe('What the name was decided by'),
})

const MomentumOutput = z.strictObject({
  bars: z.int().describe('Bars back'),
  change: share('Last close over the close then, less 1').nullable(),
})

const LevelOutput = z.strictObject({
  kind: z.enum(['support', 'resistance']).describe('support at or below the last close, resistance above'),
  price: price('Mean of the settled highs and lows in it'),
  touches: z.int().describe('How many there are'),
  knownAt: time('Close of the bar that settled the last of its touches: before, neither price nor touches were these'),
  firstKnownAt: time('Close of the bar that settled its second touch: before, there was no level'),
  low: price('Lowest of them'),
  high: price('Highest of them'),
  lastTouch: time('Open of the bar of the newest'),
  distance: share('Price over the last close, less 1'),
})

const ProfileOutput = z.strictObject({
  pointOfControl: price('Middle of the bin with the most volume'),
  valueLow: price('Lower end of the area with 70% of the volume'),
  valueHigh: price('Upper end of it'),
  bins: z
    .array(
      z.strictObject({
        low: price('From'),
        high: price('To'),
        volume: z.number().describe('Units; the volume of each bar is spread evenly from its low to its high'),
      }),
    )
    .describe('Equal bins, lowest first'),
})

const BreakoutOutput = z.strictObject({
  state: z
    .enum(BREAKOUT_STATES)
    .describe(
      'broken while closes stay beyond the channel of the 20 bars before, for 20 bars; near within half an average true range',
    ),
  of: z.enum(['channel', 'level']).nullable().describe('What is broken or near'),
  price: price('Its price').nullable(),
  since: time('Open of the bar that broke it').nullable(),
  knownAt: time('Close of that bar').nullable(),
  through: z.array(z.number()).describe('Levels that the same bar closed beyond (dollars)'),
  distance: z.number().nullable().describe('Last close less the price, in average true ranges'),
  volumeRatio: z.number().nullable().describe('Volume of the breaking bar over the mean of the 20 bars before'),
  volumeConfirmed: z.boolean().nullable().describe('At least 1.5 times; null unless broken, or without volume'),
  channelHigh: price('Highest high of the 20 bars before the last').nullable(),
  channelLow: price('Lowest low of them').nullable(),
})

const AlgorithmicOutput = z.strictObject({
  probability: z
    .number()
    .describe(
      'Heuristic score, 0 to 1, of how machine-made the prints look: no measured frequency, not calibrated on labelled prints',
    ),
  pattern: z.enum(ALGORITHMIC_PATTERNS).describe('The sign that stands out; mixed when several do, none when none does'),
  prints: z.int().describe('Prints looked at'),
  from: time('First of them'),
  to: time('Last of them'),
  roundLotShare: share('Share in whole hundreds of units'),
  sizeRepeats: share('Share of the size of the print before, above chance'),
  sizeEntropy: z.number().describe('Shannon entropy of the sizes, 0 (one size) to 1 (all different)'),
  timingVariation: z
    .number()
    .nullable()
    .describe('Deviation of the gaps over their mean: 0 a clock, 1 chance; null with stamps in seconds'),
  gapRepeats: share('Share of the commonest gap among those from 5 ms on').nullable(),
  subSecondClusters: share('Share within 5 ms of the print before, above chance').nullable(),
})

const PatternOutput = z.strictObject({
  name: z.string().describe('Name, e.g. double_top or engulfing'),
  kind: z.enum(['candlestick', 'chart']).describe('A few bars, or settled highs and lows'),
  direction: z.enum(['bullish', 'bearish', 'neutral']).describe('What it is said to speak for'),
  from: time('Open of its first bar'),
  to: time('Open of its last bar; of a chart pattern the bar that confirmed it'),
  knownAt: time('Close of the bar from which on it is there: the line broken and the last turn settled'),
  age: z.int().describe('Bars since then'),
})
export type PatternFound = z.infer<typeof PatternOutput>

const ResultOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  timeframe: z.string().describe('Bar length'),
  source: sourceOutput,
  feed: feedOutput,
  adjustment: adjustmentOutput,
  staleSince: time('When the bars were fetched, if the vendor failed and an older answer stands in').nullable(),
  stale: z.boolean().describe("No bar in the as-of's session (daily, weekly: another bar should have closed)"),
  bars: z.int().describe('Bars that levels and volume profile are made of'),
  time: time('Open of the last bar'),
  price: price('Last close'),
  quick: QuickOutput.describe('The short answer'),
  regime: RegimeOutput.describe('Trend and volatility, and what decided'),
  momentum: z.array(MomentumOutput).describe('Change over several windows'),
  levels: z.array(LevelOutput).describe('Support and resistance, highest first: at most six a side'),
  levelWidth: price('One average true range: turns within it are one level').nullable(),
  volumeProfile: ProfileOutput.nullable().describe('Volume by price; null without volume'),
  breakout: BreakoutOutput.describe('Where the last close stands'),
  algorithmic: AlgorithmicOutput.nullable().describe('From the prints of the last 30 regular minutes; null without at least 100'),
  patterns: z
    .array(PatternOutput)
    .describe(
      'Candlestick patterns of the last 5 bars (those that reach over 0.2% of the price) and chart patterns of the last 60, oldest first',
    ),
})
export type AnalyzeResult = z.infer<typeof ResultOutput>

const CorrelationOutput = z.strictObject({
  symbols: z.array(z.string()).describe('Rows and columns'),
  matrix: z
    .array(z.array(z.number().nullable()))
    .describe('Correlations of returns between dates that all have; null where one does not vary or under 3 returns'),
  returns: z.int().describe('Returns that each was computed from'),
})

export const AnalyzeOutput = z.strictObject({
  asOf: asOfOutput,
  source: sourceOutput,
  feed: feedOutput,
  results: z.array(ResultOutput).describe('An answer for each symbol'),
  failed: failedOutput,
  correlation: CorrelationOutput.optional().describe('With --correlate'),
})
export type AnalyzeAnswer = z.infer<typeof AnalyzeOutput>
