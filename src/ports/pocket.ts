import type { Instant } from '../core/time.ts'
import type { MarketDataSource } from './market-data.ts'

/** How the pocket exchange is started. */
export interface PocketOptions {
  /** TCP port on 127.0.0.1; 0 = any free one. */
  port: number
  /** Session to replay from its open, `YYYY-MM-DD`; null = the source's present. */
  date: string | null
  /** Exchange seconds a real second; 0 = time moves only by POST /admin/step. */
  speed: number
  seed: number
  /** Dollars of its account; absent = as the settings say. */
  cash?: number
  /** Scripted trouble as the command line says it: `mute-stream@10:30,5m`. */
  faults?: readonly string[]
  /** Where its market comes from; default the source of the settings. */
  source?: string
  /** Requests a minute that it takes on each surface; default as the vendor's. */
  rateLimit?: number
}

/** What a client needs to know to talk to it (contract.md, serve-pocket). A stream that is not served is null. */
export interface PocketInfo {
  trading: string
  data: string
  tradingStream: string | null
  dataStream: string | null
  admin: string
  key: string
  secret: string
  date: string
  seed: number
}

export interface RunningPocket {
  info: PocketInfo
  /** The market as the scripted trouble has it. */
  market: MarketDataSource
  /** The exchange's own time. */
  now(): Instant
  /** Pushes exchange time forward by so many milliseconds; all that is due by then has happened and was told when it resolves. */
  step(ms: number): Promise<void>
  /** Scripts trouble, as the command line says it. @throws OpenbellError `usage` for a fault that is none */
  fault(text: string): void
  /** The exchange's own truth, as GET /admin/state tells it. */
  state(): Promise<unknown>
  close(): Promise<void>
}

/** Starts the exchange emulator that speaks Alpaca's wire protocol, so that an operation can serve it. */
export interface PocketHost {
  /** @throws OpenbellError `usage` for a date without a session, a port in use, or a fault that is none. */
  start(options: PocketOptions): Promise<RunningPocket>
}
