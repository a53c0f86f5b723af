import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { OpenbellError } from '../../core/errors.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { SeriesInfo, Store } from '../../ports/store.ts'
import { makeFolder } from '../common/make-folder.ts'
import { type Access, createAccess, storeError } from './access.ts'
import { createProposalsRepository, createSimulatedAccountsRepository } from './accounts.ts'
import { createAlertLogRepository, createAlertRulesRepository, createWrapsRepository } from './alerts.ts'
import type { SeriesStorage } from './append.ts'
import { createAuditRepository } from './audit.ts'
import { createBarsRepository } from './bars.ts'
import { createChunks } from './chunks.ts'
import { createDatasetsRepository } from './datasets.ts'
import { createJournalRepository } from './journal.ts'
import { BARS_LAYOUT, PRINTS_LAYOUT, QUOTES_LAYOUT } from './layout.ts'
import { createLeasesRepository } from './leases.ts'
import { createPlacementsRepository } from './placements.ts'
import { createActionsRepository, createFetchedRepository, createKeptRepository } from './records.ts'
import { createRunsRepository } from './runs.ts'
import { migrate, schemaOf } from './schema.ts'
import { createSeriesTable } from './series.ts'
import { createStudiesRepository, createTrialsRepository } from './studies.ts'
import { createBarTail } from './tail.ts'
import { createTapeRepository } from './tape.ts'

/** How long a writer waits for another process's batch before it gives up, milliseconds. */
const BUSY_TIMEOUT = 15_000

const MAPPED_BYTES = 2 ** 30

export interface StoreOptions {
  /** Opens an existing store without ever writing to it; default false (it is made when absent). */
  readonly?: boolean
}

/**
 * The store in one SQLite file, made with its folder when absent (':memory:' is one without a file, gone when closed). WAL, so that
 * readers never wait for the writer.
 * synchronous=NORMAL: a killed process loses nothing (a commit lies in the WAL file, which the operating system holds), and a
 * power cut loses at most the last batches, whole, which an import or a fetch repeats. What nobody could repeat commits with FULL: the
 * journal of orders, simulated accounts, proposals, and everything inside `transaction`.
 * Throws `config` naming the path when the file is foreign, damaged or of a newer schema.
 */
export function openStore(path: string, options: StoreOptions = {}): Store {
  const access = connect(path, options.readonly ?? false)
  try {
    migrate(access)
    return assemble(access)
  } catch (thrown) {
    access.db.close()
    throw storeError(path, thrown)
  }
}

function connect(path: string, readonly: boolean): Access {
  if (readonly && !existsSync(path)) {
    throw new OpenbellError('not-found', `there is no store at ${path}`, 'openbell data import FILE')
  }
  let db: Database.Database | null = null
  try {
    makeFolder(dirname(path))
    db = new Database(path, { readonly, fileMustExist: readonly, timeout: BUSY_TIMEOUT })
    if (!readonly) switchToWal(db)
    // Pages are read where the system holds them instead of being copied first: half the time of a large load (measured).
    db.pragma(`mmap_size = ${MAPPED_BYTES}`)
    db.pragma('foreign_keys = ON')
    return createAccess(db, path)
  } catch (thrown) {
    db?.close()
    throw storeError(path, asDatabaseError(path, thrown))
  }
}

