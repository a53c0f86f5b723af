import { ALGORITHMIC_PATTERNS } from '../../analysis/algorithmic/estimate.ts'
import { BREAKOUT_STATES } from '../../analysis/breakout/breakout.ts'
import { REGIMES } from '../../analysis/regime/regime.ts'
import { asOfOutput, failedOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const maybe = (text: string) => z.number().nullable().describe(text)

const evidenceOutput = z.strictObject({
  figure: z.string().describe('What was measured: a field of this answer'),
  value: z.number().nullable().describe('What it is; null = not known'),
  comparison: z.enum(['at least', 'at most', 'above', 'below']).describe('How it is compared'),
  threshold: z.number().describe('With what'),
})

const recommendationOutput = z.strictObject({
  rule: z.string().describe('Name of the rule that applies'),
  text: z.string().describe('The observation, and what the rules of this house say of it'),
  evidence: z.array(evidenceOutput).describe('Each figure that the rule looks at, with its threshold'),
  command: z.string().nullable().describe('What to type to look closer'),
})

const resultOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  feed: feedOutput,
  time: z.string().describe('Open of the last bar (ISO 8601 UTC)'),
  price: z.number().describe('Last close (dollars)'),
  stale: z.boolean().describe('Another bar should have closed by the as-of'),
  regime: z
    .strictObject({
      name: z.enum(REGIMES).describe('Market regime; UNKNOWN without enough bars'),
      trend: z.enum(['up', 'down', 'sideways', 'unknown']).describe('Direction of the trend'),
      strength: maybe('Strength of the trend, 0 to 1'),
      adx: maybe('Average directional index of 14 bars, 0 to 100'),
      drift: maybe('Rise of the regression line of 50 closes, in average true ranges'),
    })
    .describe('Trend and volatility in one word, and what decided'),
  volatility: z
    .strictObject({
      level: z.enum(['high', 'low', 'unknown']).describe('high above the median of its own past'),
      perBar: maybe('Deviation of the last 20 log returns, of one bar, a fraction'),
      percentile: maybe('Share of the 252 values before that were lower, a fraction'),
    })
    .describe('How far prices move'),
  liquidity: z
    .strictObject({
      printsPerMinute: maybe('Mean prints a minute of the last five regular minutes; null without counts'),
      rating: z.enum(['EXCELLENT', 'GOOD', 'POOR', 'INSUFFICIENT', 'UNKNOWN']).describe('By 1,000, 500 and 100 prints a minute'),
      meetsMinimum: z.boolean().describe('At least the minimum of the settings; false when unknown'),
      minimum: z.number().describe('The minimum of the settings, prints a minute'),
      coverage: z.number().describe('Share of the market that the count saw, a fraction'),
    })
    .describe('How often it trades'),
  momentum: z
    .strictObject({
      change1: maybe('Last close over the one before, less 1'),
      change5: maybe('Over the close 5 bars ago, less 1'),
      change20: maybe('Over the close 20 bars ago, less 1'),
      direction: z.enum(['up', 'down', 'mixed', 'unknown']).describe('up or down when all three agree'),
    })
    .describe('Where prices went'),
  breakout: z
    .strictObject({
      state: z.enum(BREAKOUT_STATES).describe('Where the last close stands'),
      volumeRatio: maybe('Volume of the breaking bar over the mean of the 20 before'),
    })
    .describe('The 20-bar channel'),
  algorithmic: z
    .strictObject({
      probability: z.number().describe('Heuristic score, 0 to 1, of how machine-made the prints look: no measured frequency'),
      pattern: z.enum(ALGORITHMIC_PATTERNS).describe('The sign that stands out'),
      prints: z.int().describe('Prints looked at'),
    })
    .nullable()
    .describe('From the prints of the last 30 regular minutes; null without at least 100'),
  recommendations: z.array(recommendationOutput).describe('Rules that apply, each with its evidence: observations, no forecast'),
})

export const conditionsOutput = z.strictObject({
  asOf: asOfOutput,
  source: sourceOutput,
  feed: feedOutput,
  timeframe: z.string().describe('Bar length'),
  phase: z.enum(['pre', 'regular', 'post', 'closed']).describe('US market at the as-of'),
  chosen: z
    .enum(['asked', 'default'])
    .describe('asked: symbols that were named; default: an index fund and the first that the source lists'),
  breadth: z
    .strictObject({
      symbols: z.int().describe('Symbols answered'),
      up: z.int().describe('In a trend up'),
      down: z.int().describe('In a trend down'),
      sideways: z.int().describe('Without a trend'),
      highVolatility: z.int().describe('With high volatility'),
      liquid: z.int().describe('That meet the minimum of prints a minute'),
    })
    .describe('Counts over the symbols answered'),
  results: z.array(resultOutput).describe('An answer for each symbol'),
  failed: failedOutput,
})

export type ConditionsOutput = z.output<typeof conditionsOutput>
export type Conditions = ConditionsOutput['results'][number]
export type Recommendation = Conditions['recommendations'][number]
