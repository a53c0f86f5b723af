import type Database from 'better-sqlite3'
import { OpenbellError } from '../../core/errors.ts'

/** The ways into the database: every read sees one moment, every write happens whole or not at all. */
export interface Access {
  readonly db: Database.Database
  readonly path: string
  read<T>(work: () => T): T
  write<T>(work: () => T): T
  /** A write that lies on the disk when it returns: neither a killed process nor a power cut takes it back. */
  durable<T>(work: () => T): T
}

type Synchronous = 'NORMAL' | 'FULL'

/**
 * The single-writer rule is SQLite's own write lock, taken at the start of a write (BEGIN IMMEDIATE) and waited for up to the busy
 * timeout: two processes take turns, batch by batch. Readers work on the moment at which they began and never wait.
 *
 * One connection serves all, so that the journal and what is read to decide on it are one transaction. `synchronous` is changed between
 * transactions only (SQLite ignores it inside one) and holds for the connection alone: FULL flushes the whole write-ahead log at the
 * commit, batches of other processes that were written with NORMAL before it included. Inside a transaction its own way decides.
 */
export function createAccess(db: Database.Database, path: string): Access {
  let synchronous: Synchronous | null = null
  /** Work inside a transaction fails alone: whoever catches that goes on with what was there before it. */
  const nested = <T>(work: () => T): T => {
    try {
      db.exec('SAVEPOINT inner_work')
      const result = work()
      db.exec('RELEASE inner_work')
      return result
    } catch (thrown) {
      // Some failures (a full disk) end the whole transaction by themselves.
      if (db.open && db.inTransaction) db.exec('ROLLBACK TO inner_work; RELEASE inner_work')
      throw storeError(path, thrown)
    }
  }
  const run = <T>(begin: string, way: Synchronous | null, work: () => T): T => {
    if (db.inTransaction) return way === null ? work() : nested(work)
    try {
      if (way !== null && way !== synchronous) {
        db.exec(`PRAGMA synchronous = ${way}`)
        synchronous = way
      }
      db.exec(begin)
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (thrown) {
      if (db.open && db.inTransaction) db.exec('ROLLBACK')
      throw storeError(path, thrown)
    }
  }
  return {
    db,
    path,
    read: (work) => run('BEGIN', null, work),
    write: (work) => run('BEGIN IMMEDIATE', 'NORMAL', work),
    durable: (work) => run('BEGIN IMMEDIATE', 'FULL', work),
  }
}

const RECOVER = 'restore the file from a backup, or move it away and import again: openbell data import FILE'

/** Says in our words what the database said; what is not about the file passes unchanged. */
export function storeError(path: string, thrown: unknown): unknown {
  const code = (thrown as { code?: unknown })?.code
  if (thrown instanceof OpenbellError || typeof code !== 'string' || !code.startsWith('SQLITE_')) return thrown
  const family = code.split('_')[1]
  if (family === 'NOTADB') return new OpenbellError('config', `${path} is not an openbell store (no database)`, RECOVER, thrown)
  if (family === 'CORRUPT')
    return new OpenbellError('config', `the store ${path} is damaged: ${message(thrown)}`, RECOVER, thrown)
  if (family === 'CANTOPEN') return new OpenbellError('config', `the store ${path} cannot be opened`, 'openbell config', thrown)
  if (family === 'READONLY') return new OpenbellError('config', `the store ${path} cannot be written`, `ls -l ${path}`, thrown)
  if (family === 'FULL') return new OpenbellError('unavailable', `no room left on the disk of ${path}`, 'openbell doctor', thrown)
  if (family === 'IOERR')
    return new OpenbellError('unavailable', `reading or writing ${path} failed: ${code}`, 'openbell doctor', thrown)
  if (family === 'BUSY' || family === 'LOCKED') {
    return new OpenbellError(
      'unavailable',
      `another process is writing to ${path}`,
      'wait for it to end, then run this again',
      thrown,
    )
  }
  return thrown
}

/** A checksum or count that does not hold: the rows are named and not served. */
export function damaged(path: string, what: string): OpenbellError {
  return new OpenbellError('config', `the store ${path} is damaged: ${what}`, RECOVER)
}

function message(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
