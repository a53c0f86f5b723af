import type { Settings } from '../core/settings.ts'
import type { Instant } from '../core/time.ts'
import type { Broker } from '../ports/broker.ts'
import type { Clock } from '../ports/clock.ts'
import type { CodeRunner } from '../ports/code-runner.ts'
import type { Datasets } from '../ports/datasets.ts'
import type { Files } from '../ports/files.ts'
import type { Hub } from '../ports/hub.ts'
import type { Log } from '../ports/log.ts'
import type { MarketDataSource } from '../ports/market-data.ts'
import type { Models } from '../ports/models.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { Peers } from '../ports/peers.ts'
import type { PocketHost } from '../ports/pocket.ts'
import type { RecordReader } from '../ports/record-reader.ts'
import type { Recordings } from '../ports/recording.ts'
import type { Store } from '../ports/store.ts'
import type { ToolServer } from '../ports/tool-server.ts'
import type { Backends } from '../ports/trainer.ts'
import type { Workers } from '../ports/workers.ts'
import type { Operation } from './operation.ts'
import type { Door } from './recording/door/door.ts'
import type { Pace } from './trade/running/pace.ts'

export type Caller = 'cli' | 'mcp' | 'http' | 'agent' | 'test'

/** What a program may do beyond reading; fixed when its server starts, no call can change it. */
export interface Grants {
  /** Operations of effect `write`. */
  write: boolean
  /** Operations of effect `trade`: on paper accounts, or also proposals for the live one. */
  trade: 'paper' | 'live' | null
  /** The limits that its orders are judged by, as `--risk` has it; default settings. Those of `programRisk` count besides. */
  risk?: string
  /** Operations that are off, whatever their effect; tools of peers too, by the names that clients see. */
  without?: readonly string[]
}

/** Progress of long work; the surface decides how (and whether) to show it. */
export interface Progress {
  /** `done` of `total` (null = unknown) units; `note` says what is under way. */
  update(done: number, total: number | null, note?: string): void
  /** A line for the person at the screen: stderr on the CLI, a notice elsewhere. */
  note(text: string): void
  warn(text: string): void
}

export interface BrokerWish {
  /** The live account, with its own keys; only what has asked for every confirmation says true. */
  live?: boolean
  /** Which simulated account; default that of the settings. */
  account?: string
  /** The time that a simulated account lives at; default the source's (or `--as-of`). */
  now?: () => Instant
  /** Another process paces the simulated account: `now` may lag behind it. */
  follows?: boolean
  /** An exchange on this machine in place of the one of the settings: where rehearsals trade, never the user's account. */
  at?: LocalExchange
  /** A simulated exchange over another market and in another store: where a recorded day is lived through again. */
  over?: { store: Store; source: MarketDataSource; cash: number }
}

export interface LocalExchange {
  tradingUrl: string
  streamUrl: string | null
  keyId: string
  secretKey: string
  /** Time as the exchange has it: waits and deadlines pass as fast as its time does. */
  clock: Clock
  /** Milliseconds that an answer may take. */
  timeoutMs: number
}

/** What an operation is given: ports, settings and the caller's wishes. Heavy adapters are built on first use. */
export interface Context {
  readonly settings: Settings
  readonly clock: Clock
  readonly log: Log
  readonly progress: Progress
  readonly signal: AbortSignal
  /**
   * Runs synchronous work that may take long or never return (a promise of such work counts until it settles): on the command line Ctrl-C
   * then ends the process at once. `breathe` before it, so that a Ctrl-C already on its way is heard.
   */
  busy<T>(work: () => T): T
  readonly caller: Caller
  /** Of callers that are programs; absent = reading only. */
  readonly grants?: Grants
  /** The program behind the call, as it says itself: `claude-code 2.1`. */
  readonly client?: string
  /** True when a person can answer questions (a terminal, without --no-input). */
  readonly interactive: boolean
  /** Asks the person: what was typed (for `confirm`: `yes` or `no`), or null where nobody can answer. `--yes` does not answer what must be typed. */
  ask(kind: 'confirm' | 'text', question: string): Promise<string | null>
  /** `--yes`: every question that wants a yes has one. */
  readonly assumeYes: boolean
  readonly dryRun: boolean
  readonly requestId: string
  /** The source of `--source`, or another one by name; throws `config` or `usage` when it cannot be built. */
  source(name?: string): Promise<MarketDataSource>
  /** Names that `source()` takes, in order of use. */
  sourceNames(): string[]
  /** The store in the home folder. In a dry run it is not made when it is not there: an empty one in memory stands in. */
  store(): Promise<Store>
  /** An empty store in memory, the same one (of each name) throughout the run: where a dry run or a drill tries things out. */
  scratch(name?: string): Promise<Store>
  /** The broker's account. Made anew for each wish: whoever asks closes it. */
  broker(wish?: BrokerWish): Promise<Broker>
  /** This process, as leases name it. */
  readonly pid: number
  /** True when no such process runs on this machine any more. */
  isDead(pid: number): boolean
  /** True while the file HALT lies in the home folder, or since a signal asked for a halt. */
  halted(): boolean
  reader(): Promise<RecordReader>
  files(): Promise<Files>
  /** What a store holds, as a source. */
  stored(store: Store): Promise<MarketDataSource>
  /** Sessions that were recorded, in the home folder. */
  recordings(): Promise<Recordings>
  /** Ways to tell a person who does not look at the screen; those of the settings. */
  notifier(): Promise<Notifier>
  /** Threads for work that one core is too slow for. */
  workers(): Promise<Workers>
  /** The ways to train networks that this machine has. Whoever opens one closes it. */
  backends(): Promise<Backends>
  /** Models that the user kept, in the home folder; `cached`: those that runs over the past keep for themselves. */
  models(which?: 'kept' | 'cached'): Promise<Models>
  /** The door between processes of this home: where a running session is served and found. */
  hub(): Promise<Hub>
  /** An operation of the registry by its dotted name; null when there is none. */
  operation(name: string): Promise<Operation | null>
  /** Starts the local exchange that `serve-pocket` serves. */
  pocket(): Promise<PocketHost>
  /** Tables for analytics code, by name: those of the home folder, or those that this process alone has, in its memory. */
  datasets(which?: 'kept' | 'session'): Promise<Datasets>
  /** The sandbox that analytics code runs in. */
  codeRunner(): Promise<CodeRunner>
  /** Other MCP servers that the user configured. */
  peers(): Promise<Peers>
  /** Starts the server for AI clients that `serve-mcp` serves. */
  toolServer(): Promise<ToolServer>
  /** `--as-of`, else now on the source's clock. */
  asOf(source: MarketDataSource): Instant
  /** Through which everything from outside comes, where a session is recorded or replayed. */
  readonly door?: Door
  /** Paces a session of the past that begins at `start`, in place of a speed. */
  readonly pace?: (start: Instant) => Pace
  /** A recorded day is gone through again: nobody is told, and nothing is kept beside its own store. */
  readonly replays?: boolean
  /** The context before the door: for what only looks at a session. */
  readonly outside?: Context
}
