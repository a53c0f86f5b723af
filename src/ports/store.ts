import type { DayNumber, Instant } from '../core/time.ts'
import type { CorporateAction } from '../market/actions.ts'
import type { Bars } from '../market/bars.ts'
import type { Prints, Quotes } from '../market/prints.ts'
import type { Timeframe } from '../market/timeframe.ts'
import type { AlertLogRepository, AlertRulesRepository, WrapsRepository } from './alerts.ts'
import type { AuditRepository } from './audit.ts'
import type { DatasetsRepository } from './datasets.ts'
import type {
  JournalRepository,
  LeasesRepository,
  PlacementsRepository,
  ProposalsRepository,
  SimulatedAccountsRepository,
} from './journal.ts'

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
  kind: 'scan' | 'signal' | 'drill' | 'execution'
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
  /** Forgets all of a kind but the newest so many. */
  trim(kind: KeptResult['kind'], newest: number): void
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
  placements: PlacementsRepository
  leases: LeasesRepository
  alertRules: AlertRulesRepository
  alertLog: AlertLogRepository
  wraps: WrapsRepository
  audit: AuditRepository
  datasets: DatasetsRepository
  /** Every stored series, or those of one symbol (far cheaper in a store of many). */
  series(symbol?: string): SeriesInfo[]
  /** Runs synchronous work as one write: all that it stores is kept when it returns, nothing of it when it throws. */
  transaction<T>(work: () => T): T
  /** 'ok', or what is wrong, as the database's own integrity check says. */
  integrity(): string
  info(): { path: string; bytes: number; schema: number; journalMode: string }
  close(): void
}
