import { OpenbellError } from '../../core/errors.ts'
import { SECOND } from '../../core/time.ts'
import type { ProtectingLegs } from '../../market/orders.ts'
import type { Account, Broker, BrokerOrder, BrokerOrderChanges, Mode } from '../../ports/broker.ts'
import type { RiskLimits, TradingState, Verdict } from '../risk/types.ts'
import type { Books } from './books.ts'
import { cancelOrder, replaceOrder } from './changes.ts'
import { closePosition, flattenAll } from './exits.ts'
import { findOrder } from './find.ts'
import { follow } from './follow.ts'
import { type Evidence, Judge } from './judge.ts'
import { planOf } from './plan.ts'
import { protectPosition } from './protection.ts'
import { openBooks, reconcileBooks } from './reconcile.ts'
import { exchangeDay, type Recorder } from './recorder.ts'
import { clientOrderIdOf, requestOf } from './request.ts'
import { drop, ownOrder, sendIntended } from './send.ts'
import { askAgain, type SettleParts, settleByAsking } from './settle.ts'
import { settleAll } from './settle-all.ts'
import { StreamWatch } from './stream-watch.ts'
import { isOver, takeActivities, takeOrders } from './sync.ts'
import type {
  CloseOptions,
  FlattenResult,
  OrderPath,
  OrderPathParts,
  OwnOrder,
  PlannedOrder,
  Reconciliation,
  TradeIntent,
} from './types.ts'

/** How often an order's fate is asked for while somebody waits for it. */
const ASK_EVERY = SECOND / 4

/** The order path of one account, in one process. */
export class AccountPath implements OrderPath {
  readonly parts: OrderPathParts
  readonly recorder: Recorder
  readonly settling: SettleParts
  readonly judge: Judge
  readonly watch: StreamWatch
  opening: Reconciliation

  constructor(parts: OrderPathParts, recorder: Recorder, opening: Reconciliation) {
    const { broker, clock, pid, isDead } = parts
    this.parts = parts
    this.recorder = recorder
    this.settling = { recorder, broker, clock, pid, isDead }
    this.watch = new StreamWatch(parts, recorder.account)
    this.judge = new Judge(parts, recorder, () => this.watch.isUp())
    this.opening = opening
  }

  get broker(): Broker {
    return this.parts.broker
  }

  get mode(): Mode {
    return this.parts.broker.mode
  }

  get account(): string {
    return this.recorder.account
  }

  get books(): Books {
    return this.recorder.books
  }

  get limits(): RiskLimits | null {
    return this.parts.limits
  }

  get tradingState(): TradingState {
    return this.judge.state()
  }

  get updatesUp(): boolean | null {
    return this.watch.isUp()
  }

  async plan(intent: TradeIntent, signal: AbortSignal, insteadOf: readonly string[] = []): Promise<PlannedOrder> {
    this.recorder.refresh()
    const evidence = await this.judge.evidence(intent.symbol, signal)
    const verdict = this.judge.judge(intent, evidence, insteadOf)
    return planOf(this.recorder, this.broker, intent, evidence, verdict, this.judge.state())
  }

  async submit(intent: TradeIntent, signal: AbortSignal): Promise<{ order: OwnOrder; verdict: Verdict }> {
    this.#refuseReading()
    checkIntent(intent)
    const evidence = await this.judge.evidence(intent.symbol, signal)
    const written = this.#write(intent, evidence)
    if (written.isNew && written.verdict.outcome !== 'deny') {
      await sendIntended(this.settling, requestOf(intent, written.verdict), signal)
    }
    return { order: ownOrder(this.settling, clientOrderIdOf(intent)), verdict: written.verdict }
  }

