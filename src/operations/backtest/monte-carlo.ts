import { dailyHistory } from '../../analysis/metrics/daily.ts'
import { monteCarlo } from '../../analysis/metrics/monte-carlo.ts'
import type { RunResult } from '../../engine/types.ts'
import { atLength } from '../common/breathe.ts'
import type { Context } from '../context.ts'
import { z } from '../operation.ts'
import type { BacktestInput } from './input.ts'
import type { Setup } from './setup.ts'

const spread = (text: string) =>
  z
    .strictObject({
      p5: z.number().describe('Lowest twentieth'),
      p50: z.number().describe('Middle'),
      p95: z.number().describe('Highest twentieth'),
    })
    .describe(text)

export const monteCarloOutput = z.strictObject({
  paths: z.int().describe('Histories drawn from the daily returns on equity'),
  seed: z.int().describe('Seed'),
  days: z.int().describe('Sessions of each history'),
  blockLength: z.number().describe('Mean sessions of a block (stationary bootstrap)'),
  finalReturn: spread('Total return, as a fraction'),
  maxDrawdown: spread('Deepest fall, as a positive fraction'),
  ruinLoss: z.number().describe('Fall from the start that counts as ruin'),
  chanceOfRuin: z.number().describe('Share of histories that came to it'),
  lossLimit: z
    .number()
    .nullable()
    .describe("Fall from the highest equity at which one would stop: the risk settings' drawdown, or 20%"),
  chanceOfLossLimit: z.number().nullable().describe('Share of histories that came to it'),
  chanceOfLoss: z.number().describe('Share of histories that ended below the start'),
  bands: z
    .array(
      z.strictObject({
        day: z.number().describe('Session, from 1'),
        p5: z.number().describe('Equity over start, lowest twentieth'),
        p50: z.number().describe('Equity over start, middle'),
        p95: z.number().describe('Equity over start, highest twentieth'),
      }),
    )
    .describe('Equity of the histories over time, for a chart'),
})

/** Where one stops when no drawdown limit is in force. */
const USUAL_STOP = 0.2

/** Monte Carlo over the run's daily returns; null with fewer than two sessions. */
export async function monteCarloOf(
  context: Context,
  result: RunResult,
  { limits }: Setup,
  input: Pick<BacktestInput, 'monteCarlo' | 'ruin'>,
): Promise<z.input<typeof monteCarloOutput> | null> {
  const { returns } = dailyHistory(result)
  const lossLimit = limits?.drawdown ?? USUAL_STOP
  const { seed } = context.settings
  context.progress.update(0, null, `Monte Carlo of ${input.monteCarlo} histories`)
  return atLength(context, () => monteCarlo(returns, { paths: input.monteCarlo, seed, ruinLoss: input.ruin, lossLimit }))
}

/** The bands at every session, in dollars: straight between the sessions that were sampled. */
export function bandsOf(drawn: z.input<typeof monteCarloOutput>, startCash: number) {
  const fill = (quantile: 'p5' | 'p50' | 'p95') => {
    const out = new Float64Array(drawn.days)
    let [from, value] = [0, 1]
    for (const band of drawn.bands) {
      for (let day = from + 1; day <= band.day; day++) {
        out[day - 1] = startCash * (value + ((band[quantile] - value) * (day - from)) / (band.day - from))
      }
      from = band.day
      value = band[quantile]
    }
    return out
  }
  return { low: fill('p5'), middle: fill('p50'), high: fill('p95') }
}
