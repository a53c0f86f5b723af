import { Random } from '../../../../src/analysis/random.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import type { TestContext } from '../../../support/context.ts'
import { type BarRow, barsOf } from '../../../support/store-rows.ts'

const us = calendarOf('us')
/** 2018-01-02. */
const FIRST = 17_533

/** Daily rows of closes, each opening where the one before closed. */
export function rowsOf(closes: readonly number[]): BarRow[] {
  let day = us.next(FIRST - 1)
  return closes.map((close, i) => {
    const time = us.day(day).regular!.open
    day = us.next(day)
    const open = closes[i - 1] ?? close
    return { time, open, high: Math.max(open, close) * 1.002, low: Math.min(open, close) * 0.998, close, volume: 1e6 }
  })
}

/** Closes without any edge: every return is drawn by itself. */
export function randomWalk(seed: number, count: number): number[] {
  const random = new Random(seed, 'walk')
  let price = 100
  return Array.from({ length: count }, () => {
    price *= Math.exp(0.012 * random.normal())
    return Math.round(price * 100) / 100
  })
}

/** Closes that swing up and down over 80 sessions with a little noise: following the trend pays, over a broad range of averages. */
export function swings(seed: number, count: number): number[] {
  const random = new Random(seed, 'swings')
  return Array.from({ length: count }, (_, i) => {
    const price = 100 * Math.exp(0.15 * Math.sin((2 * Math.PI * i) / 80) + 0.004 * random.normal())
    return Math.round(price * 100) / 100
  })
}

/** Puts daily bars into a test's store. */
export function keep({ store }: TestContext, symbol: string, closes: readonly number[]): void {
  store.bars.append(barsOf(rowsOf(closes), { symbol, timeframe: '1d' }))
}
