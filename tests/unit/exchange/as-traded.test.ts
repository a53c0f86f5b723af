import { describe, expect, it } from 'vitest'
import { DAY } from '../../../src/core/time.ts'
import type { AsTraded } from '../../../src/exchange/exchange.ts'
import { parseFee } from '../../../src/exchange/fees/parse.ts'
import { parseSlippage } from '../../../src/exchange/slippage/parse.ts'
import { daily, type FloorOptions, floor, MONDAY, type Row, told } from './floor.ts'

/** Traded at 20 (volume 1,000) before a 4-for-1 split after the third bar: the bars show 5 (volume 4,000) all along. */
const quiet: Row = [5, 5, 5, 5, 4000]
const bars = daily('T', [quiet, quiet, quiet, quiet, quiet])
const asTraded: AsTraded[] = [{ before: (MONDAY + 3) * DAY, ratio: 0.25 }]

function buySell(options: FloorOptions) {
  const made = floor(bars, { asTraded, ...options })
  made.step()
  made.buy(80)
  made.step()
  made.sell(80)
  made.step()
  return made
}

describe('a fill before a split that the bars have been adjusted by', () => {
  it('spread: half a tick of the price that was traded', () => {
    // 20 and half a cent against the order: 20.005 and 19.995, a quarter of which is seen.
    const { fills, exchange } = buySell({ slippage: parseSlippage('spread') })
    expect(told(fills)).toEqual([
      ['buy', 80, 5.00125],
      ['sell', 80, 4.99875],
    ])
    expect(exchange.totals.slippageCost).toBeCloseTo(2 * 20 * 0.005, 9)
  })

  it('fixed dollars and fees a share: of the shares that were traded', () => {
    const { fills, exchange } = buySell({ slippage: parseSlippage('fixed:0.04'), fee: parseFee('share:0.5') })
    expect(told(fills).map(([, , price]) => price)).toEqual([5.01, 4.99])
    expect(exchange.totals.fees).toBe(2 * 20 * 0.5)
  })

  it('volume impact: a share of a volume is the same share in any count', () => {
    // 80 of 4,000 = 20 of 1,000 = 2%: 20 * 0.1 * 0.0004 = 0.0008 of a price of 20, 0.0002 of 5.
    const { fills } = buySell({ slippage: parseSlippage('volume') })
    expect(fills[0].price).toBeCloseTo(5.0002, 12)
  })

  it('none leaves the price to the last digit as the bars have it', () => {
    const odd: Row = [0.1473, 0.1473, 0.1473, 0.1473]
    const third = [{ before: Number.POSITIVE_INFINITY, ratio: 1 / 112 }]
    const { step, buy, fills } = floor(daily('T', [odd, odd]), { asTraded: third, slippage: parseSlippage('none') })
    buy(7)
    step()
    expect(fills[0].price).toBe(0.1473)
  })

  it('what cash covers is reckoned with the same fee: sizes and fills agree', () => {
    const { exchange, step, buy, now, fills } = floor(bars, { asTraded, fee: parseFee('share:1'), cash: 1000 })
    step()
    // A share of the bars costs 5 and a quarter of a dollar of fee: 1,000 / 5.25 = 190.47.
    expect(exchange.affordable(0, 'buy', 1000, 5, now())).toBe(190)
    buy(200)
    step()
    expect(told(fills)).toEqual([['buy', 190, 5]])
  })

  it('from the split on the price is the one that was traded', () => {
    const { fills, step, buy } = buySell({ slippage: parseSlippage('spread') })
    buy(80)
    step(2)
    expect(told(fills).at(-1)).toEqual(['buy', 80, 5.005])
  })

  it('stretches follow each other', () => {
    const two: AsTraded[] = [
      { before: (MONDAY + 2) * DAY, ratio: 0.125 },
      { before: (MONDAY + 3) * DAY, ratio: 0.25 },
    ]
    const { fills } = buySell({ asTraded: two, slippage: parseSlippage('spread') })
    expect(told(fills).map(([, , price]) => price)).toEqual([5 + 0.005 / 8, 5 - 0.005 / 4])
  })

  it('a dividend lowers resting orders by the cents that there were', () => {
    const { exchange, step, buy } = floor(bars, { asTraded })
    const dividend = { symbol: 'T', kind: 'dividend', exDay: MONDAY + 1, value: 0.126, ratio: null, source: 'test' } as const
    exchange.schedule([dividend])
    step()
    const order = buy(4, { type: 'limit', limit: 4 })
    step()
    // 16 less 0.504 is 15.496, so 15.49; in cents of today it would be 3.87.
    expect(order.limit).toBe(15.49 / 4)
  })
})
