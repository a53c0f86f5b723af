import { atr, defineStrategy, forecast, z } from 'openbell'

/**
 * Long while a forecast says buy, flat as soon as it says sell, or when the bars that it spoke of have passed without a new buy. The stop is
 * the lower end of its 80% band, and at least one ATR away. The forecast says more than hold only where it has beaten the last value in its own past,
 * and at every bar it is made by models trained before that bar: on most symbols this strategy does nothing at all, which is what is known.
 *
 * Origin: forecasts that must beat the random walk first: Richard Meese and Kenneth Rogoff, "Empirical exchange rate models of the seventies",
 * Journal of International Economics 14 (1983); the network: Cristian Challu and others, N-HiTS (2023).
 * Weakness: skill that was shown may end the day it is used, and the gate needs dozens of bars to notice.
 */
export default defineStrategy({
  name: 'forecast-follow',
  summary: 'Long while a forecast that has beaten the last value says buy, with the band as its stop.',
  origin:
    'Richard Meese and Kenneth Rogoff, Journal of International Economics 14 (1983); N-HiTS: Cristian Challu and others (2023)',
  weakness: 'Skill that was shown may end the day it is used; the gate notices late.',
  params: {
    horizon: z.int().min(5).max(120).default(30).describe('Bars ahead that are forecast, and most bars to wait for them'),
    input: z.int().min(16).max(500).default(84).describe('Bars that the forecast reads'),
    threshold: z.number().min(0).max(0.5).default(0.05).describe('Expected move to act on'),
    risk: z.number().min(0.001).max(0.05).default(0.01).describe('Equity lost at the stop'),
  },
  indicators: ({ horizon, input, threshold }) => ({ outlook: forecast({ horizon, input, threshold }), range: atr(14) }),
  memory: () => ({ saidAt: 0 }),

  onBar({ bar, position, params, memory, outlook, range, buy, exit }) {
    if (outlook.signal.now === 1) {
      memory.saidAt = bar.count
      if (!position.isFlat) return
      const stop = Math.min(outlook.low.now, bar.close - range.now)
      buy({ risk: params.risk, stop, reason: `forecast to rise ${(outlook.move.now * 100).toFixed(1)}%, skill shown` })
    } else if (position.isLong && outlook.signal.now === -1) {
      exit({ reason: 'the forecast turned to sell' })
    } else if (position.isLong && bar.count - memory.saidAt >= params.horizon) {
      exit({ reason: `${params.horizon} bars passed without a new buy` })
    }
  },
})
