import { Random } from '../../../../src/analysis/random.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import { barsOf, type Candle } from '../../../support/indicator-bars.ts'

/** Bars along straight legs between prices: `[bars, price]` says where the next leg ends. Each bar reaches 0.3 beyond its body. */
export function drawn(start: number, ...legs: [bars: number, price: number][]): Bars {
  const closes = [start]
  for (const [count, price] of legs) {
    const from = closes[closes.length - 1]
    for (let k = 1; k <= count; k++) closes.push(from + ((price - from) * k) / count)
  }
  return barsOf(closes.map((close, i) => candle(closes[Math.max(0, i - 1)], close)))
}

/** A walk with no memory: what is found in it is chance. */
export function walk(count: number, seed: number, times?: number[]): Bars {
  const random = new Random(seed, 'walk')
  let price = 100
  const candles = Array.from({ length: count }, () => {
    const open = price
    for (let k = 0; k < 8; k++) price *= 1 + (random.uniform() - 0.5) * 0.012
    return { ...candle(open, price), volume: 100 + random.below(900) }
  })
  return barsOf(candles, times)
}

function candle(open: number, close: number): Candle {
  return { open, close, high: Math.max(open, close) + 0.3, low: Math.min(open, close) - 0.3, volume: 100 }
}
