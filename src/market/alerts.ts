import type { Instant } from '../core/time.ts'
import type { Timeframe } from './timeframe.ts'

/** What a rule that is no expression waits for, and what that is. */
export const ALERT_EVENTS = {
  peak: 'A peak that later bars can no longer change',
  trough: 'A trough that later bars can no longer change',
  'liquidity-lost': 'Prints a minute fall below the minimum of the settings',
  stale: 'Data of a symbol or of the whole stream is old, mute or asked for instead of streamed',
  position: 'A position calls: profit to protect, a loss to review, an emergency, declining peaks',
  risk: 'An intent is denied or rejected, trading is halted or reduced, books and broker disagree',
  fill: 'An order fills: told with its first execution',
} as const

export type AlertEvent = keyof typeof ALERT_EVENTS
export type AlertKind = 'expression' | AlertEvent

export const ALERT_KINDS = ['expression', ...Object.keys(ALERT_EVENTS)] as [AlertKind, ...AlertKind[]]

/** Ways out of the process. */
export const ALERT_CHANNELS = ['webhook', 'command', 'desktop'] as const
export type AlertChannel = (typeof ALERT_CHANNELS)[number]

/** What somebody wants to be told. */
export interface AlertRule {
  /** Counts up; never used twice. */
  id: number
  name: string
  kind: AlertKind
  /** The expression in its one spelling; of every other kind its word. */
  rule: string
  /** Null = whatever is watched. */
  symbols: readonly string[] | null
  /** Bars that indicators are computed on and turns are found in. */
  timeframe: Timeframe
  /** Told once of each symbol, then never again. */
  once: boolean
  /** Null = every channel that is set up. */
  via: readonly AlertChannel[] | null
  addedAt: Instant
}

/** A rule that has come true. */
export interface FiredAlert {
  rule: AlertRule
  /** Null for what concerns the account or the whole stream. */
  symbol: string | null
  /** When it was known, on the market's clock. */
  at: Instant
  /** A sentence for a person. */
  message: string
  price: number | null
  /** What the rule read, by its words. */
  values: Readonly<Record<string, number | null>>
}

/** What became of telling one channel. */
export interface AlertOutcome {
  channel: AlertChannel
  outcome: 'sent' | 'failed' | 'limited' | 'quiet'
  /** Why, or what was answered. */
  detail: string
}
