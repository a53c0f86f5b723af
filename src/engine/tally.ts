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
  readonly #denied: Counts = new Map()
  readonly #ignored: Counts = new Map()
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

  /** What became of an intent, whether its decision is kept or not; `value` is what tells two cases of one rule apart. */
  count(outcome: Decision['outcome'], rule: string | null, value: string | null = null): void {
    if (outcome === 'denied') add(this.#denied, rule ?? 'unknown', value)
    else if (outcome === 'ignored' || outcome === 'rejected') add(this.#ignored, rule ?? 'unknown', value)
  }

  /** An order that was sent, of which later nothing came (or not the whole). */
  cameToNothing(rule: string): void {
    add(this.#ignored, rule, null)
  }

  /** `waiting`: orders that still rest, nothing of them filled. */
  why(waiting: number): Omit<RunResult['why'], 'warmUpBars'> {
    const still = waiting > 0 ? [{ rule: 'still rests at the end', count: waiting }] : []
    return {
      barsSeen: this.shown,
      signals: this.signals,
      intents: this.intents,
      denied: listed(this.#denied),
      ignored: [...listed(this.#ignored), ...still],
    }
  }
}

type Counts = Map<string, { count: number; first: string | null }>

function add(counts: Counts, rule: string, value: string | null): void {
  const found = counts.get(rule)
  if (found) found.count++
  else counts.set(rule, { count: 1, first: value })
}

/** Most first; of equal ones the first to happen first. Values differ from case to case: the first stands for them. */
function listed(counts: Counts): { rule: string; count: number }[] {
  const rows = [...counts].map(([rule, { count, first }]) => ({
    rule: first === null ? rule : worded(rule, first, count),
    count,
  }))
  return rows.sort((a, b) => b.count - a.count)
}

function worded(rule: string, first: string, count: number): string {
  return count === 1 ? `${rule}: ${first}` : `${rule} (first: ${first})`
}
