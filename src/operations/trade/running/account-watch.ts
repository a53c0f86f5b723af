import { OpenbellError } from '../../../core/errors.ts'
import { SECOND } from '../../../core/time.ts'
import type { Context } from '../../context.ts'
import type { DispatchParts } from './dispatch.ts'
import type { EventFields } from './events.ts'

/** Keeps account and journal in touch beside the bars: marks of equity, orders nobody answered for, a halt that was asked for elsewhere. */
export class AccountWatch {
  readonly #parts: DispatchParts
  readonly #context: Context
  #markedAt = Number.NEGATIVE_INFINITY
  #isFailing = false
  #isHalted = false

  constructor(parts: DispatchParts, context: Context) {
    this.#parts = parts
    this.#context = context
  }

  /** What the account is worth: day limits and drawdown are measured by it. */
  async mark(): Promise<void> {
    const { path, tell } = this.#parts
    const { clock, signal } = this.#context
    // In quick motion not every minute: a vendor counts requests by the real clock.
    if (path.broker.name !== 'simulated' && clock.elapsed() - this.#markedAt < SECOND) return
    this.#markedAt = clock.elapsed()
    try {
      await path.mark(signal)
      this.#isFailing = false
    } catch (thrown) {
      if (!(thrown instanceof OpenbellError) || thrown.kind !== 'unavailable') throw thrown
      if (!this.#isFailing) tell({ type: 'quality', message: `the account could not be read: ${thrown.message}` })
      this.#isFailing = true
    }
  }

  /** Asks how orders stand: those without an answer, or (`all`) every one that may fill. */
  async ask(all: boolean): Promise<void> {
    const { path } = this.#parts
    for (const { clientOrderId, foreign, brokerId } of path.books.openOrders()) {
      if (!foreign && (all || brokerId === null)) await path.settle(clientOrderId, 0, this.#context.signal)
    }
  }

  /** A file or a signal asked for a halt: no entries, and what rests of them is canceled; once each time. */
  async hearHalt(): Promise<void> {
    const { path, tell } = this.#parts
    const isHalted = this.#context.halted()
    if (isHalted && !this.#isHalted) {
      const canceled = await path.halt('HALT', 'the file HALT or a signal asked for it', this.#context.signal)
      const message = `halted: entries are denied, ${canceled.length} resting entries canceled; exits go on`
      const told: EventFields = { type: 'status', phase: 'running', message }
      tell(told)
    }
    this.#isHalted = isHalted
  }
}
