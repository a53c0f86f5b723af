import { atr, defineStrategy, ema, roc, z } from 'openbell'

/**
 * Buys strength: fast exponential average above the slow one while the price has risen by a least amount over some weeks. The stop
 * follows the price up.
 *
 * Origin: time-series momentum, Moskowitz, Ooi and Pedersen, Journal of Financial Economics 104 (2012); relative strength, Jegadeesh and
 * Titman, Journal of Finance 48 (1993); the pair 12 and 26 is Gerald Appel's (MACD, 1979).
 * Weakness: momentum crashes: after a panic the rebound comes in what had fallen most (Daniel and Moskowitz, 2016).
 */
export default defineStrategy({
  name: 'ema-momentum',
  summary: 'Long while the fast exponential average leads and the price has risen enough; the stop trails.',
  origin: 'Moskowitz, Ooi and Pedersen (2012); Jegadeesh and Titman (1993); averages of Gerald Appel (1979)',
  weakness: 'Sharp reversals: what fell most leads the rebound.',
  params: {
    fast: z.int().min(2).max(60).default(12),
    slow: z.int().min(5).max(250).default(26),
    lookback: z.int().min(2).max(260).default(20).describe('Bars over which the price must have risen'),
    least: z.number().min(0).max(0.5).default(0.02).describe('Smallest rise over the lookback, as a fraction'),
    stopAtr: z.number().min(0.5).max(8).default(3).describe('Distance of the trailing stop, in ATRs'),
  },
  valid: ({ fast, slow }) => fast < slow,
  indicators: ({ fast, slow, lookback }) => ({
    fast: ema('close', fast),
    slow: ema('close', slow),
    rise: roc('close', lookback),
    range: atr(14),
  }),
  memory: () => ({ stop: 0 }),

  onBar({ bar, position, params, memory, fast, slow, rise, range, buy, exit, protect }) {
    const strong = fast.now > slow.now && rise.now > params.least
    const wasStrong = fast.ago(1) > slow.ago(1) && rise.ago(1) > params.least
    const stop = bar.close - params.stopAtr * range.now
    if (position.isFlat && strong && !wasStrong) {
      memory.stop = stop
      buy({ risk: 0.01, stop, reason: 'momentum began' })
    } else if (position.isLong && fast.now < slow.now) {
      exit({ reason: 'fast average fell below slow' })
    } else if (position.isLong && stop > memory.stop) {
      memory.stop = stop
      protect({ stop, reason: 'stop follows the price' })
    }
  },
})
