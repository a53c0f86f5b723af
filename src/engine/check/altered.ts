import type { Random } from '../../analysis/random.ts'
import type { Instant } from '../../core/time.ts'
import { sliceBars } from '../../market/bars.ts'
import { firstAfter } from '../timeline.ts'
import type { PreparedSeries } from '../types.ts'

/** The same series with rows `[from, to)` only; columns are shared. */
export function sliceSeries(series: PreparedSeries, from: number, to: number): PreparedSeries {
  const { bars, closeTime, day } = series
  return { ...series, bars: sliceBars(bars, from, to), closeTime: closeTime.subarray(from, to), day: day.subarray(from, to) }
}

/** Every series up to what was known at an instant. */
export function cutAt(series: readonly PreparedSeries[], at: Instant): PreparedSeries[] {
  return series.map((one) => sliceSeries(one, 0, firstAfter(one, at)))
}

const PRICES = ['open', 'high', 'low', 'close', 'vwap'] as const
const COLUMNS = [...PRICES, 'volume', 'prints'] as const

/**
 * Runs `work` while the bars after an instant are others: their rows stand in another order, each scaled by a factor of its own. This is
 * done in the columns themselves, and undone after: a strategy that got hold of them some other way then sees another future as well.
 */
export function withOtherFuture<T>(series: readonly PreparedSeries[], at: Instant, random: Random, work: () => T): T {
  const undo = series.map((one) => replaceFuture(one, firstAfter(one, at), random))
  try {
    return work()
  } finally {
    for (const one of undo) one()
  }
}

function replaceFuture({ bars }: PreparedSeries, from: number, random: Random): () => void {
  const order = shuffled(from, bars.length, random)
  const factors = order.map(() => 0.7 + 0.6 * random.uniform())
  const kept = COLUMNS.map((name) => bars[name]?.slice(from, bars.length) ?? null)
  COLUMNS.forEach((name, k) => {
    const column = bars[name]
    const old = kept[k]
    if (!column || !old) return
    const isPrice = (PRICES as readonly string[]).includes(name)
    for (let i = 0; i < order.length; i++) column[from + i] = old[order[i] - from] * (isPrice ? factors[i] : 1)
  })
  return () => {
    COLUMNS.forEach((name, k) => {
      const old = kept[k]
      if (old) bars[name]?.set(old, from)
    })
  }
}

function shuffled(from: number, to: number, random: Random): number[] {
  const rows = Array.from({ length: to - from }, (_, i) => from + i)
  for (let i = rows.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[rows[i], rows[j]] = [rows[j], rows[i]]
  }
  return rows
}
