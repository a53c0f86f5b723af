import { OpenbellError } from '../../core/errors.ts'
import { SECOND } from '../../core/time.ts'
import { hasEnded, type ProtectingLegs } from '../../market/orders.ts'
import type { Account, Broker, BrokerOrder, BrokerOrderChanges, Mode } from '../../ports/broker.ts'
import type { RiskLimits, TradingState, Verdict } from '../risk/types.ts'
import { beginBooks } from './begin.ts'
import type { Books } from './books.ts'
import { cancelOrder, cancelOrders, replaceOrder } from './changes.ts'
import { closePosition, flattenAll } from './exits.ts'
import { findOrder } from './find.ts'
import { follow } from './follow.ts'
import type { JournalBody } from './journal.ts'
import { Judge } from './judge.ts'
import { openBooks } from './opening.ts'
import { planOf } from './plan.ts'
import { protectPosition } from './protection.ts'
import { reconcileBooks } from './reconcile.ts'
import { exchangeDay, type Recorder } from './recorder.ts'
import { refuseReplacement } from './replacement.ts'
import { drop, ownOrder } from './send.ts'
import { askAgain, type SettleParts, settleByAsking } from './settle.ts'
import { settleAll } from './settle-all.ts'
import { StreamWatch } from './stream-watch.ts'
import { submitIntent, worth } from './submit.ts'
import { takeActivities, takeOrders } from './sync.ts'
import type {
  CloseOptions,
  FlattenResult,
  Intent,
  OrderPath,
  OrderPathParts,
  OwnOrder,
  PlannedOrder,
  Reconciliation,
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

  async plan(intent: Intent, signal: AbortSignal, insteadOf: readonly string[] = []): Promise<PlannedOrder> {
    this.recorder.refresh()
    const evidence = await this.judge.evidence(intent.symbol, signal)
    const verdict = this.judge.judge(intent, evidence, insteadOf)
    return planOf(this.recorder, this.broker, intent, evidence, verdict, this.judge.state())
  }

  async submit(intent: Intent, signal: AbortSignal): Promise<{ order: OwnOrder; verdict: Verdict }> {
    this.#refuseSending()
    await this.#begin(signal)
    return submitIntent(this, intent, signal)
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
    return cancelOrders(this.settling, reason, { foreign, entriesOnly }, signal)
  }

  async replace(clientOrderId: string, changes: BrokerOrderChanges, reason: string, signal: AbortSignal): Promise<OwnOrder> {
    this.#refuseReading()
    this.#refuseSending()
    const order = this.find(clientOrderId)
    const evidence = await this.judge.evidence(order.symbol, signal)
    refuseReplacement(order, changes, this.books, (intent, insteadOf) => this.judge.judge(intent, evidence, insteadOf))
    const value = worth({ ...order, shares: changes.shares ?? order.shares }, evidence)
    return replaceOrder(this.settling, order.clientOrderId, { changes, reason, value }, signal)
  }

  async protect(symbol: string, legs: Partial<ProtectingLegs>, reason: string, signal: AbortSignal): Promise<OwnOrder[]> {
    this.#refuseSending()
    await this.#begin(signal)
    return protectPosition(this, symbol, legs, reason, signal)
  }

  async close(symbol: string, shares: number | null, options: CloseOptions, signal: AbortSignal): Promise<OwnOrder | null> {
    this.#refuseSending()
    await this.#begin(signal)
    return closePosition(this, symbol, shares, options, signal)
  }

  async flatten(reason: string, options: CloseOptions & { waitMs: number }, signal: AbortSignal): Promise<FlattenResult> {
    this.#refuseSending()
    await this.#begin(signal)
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
    const looks = this.recorder.readOnly || this.parts.looksOnly === true
    if (!looks) await this.#begin(signal)
    // What never arrived may be sent again when it is settled: that is for whoever may send.
    const settled = looks || this.parts.stopsOnly ? [] : await settleAll(this, signal)
    let result = await reconcileBooks(this.settling, signal)
    if (!result.agreed && accept !== null) {
      const { differences } = result
      await openBooks(this.settling, { first: false, ...accept }, signal)
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

  noteRun(body: Extract<JournalBody, { kind: 'run-started' | 'run-ended' }>): void {
    this.recorder.write({ clientOrderId: null, body })
  }

  async follow(signal: AbortSignal, onChange: () => void): Promise<void> {
    await this.#begin(signal)
    return follow(this, signal, onChange)
  }

  async settle(clientOrderId: string, waitMs: number, signal: AbortSignal): Promise<OwnOrder> {
    const { clock } = this.parts
    const until = clock.now() + waitMs
    for (;;) {
      this.recorder.refresh()
      const order = ownOrder(this.settling, clientOrderId)
      if (hasEnded(order)) return order
      if (order.brokerId === null) await settleByAsking(this.settling, clientOrderId, signal)
      else await askAgain(this.settling, order, signal)
      const now = ownOrder(this.settling, clientOrderId)
      if (hasEnded(now) || clock.now() >= until) return now
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

  /** Books begin with the first thing that is done on an account, not with a look at it. */
  async #begin(signal: AbortSignal): Promise<void> {
    this.#refuseReading()
    this.recorder.refresh()
    if (!this.books.isOpen) await beginBooks(this, signal)
  }

  #refuseSending(): void {
    if (this.parts.stopsOnly) throw new OpenbellError('internal', 'the account was opened to stop, not to send')
  }

  #refuseReading(): void {
    if (this.recorder.readOnly) throw new OpenbellError('denied', 'nothing is sent in a dry run', 'leave --dry-run out')
    if (this.parts.looksOnly) throw new OpenbellError('internal', 'the account was opened to look at it, not to send')
  }
}
