import { atr, crossedAbove, crossedBelow, defineStrategy, sma, z } from 'openbell'

export default defineStrategy({
  name: 'sma-cross',
  summary: 'Long while the fast average is above the slow one, flat otherwise.',
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
