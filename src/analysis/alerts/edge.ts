import { type Instant, MINUTE } from '../../core/time.ts'

/** A rule is armed again once it has been seen false twice, this far apart at least, and never true between. */
export const REARM_MS = MINUTE

/**
 * When a condition that is judged now and then becomes true. It fires on the first judgement that is true, also when that is the very first: what was not
 * known before was not true. Then it must prove to be false, at two judgements a minute apart or more, before it can fire again: a value that trembles around its threshold
 * is told once, whatever the expression is. (A band around the value would need a threshold to be drawn around; expressions have none.) Unknown is neither: it
 * changes nothing.
 */
export class Edge {
  #armed: boolean
  #falseSince: Instant | null = null

  /** `held`: it has fired before and was not seen false since. */
  constructor(held = false) {
    this.#armed = !held
  }

  /** True when it fires. Times of judgements ascend. */
  judge(truth: boolean | null, at: Instant): boolean {
    if (truth === null) return false
    if (!truth) {
      this.#falseSince ??= at
      if (at - this.#falseSince >= REARM_MS) this.#armed = true
      return false
    }
    this.#falseSince = null
    if (!this.#armed) return false
    this.#armed = false
    return true
  }
}