/** Two processes that make the file at once meet here; this switch alone does not wait for the other by itself. */
function switchToWal(db: Database.Database): void {
  for (let attempt = 0; ; attempt++) {
    try {
      db.pragma('journal_mode = WAL')
      return
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== 'SQLITE_BUSY' || attempt === 100) throw thrown
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

/** A folder that cannot be made or is none. */
function asDatabaseError(path: string, thrown: unknown): unknown {
  const code = (thrown as { code?: string }).code ?? ''
  if (code.startsWith('SQLITE_')) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return new OpenbellError('config', `the store ${path} cannot be opened: ${reason}`, 'openbell config', thrown)
}

function assemble(access: Access): Store {
  const { db, path } = access
  const series = createSeriesTable(access)
  const bars: SeriesStorage = { layout: BARS_LAYOUT, chunks: createChunks(access, BARS_LAYOUT), tail: createBarTail(access) }
  const prints: SeriesStorage = { layout: PRINTS_LAYOUT, chunks: createChunks(access, PRINTS_LAYOUT), tail: null }
  const quotes: SeriesStorage = { layout: QUOTES_LAYOUT, chunks: createChunks(access, QUOTES_LAYOUT), tail: null }
  const runs = createRunsRepository(access)
  const studies = createStudiesRepository(access)
  const journal = createJournalRepository(access)
  const accounts = createSimulatedAccountsRepository(access)
  const datasets = createDatasetsRepository(access)
  const listAll = db.prepare(seriesQuery(''))
  const listOne = db.prepare(seriesQuery(OF_SYMBOL))
  const list = (symbol?: string) => (symbol === undefined ? listAll.all() : listOne.all({ symbol })) as SeriesRow[]
  return {
    path,
    bars: createBarsRepository(access, series, bars),
    tape: createTapeRepository(access, series, { prints, quotes }),
    actions: createActionsRepository(access),
    kept: createKeptRepository(access),
    fetched: createFetchedRepository(access),
    runs: { put: runs.put, get: runs.get, list: runs.list },
    trials: createTrialsRepository(access),
    studies: { open: studies.open, add: studies.add, finish: studies.finish, list: studies.list },
    journal: journal.repository,
    simulatedAccounts: accounts.repository,
    proposals: createProposalsRepository(access),
    placements: createPlacementsRepository(access),
    leases: createLeasesRepository(access),
    alertRules: createAlertRulesRepository(access),
    alertLog: createAlertLogRepository(access),
    wraps: createWrapsRepository(access),
    audit: createAuditRepository(access),
    datasets: { put: datasets.put, get: datasets.get, list: datasets.list, remove: datasets.remove },
    series: (symbol) => access.read(() => list(symbol).map((row) => ({ ...row, timeframe: row.timeframe || null }))),
    transaction: (work) => access.durable(work),
    integrity: () => integrity(access, [bars, prints, quotes], [runs, studies, journal, accounts, datasets]),
    info: () => ({
      path,
      bytes: sizeOf(path) + sizeOf(`${path}-wal`),
      schema: schemaOf(db),
      journalMode: db.pragma('journal_mode', { simple: true }) as string,
    }),
    close: () => void db.close(),
  }
}

type SeriesRow = Omit<SeriesInfo, 'timeframe'> & { timeframe: Timeframe | '' }

/** Narrows each part to one symbol before anything is added up; the key of `series` begins with the kind. */
const OF_SYMBOL = "WHERE series IN (SELECT id FROM series WHERE kind IN ('bars', 'prints', 'quotes') AND symbol = @symbol)"

/** From chunk headers and the tails alone; the spans' index answers it without a blob. */
const seriesQuery = (where: string) => `
  SELECT kind, symbol, timeframe, source, feed, sum(part.rows) AS rows, min(part.first) AS "from", max(part.last) AS "to"
  FROM (
    SELECT series, first, last, rows FROM bar_chunk ${where}
    UNION ALL SELECT series, first, last, rows FROM print_chunk ${where}
    UNION ALL SELECT series, first, last, rows FROM quote_chunk ${where}
    UNION ALL SELECT series, min(time), max(time), count(*) FROM bar_tail ${where} GROUP BY series
  ) AS part JOIN series ON series.id = part.series
  GROUP BY series.id ORDER BY symbol, kind, timeframe, source`

/** The database's own check first, then the checksum of every chunk and of every kept column. */
function integrity(access: Access, storages: SeriesStorage[], kept: { verify(): void }[]): string {
  try {
    const answer = access.db.pragma('integrity_check(3)') as { integrity_check: string }[]
    const text = answer.map((row) => row.integrity_check).join('; ')
    if (text !== 'ok') return text
    access.read(() => {
      for (const { chunks } of storages) for (const header of chunks.all()) chunks.read(header)
      for (const repository of kept) repository.verify()
    })
    return 'ok'
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
