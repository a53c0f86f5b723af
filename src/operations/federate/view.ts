import type { Instant } from '../../core/time.ts'
import type { AnalysisKind } from './recognise.ts'

/** One source's opinion of a symbol, whoever it comes from. */
export interface SourceView {
  /** `openbell`, or the name of a peer. */
  source: string
  peer: string | null
  tool: string
  kind: AnalysisKind
  /** One line; of a peer: text from outside, never trusted. */
  claim: string
  /** -1 (falls) to 1 (rises); null when the source gave no figure: then it is shown and weighs nothing. */
  score: number | null
  /** 0 to 1: how sure the source says it is. */
  confidence: number
  horizon: string | null
  /** When the source knew it; null when it does not say. */
  asOf: Instant | null
  /** What was missing or had to be read into it. */
  notes: string[]
}

/** An answer that does not count, and why. */
export interface SetAside {
  source: string
  tool: string | null
  kind: AnalysisKind | null
  reason: string
}

/** How sure our own reading is of itself: no hit rate was measured for it, so half. */
const OWN_CONFIDENCE = 0.5
/** Bars that are old are worth less than their age alone says. */
const STALE_CONFIDENCE = 0.25

/** What of an analysis the view is made of: the answer of `analyze`, ours or a peer's. */
export interface TechnicalReading {
  timeframe: string
  stale: boolean
  quick: { trend: string; strength: number | null; summary: string }
}

/**
 * The state of a trend as a score: its sign by its direction, its size by its strength (average directional index over 50, at most 1; Wilder,
 * New Concepts in Technical Trading Systems, 1978). No trend is a score of 0; too few bars to tell are none.
 */
export function technicalScore({
  timeframe,
  stale,
  quick,
}: TechnicalReading): Pick<SourceView, 'score' | 'confidence' | 'horizon'> {
  const sign = { up: 1, down: -1, sideways: 0 }[quick.trend]
  const score = sign === undefined ? null : sign === 0 ? 0 : sign * Math.min(1, Math.max(0, quick.strength ?? 0))
  return { score, confidence: stale ? STALE_CONFIDENCE : OWN_CONFIDENCE, horizon: `next bars of ${timeframe}` }
}
