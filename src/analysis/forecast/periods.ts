/** At most so many rows are looked at, and so long a season is looked for. */
const MOST_ROWS = 2048
const LONGEST = 400

/** A season must be seen this often. */
const FEWEST_SEASONS = 3

/** A peak of the spectrum counts where noise would give one as high once in so many series. */
const ONCE_IN = 1000

/** Neighbours on each side that say how high the spectrum is without a season. */
const NEIGHBOURS = 12

/**
 * Rows of a season in the first `rows` values, or null where none is sure. A season is a line in the spectrum of the one-row differences that
 * stands out from its surroundings by more than noise would (R. A. Fisher, "Tests of significance in harmonic analysis", Proceedings of the
 * Royal Society A 125, 1929, against the local median instead of the mean, so that coloured noise is no season). Of the whole numbers near the
 * line's period and its multiples, the one whose rows a season apart are most alike.
 */
export function detectPeriod(z: ArrayLike<number>, rows: number): number | null {
  const end = Math.min(rows, z.length)
  const n = Math.min(end - 1, MOST_ROWS)
  if (n < 4 * FEWEST_SEASONS) return null
  const moves = Float64Array.from({ length: n }, (_, i) => z[end - n + i] - z[end - n + i - 1])
  const lines = linesOf(moves)
  if (lines.length === 0) return null
  const longest = Math.min(LONGEST, Math.floor(n / FEWEST_SEASONS))
  const candidates = new Set<number>()
  for (const frequency of lines) {
    for (let times = 1; times <= 6; times++) {
      const period = (times * n) / frequency
      for (const near of [Math.floor(period), Math.ceil(period)]) if (near >= 2 && near <= longest) candidates.add(near)
    }
  }
  return mostAlike(z, end, [...candidates])
}

/** Frequencies (cycles in the sample) that stand out, the highest peak first. */
function linesOf(moves: Float64Array): number[] {
  const power = periodogram(moves)
  const limit = Math.log(power.length * ONCE_IN) / Math.LN2
  const peaks: { frequency: number; height: number }[] = []
  for (let k = FEWEST_SEASONS; k < power.length; k++) {
    const from = Math.max(1, k - NEIGHBOURS)
    const around: number[] = []
    for (let j = from; j <= Math.min(power.length - 1, k + NEIGHBOURS); j++) if (Math.abs(j - k) > 1) around.push(power[j])
    around.sort((a, b) => a - b)
    const middle = around[around.length >> 1]
    if (middle > 0 && power[k] > limit * middle) peaks.push({ frequency: k, height: power[k] / middle })
  }
  return peaks
    .sort((a, b) => b.height - a.height || a.frequency - b.frequency)
    .slice(0, 3)
    .map(({ frequency }) => frequency)
}

/** Power at 0, 1, ... n / 2 cycles in the sample; cosines come from one table, so that the cost is a product each. */
function periodogram(moves: Float64Array): Float64Array {
  const n = moves.length
  const mean = moves.reduce((sum, move) => sum + move, 0) / n
  const cosine = Float64Array.from({ length: n }, (_, i) => Math.cos((2 * Math.PI * i) / n))
  const sine = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n))
  const power = new Float64Array((n >> 1) + 1)
  for (let k = 1; k < power.length; k++) {
    let real = 0
    let imaginary = 0
    let place = 0
    for (let i = 0; i < n; i++) {
      real += (moves[i] - mean) * cosine[place]
      imaginary += (moves[i] - mean) * sine[place]
      place += k
      if (place >= n) place -= n
    }
    power[k] = (real * real + imaginary * imaginary) / n
  }
  return power
}

/** The lag at which values differ least (mean size, the trend between them taken off); a longer one only where it is clearly better. */
function mostAlike(z: ArrayLike<number>, end: number, lags: number[]): number | null {
  let best: { lag: number; apart: number } | null = null
  const slope = (z[end - 1] - z[0]) / (end - 1)
  for (const lag of lags.sort((a, b) => a - b)) {
    let sum = 0
    for (let row = lag; row < end; row++) sum += Math.abs(z[row] - z[row - lag] - slope * lag)
    const apart = sum / (end - lag)
    if (!best || apart < 0.95 * best.apart) best = { lag, apart }
  }
  return best?.lag ?? null
}