  /** Judged and written in one step, so that no other process can slip an order in between. An intent that was written before stays as it is. */
  #write(intent: TradeIntent, evidence: Evidence): { isNew: boolean; verdict: Verdict } {
    const clientOrderId = clientOrderIdOf(intent)
    return this.recorder.critical(() => {
      const keys = [`intent:${clientOrderId}`]
      if (this.books.orders.has(clientOrderId)) return { isNew: false, verdict: this.#verdictOf(clientOrderId) }
      const verdict = this.judge.judge(intent, evidence)
      const pid = this.parts.pid
      if (verdict.outcome === 'deny') {
        this.parts.log.warn('order.denied', { clientOrderId, symbol: intent.symbol, rules: denials(verdict) })
        this.recorder.write({ clientOrderId, keys, body: { kind: 'denied', intent, verdict } })
      } else {
        const request = requestOf(intent, verdict)
        this.recorder.write({ clientOrderId, keys, body: { kind: 'intended', intent, request, verdict, pid } })
      }
      return { isNew: true, verdict }
    })
  }

  #verdictOf(clientOrderId: string): Verdict {
    const [{ body }] = this.recorder.linesOf(clientOrderId)
    const verdict = body.kind === 'intended' || body.kind === 'denied' ? body.verdict : null
    return verdict ?? { outcome: 'allow', shares: 0, marketableLimit: null, rules: [] }
  }

  find(id: string): OwnOrder {
    this.recorder.refresh()
    return findOrder(this.books, id)
  }

  async cancel(clientOrderId: string, reason: string, signal: AbortSignal): Promise<OwnOrder> {
    this.#refuseReading()
    return cancelOrder(this.settling, clientOrderId, reason, signal)
  }

  async cancelAll(
    reason: string,
    { foreign, entriesOnly }: { foreign: boolean; entriesOnly: boolean },
    signal: AbortSignal,
  ): Promise<OwnOrder[]> {
    this.#refuseReading()
    this.recorder.refresh()
    const meant = this.books
      .openOrders()
      .filter((one) => (foreign || !one.foreign) && !(entriesOnly && (one.reduces || one.leg !== null)))
      // Legs go with their entry.
      .filter((one) => one.parent === null || isOver(this.books.orders.get(one.parent) ?? { state: 'filled' }))
    const canceled: OwnOrder[] = []
    let failed: unknown = null
    for (const { clientOrderId } of meant) {
      try {
        canceled.push(await cancelOrder(this.settling, clientOrderId, reason, signal))
      } catch (thrown) {
        failed = thrown
      }
    }
    if (failed !== null && canceled.length === 0) throw failed
    return canceled
  }

  async replace(clientOrderId: string, changes: BrokerOrderChanges, reason: string, signal: AbortSignal): Promise<OwnOrder> {
    this.#refuseReading()
    const order = this.find(clientOrderId)
    const evidence = await this.judge.evidence(order.symbol, signal)
    judgeReplacement(order, changes, (intent) => this.judge.judge(intent, evidence, [order.clientOrderId]))
    return replaceOrder(this.settling, order.clientOrderId, changes, reason, signal)
  }

  async protect(symbol: string, legs: Partial<ProtectingLegs>, reason: string, signal: AbortSignal): Promise<OwnOrder[]> {
    this.#refuseReading()
    return protectPosition(this, symbol, legs, reason, signal)
  }

  async close(symbol: string, shares: number | null, options: CloseOptions, signal: AbortSignal): Promise<OwnOrder | null> {
    this.#refuseReading()
    return closePosition(this, symbol, shares, options, signal)
  }

  async flatten(reason: string, options: CloseOptions & { waitMs: number }, signal: AbortSignal): Promise<FlattenResult> {
    this.#refuseReading()
    return flattenAll(this, reason, options, signal)
  }

  async halt(by: string, reason: string, signal: AbortSignal): Promise<OwnOrder[]> {
    // The state first: it must hold even when the broker cannot be reached.
    this.setState('halted', by, reason)
    return this.cancelAll(`halt: ${reason}`, { foreign: false, entriesOnly: true }, signal)
  }

  setState(state: TradingState, by: string, reason: string): void {
    this.#refuseReading()
    this.recorder.write({ clientOrderId: null, body: { kind: 'state', state, by, reason } })
  }

  async reconcile({ accept }: { accept: { by: string; reason: string } | null }, signal: AbortSignal): Promise<Reconciliation> {
    const settled = this.recorder.readOnly || this.parts.looksOnly ? [] : await settleAll(this, signal)
    let result = await reconcileBooks(this.settling, signal)
    if (!result.agreed && accept !== null) {
      const { differences } = result
      await openBooks(this.settling, accept.by, accept.reason, signal)
      for (const { what, brokers, clientOrderId } of differences) {
        if (what === 'order' && brokers === null && clientOrderId !== null) drop(this.settling, clientOrderId, accept.reason)
      }
      const after = await reconcileBooks(this.settling, signal)
      result = { ...after, differences: [...differences, ...after.differences] }
    }
    this.opening = { ...result, settled }
    return this.opening
  }

  async mark(signal: AbortSignal): Promise<Account> {
    const account = await this.broker.account(signal)
    const { equity, cash } = account
    const now = this.recorder.now()
    this.recorder.write({ clientOrderId: null, at: now, body: { kind: 'marked', equity, cash, day: exchangeDay(now) } })
    return account
  }

  take(order: BrokerOrder): void {
    takeOrders(this.recorder, [order])
  }

  refresh(): void {
    this.recorder.refresh()
  }

  follow(signal: AbortSignal, onChange: () => void): Promise<void> {
    return follow(this, signal, onChange)
  }

  async settle(clientOrderId: string, waitMs: number, signal: AbortSignal): Promise<OwnOrder> {
    const { clock } = this.parts
    const until = clock.now() + waitMs
    for (;;) {
      this.recorder.refresh()
      const order = ownOrder(this.settling, clientOrderId)
      if (isOver(order)) return order
      if (order.brokerId === null) await settleByAsking(this.settling, clientOrderId, signal)
      else await askAgain(this.settling, order, signal)
      const now = ownOrder(this.settling, clientOrderId)
      if (isOver(now) || clock.now() >= until) return now
      await clock.sleep(Math.min(until, clock.now() + ASK_EVERY), signal)
    }
  }

  /** Exchange date of an instant. */
  today(at: number): number {
    return exchangeDay(at)
  }

  /** Fills and other activities that the broker has since told. */
  async catchUp(since: number, signal: AbortSignal): Promise<number> {
    return takeActivities(this.recorder, await this.broker.activities(since, signal))
  }

  #refuseReading(): void {
    if (this.recorder.readOnly) throw new OpenbellError('denied', 'nothing is sent in a dry run', 'leave --dry-run out')
    if (this.parts.looksOnly) throw new OpenbellError('internal', 'the account was opened to look at it, not to send')
  }
}

