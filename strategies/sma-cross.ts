import { atr, crossedAbove, crossedBelow, defineStrategy, sma, z } from 'openbell'

/**
 * Two moving averages, long only.
 *
 * Origin: Richard Donchian's 5- and 20-day averages (Donchian's trading guidelines, 1934; Commodities, 1960); measured on the Dow by
 * Brock, Lakonishok and LeBaron, "Simple Technical Trading Rules", Journal of Finance 47 (1992).
 * Weakness: in a market without a trend every crossing is a small loss, and the averages cross late after a sharp turn.
 */
export default defineStrategy({
  name: 'sma-cross',
  summary: 'Long while the fast average is above the slow one, flat otherwise.',
  origin: 'Richard Donchian (1960); Brock, Lakonishok and LeBaron, Journal of Finance 47 (1992)',
  weakness: 'A market without a trend: every crossing is a small loss.',
  params: {
    fast: z.int().min(2).max(60).default(10),
    slow: z.int().min(5).max(250).default(30),
    stopAtr: z.number().min(0.5).max(6).default(2.5).describe('Stop distance, in ATRs'),
  },
  valid: ({ fast, slow }) => fast < slow, // the optimizer never tries the rest
  indicators: ({ fast, slow }) => ({ fast: sma('close', fast), slow: sma('close', slow), range: atr(14) }),

  // Called once per completed bar, only after every indicator has warmed up.
  onBar({ bar, position, params, fast, slow, range, buy, exit }) {
    if (position.isFlat && crossedAbove(fast, slow)) {
      const stop = bar.close - params.stopAtr * range.now
      buy({ risk: 0.01, stop, reason: 'fast average crossed above slow' })
    }
    if (!position.isFlat && crossedBelow(fast, slow)) exit({ reason: 'fast average crossed below slow' })
  },
})
