import type { Instant } from '../core/time.ts'
import type { AlertOutcome, AlertRule, FiredAlert } from '../market/alerts.ts'

/** Rules as they were added. */
export interface AlertRulesRepository {
  /** Durable; answers the rule with its number. */
  add(rule: Omit<AlertRule, 'id'>): AlertRule
  /** In the order in which they were added. */
  list(): AlertRule[]
  /** True when there was one. */
  remove(id: number): boolean
}

/** An alert that has fired, as it is kept: the rule may be gone by now. */
export interface LoggedAlert extends Omit<FiredAlert, 'rule'> {
  seq: number
  /** When we knew, on the system clock. */
  knownAt: Instant
  /** Account of the session in which it fired; null = none was open. */
  account: string | null
  /** Number, name, kind and spelling of the rule; 0 = no rule (a test). */
  rule: Pick<AlertRule, 'id' | 'name' | 'kind' | 'rule'>
  /** What became of telling it, channel by channel; empty while that is under way, or when nothing is set up. */
  outcomes: readonly AlertOutcome[]
}

export interface AlertLogQuery {
  /** Of one rule. */
  rule?: number
  /** `[from, to)` of the market's time. */
  from?: Instant
  to?: Instant
  /** Of one account; null = of none. */
  account?: string | null
}

export interface AlertLogRepository {
  /** Answers its number. */
  add(entry: Omit<LoggedAlert, 'seq' | 'outcomes'>): number
  /** What became of telling it. */
  settle(seq: number, outcomes: readonly AlertOutcome[]): void
  /** Newest first. */
  list(limit: number, query?: AlertLogQuery): LoggedAlert[]
}

/** The summary of an account's day, kept: the newest of each date. */
export interface KeptWrap {
  account: string
  /** Exchange date, `YYYY-MM-DD`. */
  date: string
  /** When it was made, on the system clock. */
  at: Instant
  body: unknown
}

export interface WrapsRepository {
  /** Replaces the one of that date. */
  put(wrap: KeptWrap): void
  get(account: string, date: string): KeptWrap | null
  /** Newest date first. */
  list(account: string, limit: number): KeptWrap[]
}
