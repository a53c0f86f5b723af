import { atr, defineStrategy, rsi, sma, z } from 'openbell'

/**
 * Buys a short fall inside a long rise and sells the first sign of strength.
 *
 * Origin: Larry Connors and Cesar Alvarez, Short Term Trading Strategies That Work (2008), the two-day RSI; the index itself is J. Welles
 * Wilder's, New Concepts in Technical Trading Systems (1978). Theirs has no stop; here a wide one says what an entry can lose.
 * Weakness: many small gains and now and then a large loss: a fall that does not stop is bought on its way.
 */
export default defineStrategy({
  name: 'rsi-reversion',
  summary: 'Buys a short dip above the long average, sells when the price is back above the short one.',
  origin: 'Larry Connors and Cesar Alvarez, Short Term Trading Strategies That Work (2008)',
  weakness: 'A fall that does not stop: many small gains, now and then a large loss.',
  params: {
    period: z.int().min(2).max(30).default(2).describe('Bars of the RSI'),
    oversold: z.number().min(1).max(50).default(10).describe('RSI below which to buy'),
    trend: z.int().min(20).max(300).default(100).describe('Bars of the long average'),
    rest: z.int().min(2).max(30).default(5).describe('Bars of the short average at which to sell'),
    stopAtr: z.number().min(1).max(10).default(4).describe('Stop distance, in ATRs'),
  },
  valid: ({ rest, trend }) => rest < trend,
  indicators: ({ period, trend, rest }) => ({ heat: rsi(period), trend: sma(trend), rest: sma(rest), range: atr(14) }),

  onBar({ bar, position, params, heat, trend, rest, range, buy, exit }) {
    if (position.isFlat && bar.close > trend.now && heat.now < params.oversold) {
      buy({ risk: 0.02, stop: bar.close - params.stopAtr * range.now, reason: 'oversold in a rising market' })
    }
    if (position.isLong && bar.close > rest.now) exit({ reason: 'back above the short average' })
  },
})
