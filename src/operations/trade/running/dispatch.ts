import { OpenbellError } from '../../../core/errors.ts'
import { type Instant, MINUTE, SECOND } from '../../../core/time.ts'
import type { Asked } from '../../../engine/live/asked.ts'
import type { LiveRun } from '../../../engine/live/live-run.ts'
import type { OrderPath, OwnOrder } from '../../../engine/orders/types.ts'
import { hasLegs } from '../../../engine/resting.ts'
import type { RuleVerdict, Verdict } from '../../../engine/risk/types.ts'
import { hasEnded } from '../../../market/orders.ts'
import type { EventFields } from './events.ts'
import { Protector } from './protector.ts'

type AskedOrder = Extract<Asked, { order: unknown }> & { kind: 'enter' | 'exit' }

/** A cancel is waited for so long (real time) before what takes the order's place goes out. */
const CANCEL_WAIT = 2 * SECOND
/** An entry that turns a position waits so long (market time) for the exit before it. */
const TURN_WAIT = 2 * MINUTE

export interface DispatchParts {
  run: LiveRun
  path: OrderPath
  /** `strategy NAME`. */
  origin: string
  signal: AbortSignal
  now(): Instant
  tell(fields: EventFields): void
}

/** Takes what a strategy asked for to the order path, in its order, and tells the run what became of it. */
export class Dispatch {
  readonly protector: Protector
  readonly #parts: DispatchParts
  /** Entries that wait until the position on the other side is closed. */
  #turning: { asked: AskedOrder; until: Instant }[] = []

  constructor(parts: DispatchParts) {
    this.#parts = parts
    this.protector = new Protector(parts)
  }

  /** Does one bar's wishes. @throws OpenbellError canceled, config or internal; what goes wrong with one order is told and ends that order only */
  async carryOut(asked: readonly Asked[]): Promise<void> {
    const closing = new Set<string>()
    /** Symbols whose earlier order filled before it could be canceled: what was to take its place is left out. */
    const filled = new Set<string>()
    for (const one of asked) {
      if (one.kind === 'cancel') await this.#guarded(one, () => this.#cancel(one, filled))
      else if (one.kind === 'protect') await this.#guarded(one, () => this.protector.protect(one))
      else if (one.kind === 'exit') {
        closing.add(one.order.symbol)
        await this.#guarded(one, () => this.#exit(one))
      } else if (closing.has(one.order.symbol)) this.#turning.push({ asked: one, until: this.#parts.now() + TURN_WAIT })
      else if (filled.has(one.order.symbol)) this.#nothing(one, 'ignored', 'the earlier order filled before it was canceled')
      else await this.#guarded(one, () => this.#enter(one))
    }
  }

  /** Sends what waited for an exit, once that has filled; gives it up when it has not in time. */
  async afterNews(): Promise<void> {
    const { run, now } = this.#parts
    const waiting = this.#turning
    this.#turning = []
    for (const one of waiting) {
      const { order } = one.asked
      if (run.shares(order.listing) === 0) await this.#guarded(one.asked, () => this.#enter(one.asked))
      else if (now() > one.until) this.#nothing(one.asked, 'ignored', 'the position on the other side was not closed in time')
      else this.#turning.push(one)
    }
    await this.protector.restore()
  }

  /** Something waits for news: an entry for the exit before it, or legs for a position. */
  get isWaiting(): boolean {
    return this.#turning.length > 0 || this.protector.isWaiting
  }

  /** Entries that have not gone out are forgotten. */
  dropWaiting(reason: string): void {
    for (const { asked } of this.#turning) this.#nothing(asked, 'ignored', reason)
    this.#turning = []
  }

  async #cancel(asked: Extract<Asked, { kind: 'cancel' }>, filled: Set<string>): Promise<void> {
    const { path, signal } = this.#parts
    const { clientOrderId, order } = asked
    this.#turning = this.#turning.filter((one) => one.asked.order !== order)
    if (clientOrderId === null) return
    const before = path.books.orders.get(clientOrderId)
    if (before === undefined || hasEnded(before)) return
    await path.cancel(clientOrderId, asked.reason, signal)
    const after = await path.settle(clientOrderId, CANCEL_WAIT, signal)
    if (after.filled > before.filled) filled.add(order.symbol)
  }

