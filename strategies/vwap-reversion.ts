import { atr, defineStrategy, session, vwap, z } from 'openbell'

/**
 * Within the day: buys far below the volume-weighted average price and sells at it; with `shorts` the mirror too. Not in the first half hour,
 * when the average is young, and flat before the close.
 *
 * Origin: practice of execution desks, who measure themselves against VWAP: Berkowitz, Logue and Noser, "The Total Cost of Transactions on
 * the NYSE", Journal of Finance 43 (1988).
 * Weakness: days with news trend from open to close, and the average is not seen again.
 */
export default defineStrategy({
  name: 'vwap-reversion',
  summary: 'Buys far below the session VWAP, sells at it, flat before the close.',
  origin: 'Practice of execution desks; VWAP: Berkowitz, Logue and Noser, Journal of Finance 43 (1988)',
  weakness: 'Days with news trend from open to close and never come back to the average.',
  timeframes: ['1m', '5m', '15m'],
  params: {
    distance: z.number().min(0.5).max(12).default(3).describe('Distance from VWAP to enter at, in ATRs'),
    stopAtr: z.number().min(0.5).max(12).default(3).describe('Stop distance from the entry, in ATRs'),
    wait: z.int().min(0).max(240).default(30).describe('Minutes after the open before the first entry'),
    leave: z.int().min(15).max(120).default(15).describe('Minutes before the close at which to be flat'),
    shorts: z.boolean().default(false).describe('Sell far above VWAP short as well'),
  },
  indicators: () => ({ average: vwap(), clock: session(), range: atr(14) }),

  onBar({ bar, position, params, average, clock, range, buy, short, exit }) {
    const away = (bar.close - average.now) / range.now
    const open = clock.minute.now > params.wait && clock.minutes_left.now > 2 * params.leave
    if (position.isFlat && open && away < -params.distance) {
      buy({ risk: 0.005, stop: bar.close - params.stopAtr * range.now, reason: 'far below VWAP' })
    } else if (position.isFlat && open && params.shorts && away > params.distance) {
      short({ risk: 0.005, stop: bar.close + params.stopAtr * range.now, reason: 'far above VWAP' })
    } else if (!position.isFlat && clock.minutes_left.now <= params.leave) {
      exit({ reason: 'the session ends' })
    } else if ((position.isLong && away >= 0) || (position.isShort && away <= 0)) {
      exit({ reason: 'back at VWAP' })
    }
  },
})
