import type { Instant } from '../../core/time.ts'
import type { OrderState, OrderTerms, OrderType, ProtectingLegs, Side, TimeInForce, Trail } from '../../market/orders.ts'
import type { Account, Broker, BrokerOrder, BrokerOrderChanges, BrokerOrderRequest, Mode } from '../../ports/broker.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import type { Store } from '../../ports/store.ts'
import type { RiskLimits, TradingState, Verdict } from '../risk/types.ts'
import type { Books } from './books.ts'
import type { JournalBody } from './journal.ts'

/** What somebody wants done, and why. Its id makes the order's id: the same intent never becomes two orders. */
export interface Intent {
  /** Letters, digits, dashes; at most 100. Made of the intent where that repeats (strategy, symbol, bar, turn), else random once. */
  id: string
  symbol: string
  side: Side
  /** Exactly one of `shares` and `notional` (dollars) is set. */
  shares: number | null
  notional: number | null
  type: OrderType
  limit: number | null
  /** Trigger of a stop or stop-limit order. */
  trigger: number | null
  trail: Trail | null
  tif: TimeInForce
  extended: boolean
  legs: ProtectingLegs | null
  /** An exit: may only lower the position. */
  reduces: boolean
  /** Two exits of which one cancels the other: `limit` is the target, `legs.stop` the stop. */
  oco: boolean
  reason: string
  /** `person`, `strategy NAME`, `agent NAME`, `kill switch`. */
  origin: string
  /** Until this instant another process may send it again when the broker proves that it never arrived; null = only the one that made it. */
  validUntil: Instant | null
}

/** One order of ours, as the journal tells it. */
export interface OwnOrder extends OrderTerms {
  clientOrderId: string
  /** Null until the broker named it. */
  brokerId: string | null
  intent: Intent | null
  reduces: boolean
  state: OrderState
  /** The broker's own word for it; null until it spoke. */
  status: string | null
  filled: number
  averagePrice: number | null
  /** When it was intended (our clock of the market) and when it changed last. */
  intendedAt: Instant
  changedAt: Instant
  /** Client order id of the entry whose leg it is. */
  parent: string | null
  leg: 'stop' | 'target' | null
  /** Client order ids. */
  replaces: string | null
  replacedBy: string | null
  /** Made elsewhere in the same account: shown, never touched unless asked. */
  foreign: boolean
  cancelRequested: boolean
  reason: string | null
}

/** Market facts that verdicts rest on. They are asked for by the path itself, never given by the caller. */
export interface MarketFacts {
  /** Null = no quote could be had, and entries are denied. */
  quote: Snapshot | null
  printsPerMinute: number | null
  /** Share of the market that they were counted on: below 1 the count is an estimate, scaled up. Absent = all of it. */
  coverage?: number
  /** Why there is no quote. */
  fault: string | null
}

/** What the order path asks of the world. */
export interface OrderPathParts {
  broker: Broker
  store: Store
  /** Real time: deadlines and waits. What is journaled carries the broker's clock. */
  clock: Clock
  log: Log
  /** Null = `--risk none`, on simulated and paper accounts only. */
  limits: RiskLimits | null
  /** The market as it stands: newest quote and prints a minute of a symbol. */
  market(symbol: string, signal: AbortSignal): Promise<MarketFacts>
  /** Minutes to the regular close of the symbol's session; null outside of it. */
  minutesToClose(symbol: string, at: Instant): number | null
  /** True while a file or signal says halt, whatever the journal says. */
  halted(): boolean
  /** What this process is, for others: `trade buy`, `trade run sma-cross`. */
  holder: string
  pid: number
  isDead(pid: number): boolean
  /** A paper account, or a live one with every confirmation given. */
  confirmed: boolean
  /** Nothing is written: what is unknown stays so, differences are only told. */
  readOnly: boolean
  /** What the broker tells is written down, but nothing is sent, canceled or set. */
  looksOnly?: boolean
  /** Orders are canceled and trading is halted; nothing is sent, not again either. */
  stopsOnly?: boolean
}

/** One difference between our books and the broker. */
export interface Difference {
  what: 'position' | 'cash' | 'order' | 'average-price'
  symbol: string | null
  clientOrderId: string | null
  ours: number | string | null
  brokers: number | string | null
  /** True when the broker's own orders and activities account for it, and it has been taken over. */
  explained: boolean
  message: string
}

