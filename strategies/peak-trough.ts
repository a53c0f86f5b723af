import { atr, defineStrategy, turns, z } from 'openbell'

/**
 * Buys when a trough has settled and sells when a peak has. Only settled turns are seen: a turn of the smoothed price is known half a window
 * and the lookahead after its bar, and from then on never changes. Back-tests that act at the trough itself act on the future.
 *
 * Origin: the peak detection of Eli Billauer (peakdet, 2005) on prices smoothed with Hann's window, as `openbell peak-trough` shows it.
 * Weakness: it is always late, by (window - 1) / 2 + lookahead bars: in a market that turns faster than that it buys what has risen.
 */
export default defineStrategy({
  name: 'peak-trough',
  summary: 'Buys a settled trough that is not lower than the one before, sells at a settled peak.',
  origin: 'Eli Billauer, peakdet (2005), on prices smoothed with a Hann window',
  weakness: 'It is late by half a window: fast markets have turned again.',
  params: {
    window: z.int().min(3).max(61).default(11).describe('Bars of the smoothing window'),
    lookahead: z.int().min(1).max(20).default(1).describe('Bars in which no higher peak or lower trough may follow'),
    stopAtr: z.number().min(0.2).max(6).default(1).describe('Distance of the stop below the trough, in ATRs'),
  },
  indicators: ({ window, lookahead }) => ({ turn: turns({ window, lookahead }), range: atr(14) }),
  memory: () => ({ trough: Number.NaN, peak: Number.NaN }),

  onBar({ bar, position, params, memory, turn, range, buy, exit }) {
    // An age that grew by other than one bar is another turn.
    const newTrough = turn.trough_age.now !== turn.trough_age.ago(1) + 1 && turn.trough_age.now >= 0
    const newPeak = turn.peak_age.now !== turn.peak_age.ago(1) + 1 && turn.peak_age.now >= 0
    if (newTrough) {
      const isHigher = !(turn.trough.now < memory.trough)
      memory.trough = turn.trough.now
      const stop = turn.trough.now - params.stopAtr * range.now
      if (position.isFlat && isHigher && bar.close > stop) buy({ risk: 0.01, stop, reason: 'a trough has settled' })
    }
    if (newPeak && position.isLong) exit({ reason: 'a peak has settled' })
  },
})
