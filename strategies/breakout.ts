import { atr, defineStrategy, donchian, z } from 'openbell'

/**
 * Buys a new high of some weeks, sells a new low of half as many; with `shorts` the mirror too. The channel is the one of the bar before:
 * no close can lie above its own bar's high. Filled at the next open, where the Turtles had a resting stop inside the day.
 *
 * Origin: Richard Donchian's four-week rule (1960); the Turtles of Richard Dennis and William Eckhardt (1983), system 1, with the stop at
 * two ATRs: Curtis Faith, Way of the Turtle (2007). Their skipping of a signal after a gain and their pyramids are left out.
 * Weakness: most breakouts fail; few long trends must pay for them all.
 */
export default defineStrategy({
  name: 'breakout',
  summary: 'Buys above the Donchian channel and sells below a shorter one, as the Turtles did.',
  origin: 'Richard Donchian (1960); the Turtles: Curtis Faith, Way of the Turtle (2007)',
  weakness: 'Most breakouts fail; few long trends must pay for them all.',
  params: {
    entry: z.int().min(5).max(200).default(20).describe('Bars of the channel to enter at'),
    leave: z.int().min(2).max(100).default(10).describe('Bars of the channel to leave at'),
    stopAtr: z.number().min(0.5).max(6).default(2).describe('Stop distance, in ATRs'),
    shorts: z.boolean().default(false).describe('Sell new lows short as well'),
  },
  valid: ({ entry, leave }) => leave < entry,
  indicators: ({ entry, leave }) => ({ channel: donchian(entry), inner: donchian(leave), range: atr(20) }),

  onBar({ bar, position, params, channel, inner, range, buy, short, exit }) {
    const distance = params.stopAtr * range.now
    if (position.isFlat && bar.close > channel.upper.ago(1)) {
      buy({ risk: 0.01, stop: bar.close - distance, reason: `above the high of ${params.entry} bars` })
    } else if (position.isFlat && params.shorts && bar.close < channel.lower.ago(1)) {
      short({ risk: 0.01, stop: bar.close + distance, reason: `below the low of ${params.entry} bars` })
    } else if (position.isLong && bar.close < inner.lower.ago(1)) {
      exit({ reason: `below the low of ${params.leave} bars` })
    } else if (position.isShort && bar.close > inner.upper.ago(1)) {
      exit({ reason: `above the high of ${params.leave} bars` })
    }
  },
})
