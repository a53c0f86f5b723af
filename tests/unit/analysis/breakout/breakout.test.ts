import { describe, expect, it } from 'vitest'
import { breakoutAt } from '../../../../src/analysis/breakout/breakout.ts'
import type { Level } from '../../../../src/analysis/levels/clusters.ts'
import { sliceBars } from '../../../../src/market/bars.ts'
import { barsOf, type Candle } from '../../../support/indicator-bars.ts'
import { walk } from '../patterns/drawn.ts'

/** Quiet at 100 for 40 bars but for a reach up to 101 and one down to 99, then these closes. */
function quietThen(closes: number[], volumes: number[] = []) {
  const quiet: Partial<Candle>[] = Array.from({ length: 40 }, (_, row) => ({
    open: 100,
    close: 100,
    high: row === 25 ? 101 : 100.2,
    low: row === 30 ? 99 : 99.8,
    volume: 100,
  }))
  return barsOf([
    ...quiet,
    ...closes.map((close, i) => ({ close, high: close + 0.1, low: close - 0.1, volume: volumes[i] ?? 100 })),
  ])
}

const level = (price: number): Level => ({ price, low: price, high: price, touches: 2, lastRow: 5, knownRow: 12, settledRow: 12 })

describe('the breakout', () => {
  it('is inside in the middle of the channel, near at its edges and at a level', () => {
    expect(breakoutAt(quietThen([]), [])).toMatchObject({
      state: 'inside',
      price: null,
      channelHigh: 101,
      channelLow: 99,
      sinceRow: null,
    })
    expect(breakoutAt(quietThen([100.9]), [])).toMatchObject({ state: 'near-high', of: 'channel', price: 101 })
    expect(breakoutAt(quietThen([99.2]), [])).toMatchObject({ state: 'near-low', of: 'channel', price: 99 })
    expect(breakoutAt(quietThen([]), [level(100.1)])).toMatchObject({ state: 'near-high', of: 'level', price: 100.1 })
  })

  it('breaks with a close beyond the bars before, confirmed by volume, and holds while closes stay beyond', () => {
    const broken = breakoutAt(quietThen([103, 102.5, 104], [200]), [level(102), level(110)])
    expect(broken).toMatchObject({
      state: 'broken-up',
      price: 101,
      sinceRow: 40,
      through: [102],
      volumeRatio: 2,
      volumeConfirmed: true,
    })
    expect(breakoutAt(quietThen([103, 102.5, 104], [120]), [])).toMatchObject({ volumeRatio: 1.2, volumeConfirmed: false })
    expect(breakoutAt(quietThen([103, 100]), []).state).not.toMatch(/^broken/)
    expect(breakoutAt(quietThen([97]), [level(98)])).toMatchObject({
      state: 'broken-down',
      price: 99,
      sinceRow: 40,
      through: [98],
    })
  })

  it('is old news after 20 bars, and unknown without a channel', () => {
    const held = Array.from({ length: 20 }, () => 103)
    expect(breakoutAt(quietThen(held), [])).toMatchObject({ state: 'broken-up', sinceRow: 40 })
    expect(breakoutAt(quietThen([...held, 103]), []).sinceRow).toBeNull()
    expect(breakoutAt(sliceBars(quietThen([]), 0, 15), [])).toMatchObject({ state: 'unknown', channelHigh: null })
  })

  it('a break is told of the same bar however many came before', () => {
    for (let seed = 1; seed < 30; seed++) {
      const bars = walk(900, seed)
      const [whole, late] = [breakoutAt(bars, []), breakoutAt(sliceBars(bars, 400, 900), [])]
      expect(late.state).toBe(whole.state)
      expect(late.price).toBe(whole.price)
    }
  })
})