export interface Reconciliation {
  at: Instant
  /** Our books and the broker agree, now at least. */
  agreed: boolean
  differences: Difference[]
  /** One plain sentence and the command that resolves it; null when agreed. */
  sentence: string | null
  /** Orders whose fate was unknown, and what became of them. */
  settled: { clientOrderId: string; state: OrderState; message: string }[]
}

/** What an order would be and do, before it is sent. */
export interface PlannedOrder {
  intent: Intent
  request: BrokerOrderRequest
  quote: Snapshot | null
  /** Dollars at the limit, the trigger or the last price; null when no price is known. */
  notional: number | null
  fees: number | null
  verdict: Verdict
  account: Account
  /** The account after a whole fill. */
  after: { cash: number | null; positionShares: number | null; positionShare: number | null; grossExposure: number | null }
  warnings: string[]
}

export interface FlattenResult {
  canceled: string[]
  /** Orders that close positions. */
  closing: OwnOrder[]
  flat: boolean
  /** What is left and why; null when flat. */
  message: string | null
}

/** The one way from an intent to a broker, on every surface. Made by `openOrderPath`, which reads, settles and reconciles first. */
export interface OrderPath {
  readonly broker: Broker
  readonly mode: Mode
  /** Key of the account in the journal. */
  readonly account: string
  readonly books: Books
  readonly opening: Reconciliation
  readonly limits: RiskLimits | null
  readonly tradingState: TradingState
  /** Whether order updates are heard; null where nobody listens. */
  readonly updatesUp: boolean | null
  /** Sizes, judges and describes; nothing is sent or stored. `insteadOf`: client order ids of open orders that would be canceled before. */
  plan(intent: Intent, signal: AbortSignal, insteadOf?: readonly string[]): Promise<PlannedOrder>
  /** Judges and sends. A denial is journaled and answered as an order in state `denied` with its verdict. */
  submit(intent: Intent, signal: AbortSignal): Promise<{ order: OwnOrder; verdict: Verdict }>
  /** @throws OpenbellError not-found when there is no such order, by client id, broker id or an unambiguous beginning of one. */
  find(id: string): OwnOrder
  cancel(clientOrderId: string, reason: string, signal: AbortSignal): Promise<OwnOrder>
  /** Our own open orders; `foreign` ones too when asked. */
  cancelAll(reason: string, options: { foreign: boolean; entriesOnly: boolean }, signal: AbortSignal): Promise<OwnOrder[]>
  replace(clientOrderId: string, changes: BrokerOrderChanges, reason: string, signal: AbortSignal): Promise<OwnOrder>
  /** Sets, moves or takes away (null) the legs that protect a position; they live at the broker. */
  protect(symbol: string, legs: Partial<ProtectingLegs>, reason: string, signal: AbortSignal): Promise<OwnOrder[]>
  /** Closes a position or a part of it: cancels what holds its shares, waits, sends, never more than is held. */
  close(symbol: string, shares: number | null, options: CloseOptions, signal: AbortSignal): Promise<OwnOrder | null>
  flatten(reason: string, options: CloseOptions & { waitMs: number }, signal: AbortSignal): Promise<FlattenResult>
  halt(by: string, reason: string, signal: AbortSignal): Promise<OwnOrder[]>
  setState(state: TradingState, by: string, reason: string): void
  /** Asks the broker for everything and compares; `accept` takes an unexplained difference over with its reason. */
  reconcile(options: { accept: { by: string; reason: string } | null }, signal: AbortSignal): Promise<Reconciliation>
  /** Takes what a broker told; what is known already changes nothing. */
  take(order: BrokerOrder): void
  /** Reads what other processes have journaled since. */
  refresh(): void
  /** Journals what the account is worth; day limits and drawdown are measured by these marks. */
  mark(signal: AbortSignal): Promise<Account>
  /** Journals that a strategy begins to decide, or no longer does. */
  noteRun(body: Extract<JournalBody, { kind: 'run-started' | 'run-ended' }>): void
  /** Follows the broker's stream until the signal fires, closing every gap by asking. One process an account; `unavailable` names the holder. */
  follow(signal: AbortSignal, onChange: () => void): Promise<void>
  /** Waits until the order has ended (or `waitMs` are over), asking the broker where nothing is told. */
  settle(clientOrderId: string, waitMs: number, signal: AbortSignal): Promise<OwnOrder>
}

export interface CloseOptions {
  /** Id of the exit's intent, where the same wish must never become two orders; absent = a new one each time. */
  id?: string
  /** Null = marketable limit at the collar of the limits, or market where they allow it. */
  limit: number | null
  reason: string
  origin: string
  extended: boolean
}
