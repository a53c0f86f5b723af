import type { Bars } from '../../market/bars.ts'

/** Bins of a profile unless told. */
const PROFILE_BINS = 24

/** Share of the volume inside the value area. */
const VALUE_SHARE = 0.7

export interface ProfileBin {
  low: number
  high: number
  volume: number
}

export interface VolumeProfile {
  /** Middle of the bin with the most volume; of equals the one nearest to the middle of the prices. */
  pointOfControl: number
  /** The value area: bins around the point of control that hold 70% of the volume. */
  valueLow: number
  valueHigh: number
  /** Equal bins from the lowest low to the highest high, lowest first. */
  bins: ProfileBin[]
}

/**
 * Volume by price over rows `[from, length)`: each bar's volume is spread evenly over its range, from low to high, which is what bars allow. From the
 * point of control the larger of the two neighbours joins the value area until it holds 70% (after J. Peter Steidlmayer's Market Profile;
 * Dalton, Jones and Dalton, Mind over Markets, 1990, who step in pairs of rows). Null when no volume passed.
 */
export function volumeProfile(bars: Bars, from: number, count: number = PROFILE_BINS): VolumeProfile | null {
  let [low, high, total] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (let row = from; row < bars.length; row++) {
    low = Math.min(low, bars.low[row])
    high = Math.max(high, bars.high[row])
    total += bars.volume[row]
  }
  if (!(total > 0)) return null
  if (high === low) return { pointOfControl: low, valueLow: low, valueHigh: high, bins: [{ low, high, volume: total }] }
  const step = (high - low) / count
  const volumes = new Float64Array(count)
  for (let row = from; row < bars.length; row++)
    spread(volumes, (bars.low[row] - low) / step, (bars.high[row] - low) / step, bars.volume[row])
  const bins = Array.from(volumes, (volume, k) => ({
    low: low + k * step,
    high: k === count - 1 ? high : low + (k + 1) * step,
    volume,
  }))
  const peak = fullest(volumes)
  const [first, last] = valueArea(volumes, peak, VALUE_SHARE * total)
  return { pointOfControl: (bins[peak].low + bins[peak].high) / 2, valueLow: bins[first].low, valueHigh: bins[last].high, bins }
}

/** Adds a volume over `[from, to]`, in bins. */
function spread(volumes: Float64Array, from: number, to: number, volume: number): void {
  const first = Math.min(volumes.length - 1, Math.floor(from))
  const last = Math.min(volumes.length - 1, Math.floor(to))
  if (first === last) {
    volumes[first] += volume
    return
  }
  for (let k = first; k <= last; k++) volumes[k] += (volume * (Math.min(to, k + 1) - Math.max(from, k))) / (to - from)
}

function fullest(volumes: Float64Array): number {
  const middle = (volumes.length - 1) / 2
  let best = 0
  for (let k = 1; k < volumes.length; k++) {
    const nearer = Math.abs(k - middle) < Math.abs(best - middle)
    if (volumes[k] > volumes[best] || (volumes[k] === volumes[best] && nearer)) best = k
  }
  return best
}

function valueArea(volumes: Float64Array, peak: number, wanted: number): [first: number, last: number] {
  let [first, last, held] = [peak, peak, volumes[peak]]
  while (held < wanted && (first > 0 || last < volumes.length - 1)) {
    const below = first > 0 ? volumes[first - 1] : -1
    const above = last < volumes.length - 1 ? volumes[last + 1] : -1
    if (above >= below) held += volumes[++last]
    else held += volumes[--first]
  }
  return [first, last]
}
