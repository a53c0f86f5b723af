import type { DayNumber, Instant } from '../core/time.ts'
import type { CorporateAction } from '../market/actions.ts'
import type { Bars } from '../market/bars.ts'
import type { Prints, Quotes } from '../market/prints.ts'
import type { Timeframe } from '../market/timeframe.ts'

/** What became of the rows of one append: `rows in = stored + duplicates + conflicts.length`. */
export interface AppendResult {
  stored: number
  duplicates: number
  /** Indexes (into the given columns) of rows whose key is stored with other values; nothing was overwritten. */
  conflicts: number[]
}

/** One stored series. `timeframe` is null for prints, quotes. */
export interface SeriesInfo {
  kind: 'bars' | 'prints' | 'quotes'
  symbol: string
  timeframe: Timeframe | null
  source: string
  feed: string
  rows: number
  from: Instant
  to: Instant
}

export interface SeriesKey {
  symbol: string
  timeframe: Timeframe
  source: string
}

/** A series, or the corporate actions of a symbol, whose ranges run from UTC midnight to UTC midnight of their ex-dates. */
export type FetchedKey = Omit<SeriesKey, 'timeframe'> & { timeframe: Timeframe | 'actions' }

/** Which optional columns or which single columns to load; default all. */
export interface LoadOptions {
  /** Rows whose time lies in `[from, to)`. */
  from?: Instant
  to?: Instant
  /** Keep only the newest so many. */
  limit?: number
}

/** Raw bars; the key of a row is (symbol, timeframe, source, time). Appends need not be sorted against what is stored. */
export interface BarsRepository {
  append(bars: Bars): AppendResult
  load(key: SeriesKey, options?: LoadOptions): Bars | null
  /** Deletes a series with its adjusted closes; true when it existed. Used by `data generate --replace`. */
  remove(key: SeriesKey): boolean
}

/**
 * Prints and quotes. A print's identity is its id (among those of its stamp and exchange: vendors number prints per exchange and day),
 * else (time, price, size, exchange, conditions) plus its occurrence number within the file:
 * `occurrence[i]` counts equal prints of this file up to and including row i (from 1), and row i is stored when the store holds fewer
 * equal prints than that. So equal prints inside one file are all kept, and a re-import stores none.
 * A quote's key is its time: an equal row is a duplicate, another quote at the same time a conflict.
 */
export interface TapeRepository {
  appendPrints(prints: Prints, occurrence: Uint32Array): AppendResult
  appendQuotes(quotes: Quotes): AppendResult
  loadPrints(symbol: string, source: string, options?: LoadOptions): Prints | null
  loadQuotes(symbol: string, source: string, options?: LoadOptions): Quotes | null
}

export interface ActionsRepository {
  append(actions: CorporateAction[]): AppendResult
  load(symbol: string, source: string, from?: DayNumber, to?: DayNumber): CorporateAction[]
  list(): { symbol: string; source: string; actions: number; from: DayNumber; to: DayNumber }[]
  /** The vendor's adjusted closes, kept apart from raw prices, beside the series of the key. A stored one stands; NaN is none. */
  appendAdjustedCloses(key: SeriesKey, time: Float64Array<ArrayBufferLike>, value: Float64Array<ArrayBufferLike>): void
  /** Ascending in time. */
  loadAdjustedCloses(key: SeriesKey): { time: Float64Array; value: Float64Array }
}

/** An answer worth keeping (a scan, a signal), as the JSON it was. */
export interface KeptResult {
  id: number
  kind: 'scan' | 'signal' | 'drill'
  /** When it was kept, on the system clock. */
  at: Instant
  asOf: Instant
  /** The rule, or the symbol. */
  subject: string
  source: string
  body: unknown
}

export interface KeptRepository {
  add(entry: Omit<KeptResult, 'id'>): number
  /** Newest first. */
  list(kind: KeptResult['kind'], limit: number): KeptResult[]
}

/** Ranges already asked of a vendor and stored, empty ones included, so that a fetch asks only for what is missing. */
export interface FetchedRepository {
  /** Notes `[from, to)` as answered; touching ranges are joined. */
  add(key: FetchedKey, from: Instant, to: Instant): void
  /** Disjoint and ascending. */
  list(key: FetchedKey): { from: Instant; to: Instant }[]
}

/** One finished run, kept whole: what was asked, what came out, and the columns a report draws. */
export interface KeptRun {
  /** Hash of the inputs: strategy, parameters, data, costs, limits. */
  id: string
  kind: 'backtest' | 'compare' | 'optimize'
  /** When it was kept, on the system clock. */
  at: Instant
  strategy: string
  symbols: string[]
  timeframe: Timeframe
  source: string
  /** A few figures of the answer, for lists. */
  summary: Record<string, string | number | null>
  /** The request and the answer as JSON. */
  body: unknown
  /** `times`, `equity`, `exposure` and what else a report needs, by name. */
  columns: Record<string, Float64Array>
}

export interface RunsRepository {
  /** Keeps a run; the same id is the same run and is replaced. */
  put(run: KeptRun): void
  /** By id or an unambiguous beginning of one; null when there is none, throws `usage` when several begin so. */
  get(id: string): KeptRun | null
  /** Newest first, without columns and bodies. */
  list(limit: number): Omit<KeptRun, 'body' | 'columns'>[]
}

/** One set of parameters tried on some data, whoever tried it: what makes the best of many look better than it is. */
export interface Trial {
  /** Hash of strategy, parameters, range and costs; the same trial counts once. */
  id: string
  /** What data: symbols, timeframe, source. */
  dataKey: string
  strategy: string
  at: Instant
  /** Sharpe ratio of daily returns, not annualised; null when it could not be computed. */
  dailySharpe: number | null
}

