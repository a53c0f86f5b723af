import type { DayNumber, Instant } from '../../core/time.ts'
import type { BrokerActivity, BrokerFill, BrokerOrder, BrokerOrderChanges, BrokerOrderRequest } from '../../ports/broker.ts'
import type { RunNote } from '../live/run-note.ts'
import type { TradingState, Verdict } from '../risk/types.ts'
import type { Difference, Intent } from './types.ts'

/** What a journal entry says, by its kind. Every transition of an order is one; positions, cash and profit are folds over them. */
export type JournalBody =
  /** The books begin (or begin anew) with what the broker holds. Dollars; shares signed. */
  | {
      kind: 'opened'
      cash: number
      positions: { symbol: string; shares: number; averagePrice: number }[]
      /** Keys of the newest activities that are in it already. */
      known: string[]
      by: string
      reason: string
    }
  /** Written before anything is sent. */
  | {
      kind: 'intended'
      intent: Intent | null
      request: BrokerOrderRequest
      verdict: Verdict | null
      pid: number
      /** Dollars that it was worth by our own price when it was judged; null or absent = not known. */
      value?: number | null
    }
  | { kind: 'denied'; intent: Intent; verdict: Verdict }
  /** An attempt to send leaves the process `pid` now. */
  | { kind: 'submitted'; attempt: number; pid: number }
  /** Nobody knows whether it arrived. */
  | { kind: 'unknown'; reason: string }
  /** The broker was asked and does not have it. */
  | { kind: 'absent'; reason: string }
  /** It never reached the broker and will not be sent again. */
  | { kind: 'dropped'; reason: string }
  | { kind: 'rejected'; reason: string; code: string | null }
  /** What the broker says of the order: taken, canceled, expired, replaced, rejected; and of its legs. */
  | { kind: 'told'; order: BrokerOrder }
  | { kind: 'cancel-requested'; reason: string }
  /** The order of `clientOrderId` shall be replaced by the one of `successor`, which was `intended` with it. */
  | { kind: 'replace-requested'; successor: string; changes: BrokerOrderChanges; reason: string }
  | { kind: 'filled'; fill: BrokerFill }
  /** Dividends, fees, transfers, splits. */
  | { kind: 'activity'; activity: Exclude<BrokerActivity, { kind: 'fill' }> }
  /** What the account was worth; `day` is the exchange date. */
  | { kind: 'marked'; equity: number; cash: number; day: DayNumber }
  | { kind: 'state'; state: TradingState; by: string; reason: string }
  | { kind: 'reconciled'; differences: Difference[] }
  | { kind: 'diverged'; differences: Difference[]; sentence: string }
  /** A strategy begins to decide (or begins again, after it was killed), and no longer does. Nothing of the books. */
  | { kind: 'run-started'; run: RunNote }
  | { kind: 'run-ended'; id: string; how: 'ended' | 'interrupted' | 'failed' }

/** A journal entry, typed. */
export interface JournalEvent {
  seq: number
  at: Instant
  knownAt: Instant
  clientOrderId: string | null
  body: JournalBody
}

/** Keys that make an execution one, however it is told: its own id, and its place among the fills of its order. */
export function fillKeys(fill: BrokerFill): string[] {
  const keys: string[] = []
  if (fill.executionId !== null) keys.push(`execution:${fill.executionId}`)
  if (fill.cumulative !== null) keys.push(`fill:${fill.orderId}:${fill.cumulative}`)
  return keys
}
