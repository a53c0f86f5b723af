import type { Prints } from '../../market/prints.ts'
import { type TapeFeatures, tapeFeatures } from './features.ts'

/** Fewer prints say nothing. */
export const FEWEST_PRINTS = 100

export const ALGORITHMIC_PATTERNS = ['regular-timing', 'repeated-sizes', 'bursts', 'mixed', 'none'] as const
export type AlgorithmicPattern = (typeof ALGORITHMIC_PATTERNS)[number]

export interface AlgorithmicEstimate {
  /** A score from 0 to 1, not a measured frequency. */
  probability: number
  pattern: AlgorithmicPattern
  features: TapeFeatures
}

/** From this score on, a sign is named as the pattern. */
const NAMED_FROM = 0.35

/**
 * How much a stretch of the tape looks as if made by machines. A HEURISTIC SCORE: no labelled tape stands behind it. Three signs, each 0 to 1:
 * - regular timing: gaps steadier than chance (a variation under 1), or one gap that keeps coming back (sliced orders on a timer);
 * - repeated sizes: runs of equal sizes beyond chance, few sizes (low entropy), or a size that is not a round lot again and again;
 * - bursts: prints within 5 ms of each other beyond chance (Hasbrouck and Saar, Low-latency trading, Journal of Financial Markets 16, 2013).
 * The signs are joined as if independent: 1 - (1 - a)(1 - b)(1 - c). Null under 100 prints.
 */
export function algorithmicActivity(prints: Prints): AlgorithmicEstimate | null {
  if (prints.length < FEWEST_PRINTS) return null
  const features = tapeFeatures(prints)
  const signs = [
    { pattern: 'regular-timing' as const, score: regularTiming(features) },
    { pattern: 'repeated-sizes' as const, score: repeatedSizes(features) },
    { pattern: 'bursts' as const, score: clamp(features.subSecondClusters ?? 0) },
  ].sort((a, b) => b.score - a.score)
  const probability = 1 - signs.reduce((left, { score }) => left * (1 - score), 1)
  const named = signs.filter(({ score }) => score >= NAMED_FROM)
  const isClear = named.length === 1 || (named.length > 1 && named[0].score - named[1].score > 0.15)
  return { probability, pattern: named.length === 0 ? 'none' : isClear ? named[0].pattern : 'mixed', features }
}

function regularTiming({ timingVariation, gapRepeats }: TapeFeatures): number {
  const steady = timingVariation === null ? 0 : 1 - timingVariation
  return clamp(Math.max(steady, 2 * ((gapRepeats ?? 0) - 0.1)))
}

/** Round lots are what people type, so equal round sizes alone count half. */
function repeatedSizes({ sizeRepeats, sizeEntropy, roundLotShare }: TapeFeatures): number {
  const few = clamp(1 - 2 * sizeEntropy)
  return clamp(Math.max(sizeRepeats, few) * (1 - 0.5 * roundLotShare))
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value))
}
