import type { Prints } from '../../market/prints.ts'

/** Regularities of a stretch of the tape; null where it cannot tell. */
export interface TapeFeatures {
  prints: number
  /** Share of prints in whole hundreds of units. */
  roundLotShare: number
  /** Share of prints of the same size as the print before, above what chance gives: 0 = as by chance, 1 = all. */
  sizeRepeats: number
  /** Shannon entropy of the sizes over that of as many equally frequent sizes, 0 (one size) to 1. */
  sizeEntropy: number
  /** Deviation of the gaps between distinct stamps over their mean: 0 = a clock, about 1 = chance (Poisson), above = bursts. */
  timingVariation: number | null
  /** Share of the commonest gap (whole milliseconds) among gaps of 5 ms and more. */
  gapRepeats: number | null
  /** Share of prints within 5 ms of the print before, above what a Poisson tape of this rate has. */
  subSecondClusters: number | null
}

/** Prints this close (ms) are faster than a person. */
const INSTANT_MS = 5

/** Features of all prints given; the three of timing are null when the stamps are whole seconds. */
export function tapeFeatures(prints: Prints): TapeFeatures {
  const sizes = Array.from(prints.size.subarray(0, prints.length))
  const gaps = Array.from({ length: Math.max(0, prints.length - 1) }, (_, i) => prints.time[i + 1] - prints.time[i])
  const counts = countsOf(sizes)
  const finer = prints.time.subarray(0, prints.length).some((time) => time % 1000 !== 0)
  return {
    prints: prints.length,
    roundLotShare: share(sizes, (size) => size > 0 && size % 100 === 0),
    sizeRepeats: sizeRepeats(sizes, counts),
    sizeEntropy: entropy(counts, sizes.length),
    timingVariation: finer ? variation(gaps.filter((gap) => gap > 0)) : null,
    gapRepeats: finer ? commonestGap(gaps) : null,
    subSecondClusters: finer ? clusters(gaps) : null,
  }
}

function countsOf(values: number[]): number[] {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts.values()]
}

function share<T>(values: T[], is: (value: T, index: number) => boolean): number {
  return values.length === 0 ? 0 : values.filter(is).length / values.length
}

/** Chance gives the sum of squared shares of the sizes. */
function sizeRepeats(sizes: number[], counts: number[]): number {
  if (counts.length === 1) return 1
  const seen = share(sizes.slice(1), (size, i) => size === sizes[i])
  const chance = counts.reduce((sum, count) => sum + (count / sizes.length) ** 2, 0)
  return Math.max(0, (seen - chance) / (1 - chance))
}

/** Claude Shannon, A Mathematical Theory of Communication, 1948; normalised by the entropy of all sizes different. */
function entropy(counts: number[], total: number): number {
  if (total < 2) return 0
  const bits = counts.reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0)
  return Math.abs(bits / Math.log(total))
}

function variation(gaps: number[]): number | null {
  if (gaps.length < 2) return null
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const square = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  return Math.sqrt(square) / mean
}

function commonestGap(gaps: number[]): number | null {
  const long = gaps.filter((gap) => gap >= INSTANT_MS).map(Math.round)
  return long.length < 20 ? null : Math.max(...countsOf(long)) / long.length
}

function clusters(gaps: number[]): number | null {
  const span = gaps.reduce((sum, gap) => sum + gap, 0)
  if (span <= 0) return null
  const chance = 1 - Math.exp((-INSTANT_MS * gaps.length) / span)
  const seen = share(gaps, (gap) => gap < INSTANT_MS)
  return chance >= 1 ? 0 : Math.max(0, (seen - chance) / (1 - chance))
}