export interface TrialsRepository {
  add(trials: Trial[]): void
  /** Distinct trials ever run on the data, and the daily Sharpe ratios that are known. */
  on(dataKey: string): { count: number; dailySharpes: Float64Array }
}

/** One trial of a study: parameters on one stretch of data. */
export interface StudyTrial {
  /** Which stretch: 'all', 'fold-1-in', 'fold-1-out' ... */
  stretch: string
  /** Canonical JSON of the parameters. */
  key: string
  params: Record<string, number | string | boolean>
  /** Objective and metrics as JSON; an error text when the run failed. */
  body: unknown
  /** What the odds of overfitting need of its daily returns (sums of blocks of them); null where not needed. */
  dailyReturns: Float64Array | null
}

/** An optimisation that can be stopped, killed and taken up again. */
export interface StudiesRepository {
  /** Opens a study by the hash of its inputs; a new one is made with `body`. */
  open(id: string, body: unknown, at: Instant): { trials: StudyTrial[]; finished: boolean }
  /** Durable when it returns; a trial already there stays. */
  add(id: string, trials: StudyTrial[]): void
  finish(id: string): void
  list(limit: number): { id: string; at: Instant; body: unknown; trials: number; finished: boolean }[]
}

/** One line of an account's journal. `seq` ascends through all accounts of a store; a line is never changed or taken away. */
export interface JournalEntry {
  seq: number
  /** `simulated:main`, `alpaca-paper:PA3...`: broker, mode and account. */
  account: string
  /** When it happened, by the broker's (or the market's) clock, and when we knew. */
  at: Instant
  knownAt: Instant
  kind: string
  /** The order it is about; null for what concerns the account. */
  clientOrderId: string | null
  body: unknown
}

export type NewJournalEntry = Omit<JournalEntry, 'seq' | 'account'> & {
  /** What it is, for ever: an entry one of whose keys the account's journal holds already is left out (a fill told twice is one fill). */
  keys?: string[]
}

/** The append-only journal of orders and money. */
export interface JournalRepository {
  /**
   * Durable (fsynced) when it returns, whole or not at all. Entries whose key is known are left out.
   * @returns what was stored, in order
   */
  append(account: string, entries: readonly NewJournalEntry[]): JournalEntry[]
  /** Ascending, after a sequence number (0 = all). */
  read(account: string, after: number, limit?: number): JournalEntry[]
  /** Those of one order. */
  of(account: string, clientOrderId: string): JournalEntry[]
  /** Newest first, of some kinds. */
  newest(account: string, kinds: readonly string[], limit: number): JournalEntry[]
  /** Sequence number of the account's last entry; 0 when there is none. */
  last(account: string): number
  /** Accounts with entries. */
  accounts(): string[]
}

/** Simulated accounts: the simulated exchange's own truth, apart from our journal of it. */
export interface SimulatedAccountsRepository {
  read(name: string): { version: number; body: unknown } | null
  /** Durable. Writes only when the stored version is still `version` (0 = none yet) and makes it one more; false when another was faster. */
  write(name: string, version: number, body: unknown): boolean
  remove(name: string): boolean
  list(): { name: string; version: number }[]
}

/** An order that was proposed and waits for a person. */
export interface Proposal {
  id: string
  account: string
  at: Instant
  expiresAt: Instant
  /** Who proposed it: `cli`, `mcp`, `agent`... */
  origin: string
  body: unknown
  /** Set once it was used. */
  usedAt: Instant | null
}

export interface ProposalsRepository {
  put(proposal: Omit<Proposal, 'usedAt'>): void
  /** By id or an unambiguous beginning of one. */
  get(id: string): Proposal | null
  /** Marks it used, durably; false when it was already: two approvals never make two orders. */
  use(id: string, at: Instant): boolean
  list(account: string, limit: number): Proposal[]
}

/** Who holds something that only one process may hold. */
export interface Lease {
  name: string
  pid: number
  /** What that process is, for a person: `trade run sma-cross`. */
  holder: string
  /** Made for each holding: only its owner may renew or release. */
  token: string
  since: Instant
  renewedAt: Instant
  /** What the holder tells others, e.g. whether its stream is up. */
  note: unknown
}

export interface LeasesRepository {
  /** Takes the lease when it is free, its process is `dead`, or it was not renewed for `staleMs`; answers who holds it then. Times are the system clock's. */
  take(wish: Omit<Lease, 'renewedAt'>, staleMs: number, dead: (pid: number) => boolean): { taken: boolean; lease: Lease }
  /** False when it is no longer ours. */
  renew(name: string, token: string, at: Instant, note: unknown): boolean
  release(name: string, token: string): void
  read(name: string): Lease | null
}

/** One process writes, many read. Every method is synchronous and atomic: after a crash a call has happened whole or not at all. */
export interface Store {
  readonly path: string
  bars: BarsRepository
  tape: TapeRepository
  actions: ActionsRepository
  kept: KeptRepository
  fetched: FetchedRepository
  runs: RunsRepository
  trials: TrialsRepository
  studies: StudiesRepository
  journal: JournalRepository
  simulatedAccounts: SimulatedAccountsRepository
  proposals: ProposalsRepository
  leases: LeasesRepository
  /** Every stored series, or those of one symbol (far cheaper in a store of many). */
  series(symbol?: string): SeriesInfo[]
  /** Runs synchronous work as one write: all that it stores is kept when it returns, nothing of it when it throws. */
  transaction<T>(work: () => T): T
  /** 'ok', or what is wrong, as the database's own integrity check says. */
  integrity(): string
  info(): { path: string; bytes: number; schema: number; journalMode: string }
  close(): void
}
