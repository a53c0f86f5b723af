import { crc32 } from 'node:zlib'
import type { JournalEntry, JournalRepository, NewJournalEntry } from '../../ports/journal.ts'
import { type Access, damaged } from './access.ts'

type Row = Omit<JournalEntry, 'account' | 'body'> & { checksum: number; body: string }

const COLUMNS = 'seq, at, known_at AS knownAt, kind, client_order_id AS clientOrderId, checksum, body'

/** No limit, as SQLite says it. */
const ALL = -1

/** The journal as rows under SQLite's own write lock; each append is flushed to the disk, or part of a transaction that is. */
export function createJournalRepository(access: Access): { repository: JournalRepository; verify(): void } {
  const { db, path, read, durable } = access
  const findAccount = db.prepare('SELECT id FROM journal_account WHERE name = ?').pluck()
  const makeAccount = db.prepare('INSERT INTO journal_account (name) VALUES (?)')
  const insert = db.prepare(
    `INSERT INTO journal (account, at, known_at, kind, client_order_id, checksum, body) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const findKey = db.prepare('SELECT seq FROM journal_key WHERE account = ? AND key = ?').pluck()
  const addKey = db.prepare('INSERT OR IGNORE INTO journal_key (account, key, seq) VALUES (?, ?, ?)')
  const after = db.prepare(`SELECT ${COLUMNS} FROM journal WHERE account = ? AND seq > ? ORDER BY seq LIMIT ?`)
  const ofOrder = db.prepare(`SELECT ${COLUMNS} FROM journal WHERE account = ? AND client_order_id = ? ORDER BY seq`)
  const ofKind = db.prepare(`SELECT ${COLUMNS} FROM journal WHERE account = ? AND kind = ? ORDER BY seq DESC LIMIT ?`)
  const last = db.prepare('SELECT max(seq) FROM journal WHERE account = ?').pluck()
  const accounts = db
    .prepare(
      'SELECT name FROM journal_account WHERE EXISTS (SELECT 1 FROM journal WHERE account = journal_account.id) ORDER BY name',
    )
    .pluck()

  const idOf = (account: string) => (findAccount.get(account) ?? null) as number | null
  const decode = (account: string, row: Row): JournalEntry => {
    const { seq, at, knownAt, kind, clientOrderId } = row
    return { seq, account, at, knownAt, kind, clientOrderId, body: bodyOf(path, row) }
  }
  /** Reads rows of an account; none where it has no entries. */
  const rows = (account: string, query: (id: number) => unknown[]): JournalEntry[] =>
    read(() => {
      const id = idOf(account)
      return id === null ? [] : (query(id) as Row[]).map((row) => decode(account, row))
    })
  /** What is known under one of the keys; its further keys are noted too, so that the third telling is known by any of them. */
  const isKnown = (id: number, keys: readonly string[]): boolean => {
    const seq = keys.map((key) => findKey.get(id, key) as number | undefined).find((found) => found !== undefined)
    if (seq === undefined) return false
    for (const key of keys) addKey.run(id, key, seq)
    return true
  }
  const store = (account: string, id: number, entry: NewJournalEntry): JournalEntry => {
    const { at, knownAt, kind, clientOrderId, keys = [] } = entry
    const body = JSON.stringify(entry.body ?? null)
    const seq = Number(insert.run(id, at, knownAt, kind, clientOrderId, crc32(body), body).lastInsertRowid)
    for (const key of keys) addKey.run(id, key, seq)
    return { seq, account, at, knownAt, kind, clientOrderId, body: JSON.parse(body) as unknown }
  }
  const repository: JournalRepository = {
    append: (account, entries) =>
      durable(() => {
        const id = idOf(account) ?? Number(makeAccount.run(account).lastInsertRowid)
        return entries.flatMap((entry) => (isKnown(id, entry.keys ?? []) ? [] : [store(account, id, entry)]))
      }),
    read: (account, seq, limit = ALL) => rows(account, (id) => after.all(id, seq, limit)),
    of: (account, clientOrderId) => rows(account, (id) => ofOrder.all(id, clientOrderId)),
    newest: (account, kinds, limit) =>
      rows(account, (id) =>
        [...new Set(kinds)]
          .flatMap((kind) => ofKind.all(id, kind, limit) as Row[])
          .sort((a, b) => b.seq - a.seq)
          .slice(0, limit),
      ),
    last: (account) => read(() => (last.get(idOf(account)) as number | null) ?? 0),
    accounts: () => read(() => accounts.all() as string[]),
  }
  const verify = () => {
    for (const row of db.prepare(`SELECT ${COLUMNS} FROM journal`).iterate()) bodyOf(path, row as Row)
  }
  return { repository, verify }
}

function bodyOf(path: string, { seq, checksum, body }: Row): unknown {
  if (crc32(body) !== checksum) throw damaged(path, `checksum of journal entry ${seq} differs`)
  return JSON.parse(body) as unknown
}
