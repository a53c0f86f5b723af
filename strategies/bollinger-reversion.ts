import { atr, bollinger, crossedAbove, defineStrategy, z } from 'openbell'

/**
 * Buys when the price comes back inside the lower band and sells at the middle one.
 *
 * Origin: John Bollinger, Bollinger on Bollinger Bands (2001): a tag of a band is no signal, the return inside may be one.
 * Weakness: in a strong fall the price walks down the band, each return inside is followed by a new low.
 */
export default defineStrategy({
  name: 'bollinger-reversion',
  summary: 'Buys the return from below the lower Bollinger band, sells at the middle.',
  origin: 'John Bollinger, Bollinger on Bollinger Bands (2001)',
  weakness: 'Strong trends: the price walks along the band.',
  params: {
    period: z.int().min(5).max(120).default(20),
    multiple: z.number().min(0.5).max(4).default(2).describe('Width of the bands, in deviations'),
    stopAtr: z.number().min(0.5).max(8).default(3).describe('Stop distance, in ATRs'),
    patience: z.int().min(1).max(100).default(15).describe('Most bars to wait for the middle'),
  },
  indicators: ({ period, multiple }) => ({ bands: bollinger('close', period, multiple), range: atr(14) }),

  onBar({ bar, position, params, bands, range, buy, exit }) {
    if (position.isFlat && crossedAbove(bands.percent_b, 0)) {
      buy({ risk: 0.01, stop: bar.close - params.stopAtr * range.now, reason: 'back inside the lower band' })
    } else if (position.isLong && bar.close >= bands.middle.now) {
      exit({ reason: 'reached the middle band' })
    } else if (position.isLong && position.barsHeld >= params.patience) {
      exit({ reason: 'waited long enough for the middle band' })
    }
  },
})
