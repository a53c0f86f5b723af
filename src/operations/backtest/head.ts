import { iso } from '../../core/time.ts'
import { limitsOutput } from '../common/limits.ts'
import { adjustmentOutput, asOfOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'
import type { RunData } from './data.ts'
import type { Setup } from './setup.ts'

const costsOutput = z.strictObject({
  cash: z.number().describe('Start (dollars)'),
  fee: z.string().describe('Fee model as typed'),
  slippage: z.string().describe('Slippage model as typed'),
  margin: z.number().describe('Gross exposure allowed over equity'),
  fractional: z.boolean().describe('Fractions of shares'),
  account: z.string().describe('Dated account rules'),
  text: z.array(z.string()).describe('The same in sentences, with the figures'),
})

/** What every answer about runs says of their data, costs and limits, before it says how they went. */
export const runHeadOutput = {
  timeframe: z.string().describe('Bar length'),
  source: sourceOutput,
  feed: feedOutput,
  asOf: asOfOutput,
  adjustment: adjustmentOutput,
  from: z.string().describe('Open of the first bar (ISO 8601 UTC)'),
  to: z.string().describe('Close of the last bar (ISO 8601 UTC)'),
  bars: z.int().describe('Bars in a run, all symbols'),
  dataHash: z.string().describe('Hash of the bars and actions'),
  costs: costsOutput.describe('What a run paid and might do'),
  limits: limitsOutput,
}
const head = z.strictObject(runHeadOutput)
export type RunHead = z.infer<typeof head>

/** Data, costs and limits of runs as their answers print them. */
export function runHead(data: RunData, setup: Setup): RunHead {
  return {
    timeframe: data.timeframe,
    source: data.source.name,
    feed: data.feed,
    asOf: iso(data.asOf),
    adjustment: data.adjustment,
    ...spanOf(data),
    dataHash: data.hash,
    costs: costsOf(setup),
    limits: setup.described,
  }
}

/** Where the data of a run begins and ends. */
function spanOf({ series }: RunData): { from: string; to: string; bars: number } {
  const from = Math.min(...series.map(({ bars }) => bars.time[0]))
  const to = Math.max(...series.map(({ bars, closeTime }) => closeTime[bars.length - 1]))
  return { from: iso(from), to: iso(to), bars: series.reduce((sum, { bars }) => sum + bars.length, 0) }
}

function costsOf({ exchange }: Setup): RunHead['costs'] {
  const { cash, fee, slippage, margin, fractional, accountRules, volumeShare, borrowRate, debitRate } = exchange
  const rates = `Shorts pay ${percent(borrowRate)} a year to borrow; debit cash pays ${percent(debitRate)} a year.`
  const share = `A fill takes at most ${percent(volumeShare)} of a bar's volume.`
  return {
    cash,
    fee: fee.name,
    slippage: slippage.name,
    margin,
    fractional,
    account: accountRules,
    text: [fee.text, slippage.text, share, rates],
  }
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(3))}%`
}
