import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { asTradedOf } from '../../../../src/operations/backtest/as-traded.ts'
import { backtest } from '../../../../src/operations/backtest/backtest.ts'
import { dataImport } from '../../../../src/operations/data/import.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/store-rows.ts'
import { needsRealData, realData } from '../../market/real-bars.ts'

const us = calendarOf('us')
/** 2026-03-02, a Monday, and the sessions after it. */
const FIRST = 20_514
const dates = Array.from({ length: 8 }, (_, i) => i).reduce<number[]>((all) => [...all, us.next(all.at(-1) ?? FIRST - 1)], [])
const openOf = (day: number) => us.day(day).regular!.open

let context: TestContext
let file: string
beforeEach(() => {
  context = createTestContext({ flags: { source: 'store' } })
  file = join(mkdtempSync(join(tmpdir(), 'openbell-as-traded-')), 'mine.ts')
})
afterEach(() => context.close())

function strategyOf(body: string): string {
  writeFileSync(
    file,
    `import { defineStrategy } from 'openbell'
export default defineStrategy({
  name: 'mine',
  summary: 'For a test.',
  params: {},
  onBar({ bar, position, buy, exit }) {
    ${body}
  },
})
`,
  )
  return file
}

describe('costs of bars that later splits have changed', () => {
  const split = (exDay: number, value: number) =>
    ({ symbol: 'TEST', source: 'import', kind: 'split', exDay, value, ratio: 1 / value }) as const

  test('worked out by hand: half a tick and the fee a share are those of the shares that were traded', async () => {
    // Traded at 20, the last two days at 5 after a 4-for-1 split; a run sees 5 all along.
    const closes = [20, 20, 20, 20, 20, 20, 5, 5]
    const rows = closes.map((price, i) => ({
      time: openOf(dates[i]),
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 1e6,
    }))
    context.store.bars.append(barsOf(rows, { symbol: 'TEST', timeframe: '1d' }))
    context.store.actions.append([split(dates[6], 4)])
    const strategy = strategyOf(
      "if (bar.count === 1) buy({ shares: 400, reason: 'in' }); if (bar.count === 3) exit({ reason: 'out' }); " +
        "if (bar.count === 6) buy({ shares: 400, reason: 'in again' })",
    )
    const ask = (fee: string) => context.run(backtest, { strategy, symbols: ['TEST'], fee, slippage: 'spread' })
    const answer = await ask('share:0.01')
    // 400 of today's shares were 100: half a cent for each of those, at 20.005 and 19.995; shown in today's shares that is a quarter.
    expect(answer.roundTrips).toMatchObject([
      { shares: 400, entryPrice: 20.005 / 4, exitPrice: 19.995 / 4, fees: 2 * 100 * 0.01 },
      { shares: 400, entryPrice: 5.005, fees: 4 },
    ])
    expect(answer.metrics.slippageCost).toBeCloseTo(2 * 100 * 0.005 + 400 * 0.005, 9)
    expect(answer.warnings.join('\n')).toContain(
      'TEST: prices before 2026-03-10 are in shares after the 4-for-1 split: dollar levels in rules and whole-share rounding are those of today',
    )
    // The activity fee of 100 shares, 0.0195, is two cents; that of 400 would be eight. SEC: nothing until 2026-04-04.
    expect((await ask('us')).roundTrips[0].fees).toBeCloseTo(0.02, 9)
  })

  test('bars without splits say nothing of it, and are the same run as before', async () => {
    const rows = dates.map((day) => ({ time: openOf(day), close: 50 }))
    context.store.bars.append(barsOf(rows, { symbol: 'TEST', timeframe: '1d' }))
    context.store.actions.append([split(dates[0] - 10, 2)])
    const answer = await context.run(backtest, { strategy: 'buy-and-hold', symbols: ['TEST'] })
    expect(answer.warnings.join('\n')).not.toContain('in shares after')
  })

  test('stretches multiply up, latest split last; those before the first bar are left out', () => {
    const [early, first, second, third] = [dates[0], dates[2], dates[4], dates[6]]
    const splits = [split(third, 0.1), split(first, 2), split(second, 1.5), split(early, 7)]
    const found = asTradedOf(splits, openOf(dates[1]), openOf(dates[7]), us)
    const starts = [first, second, third].map((day) => us.day(day).pre!.open)
    expect(found.map(({ before }) => before)).toEqual(starts)
    expect(found.map(({ ratio }) => ratio)).toEqual([10 / 1.5 / 2, 10 / 1.5, 10].map((ratio) => expect.closeTo(ratio, 12)))
    // A split after the as-of is not known, and whoever read the bars then has not applied it.
    expect(asTradedOf(splits, openOf(dates[1]), openOf(dates[5]), us)).toHaveLength(2)
  })
})

describe.skipIf(!realData)(`Apple's four splits${needsRealData}`, () => {
  const bars = `${realData}/bars-1day/AAPL_1998-2021_lean.csv`
  const events = `${realData}/bars-1day/corporate-actions/AAPL_events_lean.csv`
  /** Ten thousand dollars in, out twenty bars later, in again: the same dates and dollars whatever a share is. */
  const body =
    "if (bar.count % 40 === 1) buy({ shares: Math.floor(10_000 / bar.close), reason: 'in' }); " +
    "if (bar.count % 40 === 21) exit({ reason: 'out' })"

  test('costs with the stored splits are those of the raw prices', async () => {
    const ask = async (fee: string, slippage: string) => {
      const asked = { strategy: strategyOf(body), symbols: ['AAPL'], cash: 1_000_000, fee, slippage }
      const { metrics, warnings } = await context.run(backtest, asked)
      return { fees: metrics.fees, slippageCost: metrics.slippageCost, warnings: warnings.join('\n') }
    }
    await context.run(dataImport, { files: [bars], symbol: 'AAPL' })
    const costs = [
      ['us', 'spread'],
      ['share:0.005', 'volume'],
      ['none', 'fixed:0.01'],
    ]
    const raw = []
    for (const [fee, slippage] of costs) raw.push(await ask(fee, slippage))
    await context.run(dataImport, { files: [events], symbol: 'AAPL' })
    for (const [i, [fee, slippage]] of costs.entries()) {
      const now = await ask(fee, slippage)
      expect(Math.abs(now.slippageCost / raw[i].slippageCost - 1)).toBeLessThan(0.03)
      if (fee !== 'none') expect(Math.abs(now.fees / raw[i].fees - 1)).toBeLessThan(0.03)
      expect(now.warnings).toMatch(
        /prices before 2020-08-31 are in shares after later splits \(4, together 112-for-1 for prices before/,
      )
    }
  })
})
