import type { Instant } from '../../core/time.ts'

/**
 * How it came out that a decision was not made of the past alone:
 * - `cut`: it changed when the bars after it were taken away;
 * - `shuffle`: it changed when they were replaced by others;
 * - `memory`: two runs of the same bars decided differently, so something is kept between runs;
 * - `start`: it changed when the series began later, though every indicator had settled.
 */
export type FindingKind = 'cut' | 'shuffle' | 'memory' | 'start'

/** The first decision that changed in one comparison. */
export interface Finding {
  kind: FindingKind
  /** Close of the bar of the decision, and of the last bar that both runs share (for `start`: of the bar before the first decision). */
  at: Instant
  comparedTo: Instant
  symbol: string
  action: string
  /** Reason of the intent, as the strategy gives it: it names the line. */
  reason: string
  /** What was asked for in the whole run and in the other one, in words; null = nothing. */
  was: string | null
  is: string | null
}

export interface CheckOptions {
  seed: number
  /** How many comparisons of each kind. */
  cuts: number
  /** Called before each run with how many are done; may throw to stop. */
  onRun?: (done: number, total: number) => void
}

export interface LookAheadReport {
  passed: boolean
  /** Comparisons made of each kind. */
  cuts: number
  shuffles: number
  starts: number
  /** What could not be compared, and why. */
  notes: string[]
  findings: Finding[]
}
