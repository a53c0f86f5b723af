import { describe, expect, it } from 'vitest'
import { prepareSeries } from '../../../src/engine/prepare.ts'
import { errorOf, flatBars, optionsOf, runOf, scripted } from './support.ts'

const BARS = flatBars([99, 100, 102, 104, 103, 105])
/** The first bar is past: it tells what the position is worth. */
const decideFrom = prepareSeries(BARS).closeTime[0]

describe('a run that begins with a position', () => {
  it('goes on as one that bought it: same equity, same sale', () => {
    const sale = { 4: (context: { exit(exit: object): void }) => context.exit({ reason: 'out' }) }
    const exchange = optionsOf({ cash: 9_000 })
    const holds = [{ symbol: 'TEST', shares: 10, averagePrice: 95 }]
    const { equity, fills, roundTrips, finalEquity } = runOf(scripted(sale), BARS, { exchange, holds, decideFrom })
    expect([...equity]).toEqual([10_000, 10_020, 10_040, 10_030, 10_030])
    expect(fills.map(({ shares, price, order }) => [order.side, shares, price])).toEqual([['sell', 10, 103]])
    expect(roundTrips).toEqual([
      expect.objectContaining({ entryPrice: 95, exitPrice: 103, profit: 80, entryReason: 'held before' }),
    ])
    expect(finalEquity).toBe(10_030)
  })

  it('knows a short one, and leaves symbols alone that it does not run', () => {
    const exchange = optionsOf({ cash: 11_000, borrowRate: 0 })
    const holds = [
      { symbol: 'TEST', shares: -10, averagePrice: 101 },
      { symbol: 'OTHER', shares: 5, averagePrice: 50 },
    ]
    const { equity, totals } = runOf(scripted({}), BARS, { exchange, holds, decideFrom })
    expect([...equity]).toEqual([10_000, 9_980, 9_960, 9_970, 9_950])
    expect(totals.marginCalls).toBe(0)
  })

  it('is refused where no bar tells what the position is worth', () => {
    const holds = [{ symbol: 'TEST', shares: 10, averagePrice: 95 }]
    expect(errorOf(() => runOf(scripted({}), BARS, { holds })).message).toMatch(/TEST is held and has no bar before/)
  })
})
