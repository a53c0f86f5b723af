import type { Instant } from '../core/time.ts'
import type { AlertChannel, AlertKind, AlertOutcome } from '../market/alerts.ts'

/** What is told: words for a person, and the same as fields for a program. */
export interface Notice {
  /** The same for every attempt to tell it: a receiver may get it twice after a lost answer. */
  id: string
  title: string
  text: string
  /** Of the rule; `test` for a trial. */
  kind: AlertKind | 'test'
  rule: string
  name: string
  symbol: string | null
  price: number | null
  /** When it was known, on the market's clock. */
  at: Instant
  /** SIMULATED, PAPER, LIVE: what it is about. */
  label: string
}

export interface ChannelState {
  channel: AlertChannel
  /** Set up: it is used by rules that name no channel. */
  isSetUp: boolean
  /** Where it leads, as far as that may be shown; or what to set. */
  detail: string
}

/** Ways to tell a person who does not look at the screen. */
export interface Notifier {
  channels(): ChannelState[]
  /** Never rejects: what went wrong is the outcome. Bounded in time, one call after the other on each channel. */
  send(channel: AlertChannel, notice: Notice, signal: AbortSignal): Promise<AlertOutcome>
  close(): Promise<void>
}
