import { DAY, type Instant } from '../../core/time.ts'
import type { AnalysisKind } from './recognise.ts'
import type { SourceView } from './view.ts'

/** After so long a view weighs half: a choice of ours, by how fast such things go out of date. */
export const HALF_LIFE_DAYS: Readonly<Record<AnalysisKind, number>> = { news: 2, sentiment: 2, technical: 5, fundamental: 90 }
/** A view that does not say how old it is counts as one of its half-life. */
const AGE_UNKNOWN = 0.5
/** From which score on there is a direction, and from which disagreement on there is none. */
const LEAN = 0.15
const SPLIT = 0.5

export const STANCES = ['bullish', 'bearish', 'neutral', 'split', 'none'] as const

export interface Fused {
  score: number | null
  confidence: number | null
  disagreement: number | null
  stance: (typeof STANCES)[number]
  /** Of each view, in order; they add up to 1, or are all 0. */
  weights: number[]
}

/**
 * A linear opinion pool: the weighted mean of the scores (M. Stone, The Opinion Pool, Annals of Mathematical Statistics 32, 1961), with weights
 * proportional to confidence times 2^(-age / half-life), those of one source divided among its views, so that nobody counts for more by
 * saying it often. Disagreement is the weighted standard deviation of the scores around the pool, 0 (all say the same) to 1 (half say 1,
 * half -1): the part of a mixture's spread that lies between experts (R. Clemen and R. Winkler, Combining Probability Distributions from
 * Experts in Risk Analysis, Risk Analysis 19, 1999). Confidence is the weighted mean of the confidences, times 1 less the disagreement.
 * @param now the latest moment that may be known
 */
export function fuse(views: readonly SourceView[], now: Instant): Fused {
  const raw = views.map((view) => rawWeight(view, views, now))
  const total = raw.reduce((sum, one) => sum + one, 0)
  if (total === 0) return { score: null, confidence: null, disagreement: null, stance: 'none', weights: raw.map(() => 0) }
  const weights = raw.map((one) => one / total)
  const mean = (value: (view: SourceView) => number) => views.reduce((sum, view, i) => sum + weights[i] * value(view), 0)
  const score = clamp(
    mean((view) => view.score ?? 0),
    -1,
    1,
  )
  const disagreement = Math.sqrt(
    Math.max(
      0,
      mean((view) => ((view.score ?? 0) - score) ** 2),
    ),
  )
  const confidence = clamp(mean((view) => view.confidence) * (1 - disagreement), 0, 1)
  return { score, confidence, disagreement, stance: stanceOf(score, disagreement), weights }
}

function rawWeight(view: SourceView, all: readonly SourceView[], now: Instant): number {
  if (view.score === null) return 0
  const shares = all.filter((one) => one.source === view.source && one.score !== null).length
  const days = view.asOf === null ? null : Math.max(0, now - view.asOf) / DAY
  const fresh = days === null ? AGE_UNKNOWN : 2 ** (-days / HALF_LIFE_DAYS[view.kind])
  return (view.confidence * fresh) / shares
}

function stanceOf(score: number, disagreement: number): Fused['stance'] {
  if (disagreement > SPLIT) return 'split'
  return score > LEAN ? 'bullish' : score < -LEAN ? 'bearish' : 'neutral'
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
