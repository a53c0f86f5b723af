import type { Instant } from '../core/time.ts'
import type { Decision, RunResult } from './types.ts'

/** Counts what a strategy asked for and what became of it, so that a run that did nothing can say why. */
export class Tally {
  /** Bars that the strategy was shown. */
  shown = 0
  /** Bars on which it asked for something. */
  signals = 0
  /** Calls it made. */
  intents = 0
  readonly decisions: Decision[] = []
  /** Every decision is kept, not only counted; without it none need be made. */
  readonly keep: boolean
  readonly #denied = new Map<string, number>()
  readonly #ignored = new Map<string, number>()
  #askedAt = Number.NaN
  #askedBy = -1

  constructor(keep: boolean) {
    this.keep = keep
  }

  /** The strategy asks for something at a close; `turn`: the symbol it was shown, or all of them. */
  ask(at: Instant, turn: number): void {
    this.intents++
    if (this.#askedAt === at && this.#askedBy === turn) return
    this.#askedAt = at
    this.#askedBy = turn
    this.signals++
  }

  /** What became of an intent, whether its decision is kept or not. */
  count(outcome: Decision['outcome'], rule: string | null): void {
    if (outcome === 'denied') add(this.#denied, rule ?? 'unknown')
    else if (outcome === 'ignored' || outcome === 'rejected') add(this.#ignored, rule ?? 'unknown')
  }

  why(): Omit<RunResult['why'], 'warmUpBars'> {
    return {
      barsSeen: this.shown,
      signals: this.signals,
      intents: this.intents,
      denied: listed(this.#denied),
      ignored: listed(this.#ignored),
    }
  }
}

function add(counts: Map<string, number>, rule: string): void {
  counts.set(rule, (counts.get(rule) ?? 0) + 1)
}

/** Most first; of equal ones the first to happen first. */
function listed(counts: Map<string, number>): { rule: string; count: number }[] {
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count)
}