  async #enter(asked: AskedOrder): Promise<void> {
    const { path, run, signal } = this.#parts
    const intent = this.protector.sendable(asked.intent)
    const { order, verdict } = await path.submit(intent, signal)
    if (this.#refused(asked, order, verdict)) return
    if (verdict.outcome === 'shrink') run.shrunk(asked, verdict.shares, ruleOf(verdict)?.rule ?? 'risk')
    run.bind(asked, order)
    this.#sent(asked, order, verdict)
  }

  /** The whole position goes, or a part of it; the order path puts back what protects the rest. */
  async #exit(asked: AskedOrder): Promise<void> {
    const { path, run, signal, origin } = this.#parts
    const { order, intent } = asked
    const { symbol, shares, limit } = order
    const held = Math.abs(run.shares(order.listing))
    const isWhole = shares >= held
    if (limit !== null && isWhole && this.protector.isProtected(symbol)) {
      // Shares are held once at a broker: beside a stop the limit stands as the target, and the stop stays.
      await this.protector.protect({ kind: 'protect', symbol, legs: { target: limit }, decision: asked.decision })
      order.state = 'canceled'
      return
    }
    const options = { id: intent.id, limit, reason: intent.reason, origin, extended: false }
    const closing = await path.close(symbol, isWhole ? null : shares, options, signal)
    if (closing === null) return this.#nothing(asked, 'ignored', 'the broker holds no position')
    if (this.#refused(asked, closing, null)) return
    run.bind(asked, closing)
    this.#sent(asked, closing, null)
  }

  #refused(asked: AskedOrder, order: OwnOrder, verdict: Verdict | null): boolean {
    if (order.state === 'denied') {
      const rule = verdict === null ? null : ruleOf(verdict)
      this.#parts.run.cameToNothing(asked, 'denied', rule?.rule ?? 'risk')
      this.#parts.tell({
        type: 'denied',
        symbol: order.symbol,
        message: rule?.message ?? order.reason ?? 'denied by the limits',
        ...this.#wish(asked),
        outcome: 'denied',
        rule: rule?.rule ?? null,
        value: rule?.value ?? null,
        limit: rule?.limit ?? null,
        clientOrderId: order.clientOrderId,
      })
      return true
    }
    if (order.state !== 'rejected') return false
    this.#nothing(asked, 'rejected', order.reason ?? 'rejected by the broker')
    return true
  }

  #sent(asked: AskedOrder, order: OwnOrder, verdict: Verdict | null): void {
    const shrunk = verdict?.outcome === 'shrink' ? `, made smaller: ${ruleOf(verdict)?.message}` : ''
    const price = order.limit === null ? 'at the market' : `at ${order.limit} at worst`
    this.#parts.tell({
      type: 'order',
      symbol: order.symbol,
      message: `${order.side} ${order.shares} ${order.symbol} ${price}: ${order.state}${shrunk}`,
      ...this.#wish(asked),
      outcome: verdict?.outcome === 'shrink' ? 'shrunk' : 'sent',
      clientOrderId: order.clientOrderId,
      side: order.side,
      shares: order.shares,
      limit: order.limit,
      state: order.state,
    })
  }

  #nothing(asked: Asked, outcome: 'rejected' | 'ignored', why: string): void {
    this.#parts.run.cameToNothing(asked, outcome, why)
    if (asked.kind === 'cancel') return
    const symbol = asked.kind === 'protect' ? asked.symbol : asked.order.symbol
    const { action, reason } = asked.decision
    this.#parts.tell({
      type: 'order',
      symbol,
      message: `${action} ${symbol} came to nothing: ${why}`,
      action,
      reason,
      outcome,
      rule: why,
    })
  }

  #wish({ decision, intent }: AskedOrder): Partial<EventFields> {
    const { legs } = intent
    return {
      action: decision.action,
      reason: intent.reason,
      ...(legs && hasLegs(legs) && { stop: legs.stop, target: legs.target }),
    }
  }

  async #guarded(asked: Asked, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      if (!(thrown instanceof OpenbellError) || FATAL.has(thrown.kind)) throw thrown
      this.#nothing(asked, 'rejected', thrown.message)
    }
  }
}

const FATAL: ReadonlySet<OpenbellError['kind']> = new Set(['canceled', 'internal', 'config', 'diverged'])

/** The rule that decided: of several that made an order smaller the one that left least. */
function ruleOf({ outcome, rules }: Verdict): RuleVerdict | null {
  const left = ({ value, limit }: RuleVerdict) => (value && limit !== null ? limit / value : Number.POSITIVE_INFINITY)
  return rules.filter((one) => one.outcome === outcome).sort((a, b) => left(a) - left(b))[0] ?? null
}
