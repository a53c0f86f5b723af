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
  readonly #keep: boolean
  readonly #denied = new Map<string, number>()
  readonly #ignored = new Map<string, number>()
  #shownAtLast = -1

  /** `keep`: every decision is kept, not only counted. */
  constructor(keep: boolean) {
    this.#keep = keep
  }

  /** The strategy asks for something on the bar it was shown last. */
  ask(): void {
    this.intents++
    if (this.#shownAtLast === this.shown) return
    this.#shownAtLast = this.shown
    this.signals++
  }

  decide(decision: Decision): void {
    const { outcome, rule } = decision
    if (outcome === 'denied') count(this.#denied, rule ?? 'unknown')
    else if (outcome === 'ignored' || outcome === 'rejected') count(this.#ignored, rule ?? 'unknown')
    if (this.#keep) this.decisions.push(decision)
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

function count(counts: Map<string, number>, rule: string): void {
  counts.set(rule, (counts.get(rule) ?? 0) + 1)
}

/** Most first; of equal ones the first to happen first. */
function listed(counts: Map<string, number>): { rule: string; count: number }[] {
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count)
}
