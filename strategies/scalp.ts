import { atr, defineStrategy, ema, session, z } from 'openbell'

/**
 * Within the day, minutes long: in a short rise it bids a little below the market for a pullback to the fast average, with target and stop close by.
 * The bid stands for one bar. A limit order pays no slippage, but is only filled when the price trades through it.
 *
 * Origin: the pullback to the 20-bar average of Bob Volman, Forex Price Action Scalping (2011); Al Brooks, Reading Price Charts Bar by Bar (2009).
 * Weakness: costs. Gains of a few cents a share are the size of spread and fees: look at the fees first, then at the profit.
 */
export default defineStrategy({
  name: 'scalp',
  summary: 'Bids for a pullback in a short rise, target and stop close by, minutes long.',
  origin: 'Bob Volman, Forex Price Action Scalping (2011); Al Brooks (2009)',
  weakness: 'Costs: its gains are the size of spread and fees.',
  timeframes: ['1m', '5m'],
  params: {
    fast: z.int().min(3).max(30).default(9),
    slow: z.int().min(10).max(100).default(21),
    targetAtr: z.number().min(0.2).max(6).default(1.5).describe('Distance of the target, in ATRs'),
    stopAtr: z.number().min(0.2).max(6).default(1.5).describe('Distance of the stop, in ATRs'),
    patience: z.int().min(1).max(120).default(20).describe('Most bars to hold'),
    leave: z.int().min(5).max(120).default(15).describe('Minutes before the close at which to be flat'),
  },
  valid: ({ fast, slow }) => fast < slow,
  indicators: ({ fast, slow }) => ({ fast: ema('close', fast), slow: ema('close', slow), range: atr(14), clock: session() }),
  memory: () => ({ bids: false }),

  onBar({ bar, position, params, memory, fast, slow, range, clock, buy, exit, cancel }) {
    if (memory.bids && position.isFlat) cancel({ reason: 'the pullback did not come' })
    memory.bids = false
    if (position.isLong) {
      if (clock.minutes_left.now <= params.leave) exit({ reason: 'the session ends' })
      else if (position.barsHeld >= params.patience) exit({ reason: 'held long enough' })
      return
    }
    const open = clock.minute.now > 15 && clock.minutes_left.now > params.leave + params.patience
    const rises = fast.now > slow.now && slow.now > slow.ago(3) && bar.close > fast.now
    if (!open || !rises) return
    const limit = Math.round(fast.now * 100) / 100
    const stop = limit - params.stopAtr * range.now
    memory.bids = true
    buy({ risk: 0.002, limit, stop, target: limit + params.targetAtr * range.now, reason: 'pullback to the fast average' })
  },
})
