import type { Factor, FactorMinutes } from './factors.ts'

/**
 * The market's minutes over a future's session of so many minutes: the night walks evenly through the gap that stocks open with,
 * then the stock session's own minutes (from minute `from` on), then nothing new until the session ends.
 */
export function futureFactor(market: Factor, index: number, stock: FactorMinutes, from: number, minutes: number): FactorMinutes {
  const gap = market.gap[index]
  const path = new Float64Array(minutes + 1)
  const variance = new Float64Array(minutes)
  const night = (0.6 * gap) ** 2 / Math.max(1, from)
  for (let t = 0; t <= minutes; t++) {
    const inside = Math.min(Math.max(0, t - from), stock.path.length - 1)
    path[t] = t < from ? (gap * t) / from : gap + stock.path[inside]
  }
  for (let t = 0; t < minutes; t++) variance[t] = t < from ? night : (stock.variance[t - from] ?? 0)
  return { path, variance }
}
