import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GRADE_COSTS } from '../../../../src/analysis/metrics/grade-rules.ts'
import { backtestInput } from '../../../../src/operations/backtest/input.ts'
import { metricsOutput } from '../../../../src/operations/backtest/output.ts'
import { root } from '../../../support/cli.ts'

const path = join(root, 'docs/backtesting.md')
const guide = readFileSync(path, 'utf8')
const [, before, table, after] = /^(.*<!-- grade -->\n)(.*)(<!-- \/grade -->.*)$/s.exec(guide) ?? []

type Level = { below?: number; above?: number; cost: number }

const counts = (levels: readonly Level[]) =>
  levels.map(({ below, above, cost }) => `${below === undefined ? `over ${above}` : `under ${below}`}: ${cost}`).join(', ')
const shares = (levels: readonly Level[]) =>
  levels
    .map(({ below, above, cost }) => `${below === undefined ? 'over' : 'under'} ${100 * (below ?? above ?? 0)}%: ${cost}`)
    .join(', ')

const cost = GRADE_COSTS
/** Every scale of the grade in words; a scale that is not here fails the test. */
const FINDINGS: Record<keyof typeof GRADE_COSTS, [finding: string, points: string]> = {
  roundTrips: ['closed round trips', counts(cost.roundTrips)],
  deflatedSharpe: ['deflated Sharpe ratio', shares(cost.deflatedSharpe)],
  deflatedSharpeUnknown: ['deflated Sharpe ratio cannot be computed', `${cost.deflatedSharpeUnknown}`],
  trialsEver: ['trials ever run on this data', counts(cost.trialsEver)],
  days: ['days of returns', counts(cost.days)],
  ambiguousShare: ['ambiguous bars to fills', shares(cost.ambiguousShare)],
  shrunkShare: ['fills cut to what money covered', shares(cost.shrunkShare)],
  withoutVolumeShare: ['fills in bars without volume', shares(cost.withoutVolumeShare)],
  partialFeed: ["a feed that carries a part of the market's volume (IEX)", `${cost.partialFeed}`],
  adjustment: ['splits known, dividends not; neither known', `${cost.adjustment.splits}; ${cost.adjustment.raw}`],
  survivorship: ['symbols chosen from those that are there today', `${cost.survivorship.today}`],
  noFee: ['`--fee none`', `${cost.noFee}`],
  noSlippage: ['`--slippage none`', `${cost.noSlippage}`],
  lookAheadNotRun: ['look-ahead check not run', `${cost.lookAheadNotRun}`],
  openRoundTrips: ['a position still open', `${cost.openRoundTrips}`],
}

const written = [
  '| finding | points |',
  '| --- | --- |',
  ...Object.values(FINDINGS).map(([finding, points]) => `| ${finding} | ${points} |`),
  '',
].join('\n')

// OPENBELL_DOCS=write makes the table of the grade anew.
if (process.env.OPENBELL_DOCS === 'write') writeFileSync(path, before + written + after)

describe('the guide of backtests', () => {
  it.skipIf(process.env.OPENBELL_DOCS === 'write')('prints the scales of the grade', () => {
    expect(table).toBe(written)
    expect(Object.keys(FINDINGS).sort()).toEqual(Object.keys(GRADE_COSTS).sort())
  })

  it('explains every metric once, in the order of the answer', () => {
    const section = before.slice(before.indexOf('## Metrics'))
    const named = section.split('\n').flatMap((row) => (/^\| (`\w+`(?:, `\w+`)*) \|/.exec(row)?.[1] ?? '').match(/\w+/g) ?? [])
    expect(named).toEqual(Object.keys(metricsOutput.shape))
  })

  it('says the defaults of the costs', () => {
    const { cash, fee, slippage, margin, account, risk } = backtestInput.parse({ strategy: 'sma-cross', symbols: ['SPY'] })
    const row = (flag: string) => before.split('\n').find((line) => line.startsWith(`| \`--${flag}\` |`)) ?? ''
    expect(row('cash')).toContain(`| ${cash} dollars`)
    expect(row('margin')).toContain(`| ${margin}:`)
    for (const [flag, standard] of Object.entries({ fee, slippage, account, risk })) {
      expect(row(flag), flag).toContain(`| \`${standard}\``)
    }
  })
})
