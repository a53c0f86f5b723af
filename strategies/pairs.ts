import { defineStrategy, z } from 'openbell'

/**
 * Two symbols that move together: when the logarithm of their ratio is far from its mean, the dear one is sold short and the cheap one bought
 * for the same money; both are closed when it is back. Only steps in which both symbols have a bar count.
 *
 * Origin: the desk of Nunzio Tartaglia at Morgan Stanley (1987); Gatev, Goetzmann and Rouwenhorst, "Pairs Trading", Review of Financial Studies
 * 19 (2006), whose two deviations open a pair. Theirs compares normalised prices over a formation year; here the mean rolls.
 * Weakness: pairs part for good (a merger, a product); the loss then is only bounded by `stopAt`. The short leg costs a borrow fee.
 */
export default defineStrategy({
  name: 'pairs',
  summary: 'Two symbols: sells the dear one short and buys the cheap one when their ratio has left its mean.',
  origin: 'Gatev, Goetzmann and Rouwenhorst, Review of Financial Studies 19 (2006)',
  weakness: 'Pairs that part for good.',
  symbols: { min: 2, max: 2 },
  params: {
    bars: z.int().min(10).max(500).default(60).describe('Bars of mean and deviation of the ratio'),
    entry: z.number().min(0.5).max(5).default(2).describe('Deviations at which to open'),
    leave: z.number().min(0).max(3).default(0.5).describe('Deviations at which to close'),
    stopAt: z.number().min(1).max(10).default(4).describe('Deviations at which to give up'),
    share: z.number().min(0.05).max(0.5).default(0.45).describe('Share of equity in each leg'),
  },
  valid: ({ entry, leave, stopAt }) => leave < entry && entry < stopAt,
  memory: () => ({ ratios: [] as number[] }),

  onBars({ symbols: [first, second], params, memory }) {
    if (!first.isNew || !second.isNew) return
    const { ratios } = memory
    ratios.push(Math.log(first.bar.close / second.bar.close))
    if (ratios.length <= params.bars) return
    // The ratio of this bar is measured against the bars before it.
    const away = deviationsFrom(ratios.slice(0, -1), ratios[ratios.length - 1])
    ratios.shift()
    const isFlat = first.position.isFlat && second.position.isFlat
    const isHalf = first.position.isFlat !== second.position.isFlat
    const size = { equity: params.share }
    if (isFlat && away > params.entry && away < params.stopAt) {
      first.short({ ...size, reason: 'dear against the other' })
      second.buy({ ...size, reason: 'cheap against the other' })
    } else if (isFlat && away < -params.entry && away > -params.stopAt) {
      first.buy({ ...size, reason: 'cheap against the other' })
      second.short({ ...size, reason: 'dear against the other' })
    } else if (!isFlat && (isHalf || Math.abs(away) < params.leave || Math.abs(away) > params.stopAt)) {
      const reason = isHalf
        ? 'only one leg was filled'
        : Math.abs(away) < params.leave
          ? 'the ratio is back'
          : 'the pair has parted'
      for (const leg of [first, second]) if (!leg.position.isFlat) leg.exit({ reason })
    }
  },
})

/** How many sample deviations a value lies from the mean of others; 0 where these do not move. */
function deviationsFrom(values: number[], value: number): number {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1)
  return variance > 0 ? (value - mean) / Math.sqrt(variance) : 0
}
