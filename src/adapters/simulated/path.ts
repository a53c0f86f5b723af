import type { Stream } from './random.ts'

/** Slow and fast parts of a day's volatility: standard deviation of its logarithm, and minutes until a shock has faded to 1/e. */
const FAST = { deviation: 0.32, minutes: 6 }
const SLOW = { deviation: 0.18, minutes: 110 }
/** Volatility that lasts one minute only: what makes the tails fat. */
const FLASH = 0.3

/** A session's minutes of one component: `state` is the log of the level of volatility, around 0; `variance` sums to 1. */
export interface Activity {
  state: Float64Array
  variance: Float64Array
}

/**
 * Draws how lively each minute is: a shape times a lognormal volatility with two memories (Taylor's stochastic volatility, 1982),
 * so that |r| stays correlated over an hour and more beyond the shape of the day.
 */
export function drawActivity(stream: Stream, shape: Float64Array): Activity {
  const n = shape.length
  const state = new Float64Array(n)
  const variance = new Float64Array(n)
  const keepFast = Math.exp(-1 / FAST.minutes)
  const keepSlow = Math.exp(-1 / SLOW.minutes)
  const newFast = FAST.deviation * Math.sqrt(1 - keepFast * keepFast)
  const newSlow = SLOW.deviation * Math.sqrt(1 - keepSlow * keepSlow)
  let fast = FAST.deviation * stream.normal()
  let slow = SLOW.deviation * stream.normal()
  let total = 0
  for (let t = 0; t < n; t++) {
    fast = keepFast * fast + newFast * stream.normal()
    slow = keepSlow * slow + newSlow * stream.normal()
    state[t] = fast + slow + FLASH * stream.normal()
    variance[t] = shape[t] * Math.exp(2 * state[t])
    total += variance[t]
  }
  for (let t = 0; t < n; t++) variance[t] /= total
  return { state, variance }
}

/** How far a path goes beyond its two ends, up and down; both at least 0. */
export interface Excursion {
  up: number
  down: number
}

/** Excursions of a path that starts at 0 and ends at its last value. */
export function excursion(path: Float64Array): Excursion {
  let high = 0
  let low = 0
  for (let t = 0; t < path.length; t++) {
    if (path[t] > high) high = path[t]
    else if (path[t] < low) low = path[t]
  }
  const end = path[path.length - 1]
  return { up: high - Math.max(0, end), down: Math.min(0, end) - low }
}

/**
 * How far a Brownian path that moved by `move` went beyond its ends: P(max > m) = exp(-2 m (m - move) / s^2), solved for m.
 * `energy` is s^2 times an exponential draw (Borodin and Salminen, Handbook of Brownian Motion, 1.1.8).
 */
export function drawnExcursion(move: number, energy: number): number {
  return (Math.sqrt(move * move + 2 * energy) - Math.abs(move)) / 2
}

/** A bridge from 0 to `end` added to `base` (whole path, one value more than minutes); the sum is written to `path`. */
function bridge(
  stream: Stream,
  variance: Float64Array,
  deviation: number,
  end: number,
  base: Float64Array | null,
  path: Float64Array,
): void {
  const n = variance.length
  path[0] = 0
  for (let t = 0; t < n; t++) path[t + 1] = path[t] + deviation * Math.sqrt(variance[t]) * stream.normal()
  const miss = end - path[n]
  let elapsed = 0
  for (let t = 0; t < n; t++) {
    elapsed += variance[t]
    path[t + 1] += miss * Math.min(1, elapsed) + (base ? base[t + 1] : 0)
  }
}

const CANDIDATES = 10
const NEAR = 0.3

/**
 * Draws up to ten bridges and keeps the one whose excursions are nearest to the wanted ones: sampling from the paths that
 * fit the day's high and low, so that little is left to bend.
 */
export function fittingBridge(
  stream: Stream,
  variance: Float64Array,
  deviation: number,
  end: number,
  base: Float64Array | null,
  wanted: Excursion,
): Float64Array {
  let best = new Float64Array(variance.length + 1)
  let spare = new Float64Array(variance.length + 1)
  let bestMiss = Number.POSITIVE_INFINITY
  const grain = 0.1 * (wanted.up + wanted.down) + 1e-6
  for (let i = 0; i < CANDIDATES && bestMiss > NEAR; i++) {
    bridge(stream, variance, deviation, end, base, spare)
    const found = excursion(spare)
    const miss =
      Math.abs(Math.log((found.up + grain) / (wanted.up + grain))) +
      Math.abs(Math.log((found.down + grain) / (wanted.down + grain)))
    if (miss < bestMiss) {
      bestMiss = miss
      const kept = best
      best = spare
      spare = kept
    }
  }
  return best
}

/** At most so much is an excursion stretched; beyond it the extreme becomes a wick in one minute. */
const MOST_STRETCH = 4

/** Factors that bring the excursions of a path to the wanted ones. */
export function stretchOf(found: Excursion, wanted: Excursion): Excursion {
  const factor = (have: number, want: number) => (want <= 0 ? 0 : have <= 1e-12 ? 1 : Math.min(MOST_STRETCH, want / have))
  return { up: factor(found.up, wanted.up), down: factor(found.down, wanted.down) }
}

/** Stretches what lies outside [min(0, end), max(0, end)]; rising, so order and ties within a path stay. */
export function stretched(value: number, end: number, stretch: Excursion): number {
  const high = Math.max(0, end)
  if (value > high) return high + (value - high) * stretch.up
  const low = Math.min(0, end)
  return value < low ? low + (value - low) * stretch.down : value
}
