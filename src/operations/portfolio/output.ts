import { METHODS } from '../../analysis/portfolio/allocate.ts'
import { adjustmentOutput, asOfOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const ofAYear = (text: string) => z.number().describe(`${text} (fraction, of a year)`)

const sharpeOutput = z.number().nullable().describe('Return over risk, no interest taken off; null without risk')

const pointOutput = {
  expectedReturn: ofAYear('Expected return'),
  risk: ofAYear('Deviation'),
  sharpe: sharpeOutput,
}

const differenceOutput = (text: string) =>
  z
    .strictObject({
      value: z.number().describe('As it was'),
      low: z.number().describe('Lower bound of the 95% block-bootstrap interval'),
      high: z.number().describe('Upper bound of it'),
    })
    .describe(text)

const comparisonOutput = z
  .strictObject({
    return: differenceOutput('Difference of the returns of a year'),
    risk: differenceOutput('Difference of the deviations of a year'),
    sharpe: differenceOutput('Difference of the Sharpe ratios'),
    sharpeLuck: z.number().describe('Odds that its Sharpe ratio is not the higher one, over resampled pasts'),
    riskLuck: z.number().describe('Odds that its risk is not the lower one'),
    blockLength: z.number().describe('Mean days of a block'),
  })
  .nullable()

const followedOutput = (text: string) =>
  z
    .strictObject({
      return: ofAYear('Mean return'),
      risk: ofAYear('Deviation'),
      sharpe: sharpeOutput,
      maxDrawdown: z.number().describe('Deepest fall from a high, of day ends (fraction)'),
      turnover: z
        .number()
        .describe('Bought and sold to rebalance, as multiples of the portfolio a year; costs are not taken off'),
    })
    .describe(text)

const outOfSampleOutput = z.strictObject({
  from: z.string().describe('First day held'),
  to: z.string().describe('Last day held'),
  months: z.int().describe('Rebalancings, one at the end of each month'),
  days: z.int().describe('Days held'),
  method: followedOutput('The method, on history alone'),
  equalWeight: followedOutput('The same symbols in equal weights'),
  sampleCovariance: followedOutput('The method on covariance and means as the sample has them, without shrinkage'),
  versusEqual: comparisonOutput.describe('The method less equal weights; null where one of them does not vary'),
  versusSample: comparisonOutput.describe('The method less its twin without shrinkage; null where one of them does not vary'),
  verdict: z
    .enum(['better', 'less-risk', 'undecided', 'worse', 'unknown'])
    .describe('Against equal weights, beyond luck (95%): better or worse by Sharpe ratio, less risk, or undecided'),
})

export type OutOfSample = z.input<typeof outOfSampleOutput>

const forecastOutput = z
  .strictObject({
    move: z.number().describe('Median move to the horizon (fraction)'),
    horizon: z.int().describe('Bars ahead'),
    skill: z.number().nullable().describe('Skill against the last value at past origins'),
    skillLow: z.number().nullable().describe('Lower bound of its 95% interval; above 0, else history is used'),
    skillHigh: z.number().nullable().describe('Upper bound of it'),
  })
  .nullable()

const weightOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  weight: z.number().describe('Share of the money'),
  expectedReturn: ofAYear('Expected return'),
  expectedReturnSource: z
    .enum(['history', 'forecast'])
    .describe('history: mean of the past, shrunk; forecast: of a model that beats naive'),
  historicalReturn: ofAYear('Mean of the past, as it was'),
  standardError: ofAYear('Of the mean of the past'),
  forecast: forecastOutput.describe('What a model says; null without --model, or where it has no forecast'),
  volatility: ofAYear('Deviation'),
  riskContribution: z.number().describe("Share of the portfolio's variance that it brings"),
  price: z.number().describe('Last close'),
  shares: z.int().nullable().describe('Whole shares of --notional; null without it'),
})

export const portfolioOutput = z.strictObject({
  method: z.enum(METHODS).describe('How the weights were found'),
  symbols: z.array(z.string()).describe('Symbols'),
  riskTolerance: z.number().nullable().describe('What mean-variance weighed return with; null for the other methods'),
  maxWeight: z.number().describe('Highest weight allowed'),
  asOf: asOfOutput,
  source: sourceOutput,
  feed: feedOutput,
  adjustment: adjustmentOutput,
  from: z.string().describe('Date that the first return is measured from'),
  to: z.string().describe('Date of the last return'),
  observations: z.int().describe('Daily returns that the estimates rest on, between dates that all symbols have'),
  daysPerYear: z.number().describe('Returns that a year held: what figures of a year are made with'),
  shrinkage: z
    .strictObject({
      covariance: z.number().describe('Share of the constant correlation (Ledoit and Wolf, 2004), from 0 to 1'),
      returns: z.number().describe('Share of the common mean (Jorion, 1986), from 0 to 1'),
    })
    .describe('How far the estimates were drawn away from the sample'),
  weights: z.array(weightOutput).describe('In the order asked for'),
  ...pointOutput,
  equalWeight: z.strictObject(pointOutput).describe('The same symbols in equal weights'),
  minVariance: z.strictObject(pointOutput).describe('The least variance within the bounds'),
  frontier: z
    .array(z.strictObject({ risk: ofAYear('Deviation'), return: ofAYear('Expected return') }))
    .describe('Portfolios of least variance, from that of all to the highest return'),
  outOfSample: outOfSampleOutput.nullable().describe('The method followed through the past; null where that is too short'),
  notional: z
    .strictObject({
      amount: z.number().describe('Money to place (dollars)'),
      invested: z.number().describe('Of it in whole shares at the last closes'),
      cash: z.number().describe('Left over'),
    })
    .nullable()
    .describe('Null without --notional'),
  warnings: z.array(z.string()).describe('What to know before acting on it'),
})

export type PortfolioAnswer = z.output<typeof portfolioOutput>