function denials({ rules }: Verdict): string[] {
  return rules.filter(({ outcome }) => outcome === 'deny').map(({ rule }) => rule)
}

function checkIntent({ id, shares, notional, symbol }: TradeIntent): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(id)) throw new OpenbellError('internal', `'${id}' is no id of an intent`)
  if ((shares === null) === (notional === null)) {
    throw new OpenbellError('usage', `an order of ${symbol} is either of shares or of dollars`, 'openbell trade buy --help')
  }
}

/** A replaced entry is judged like a new one of what is left of it, the old one not counted: nothing gets past the gate by being changed. */
function judgeReplacement(order: OwnOrder, changes: BrokerOrderChanges, judge: (intent: TradeIntent) => Verdict): void {
  if (order.intent === null || order.reduces || order.leg !== null) return
  const intent: TradeIntent = {
    ...order.intent,
    shares: (changes.shares ?? order.shares ?? Number.NaN) - order.filled,
    notional: null,
    type: order.type,
    limit: changes.limit ?? order.limit,
    trigger: changes.stop ?? order.stop,
  }
  const { outcome, rules } = judge(intent)
  if (outcome === 'allow') return
  const reasons = rules.filter((one) => one.outcome !== 'allow').map(({ message }) => message)
  throw new OpenbellError('denied', `the replacement of ${order.clientOrderId} is denied: ${reasons.join('; ')}`, 'openbell risk')
}
