import type { AuditEntry, AuditRepository } from '../../ports/audit.ts'
import type { Access } from './access.ts'

const COLUMNS = 'seq, at, caller, client, tool, effect, arguments_hash AS argumentsHash, arguments, mode, outcome, detail'

/** What programs did, in rows that triggers of the file itself keep. */
export function createAuditRepository({ db, read, write, durable }: Access): AuditRepository {
  const insert = db.prepare(
    `INSERT INTO audit (at, caller, client, tool, effect, arguments_hash, arguments, mode, outcome, detail)
     VALUES (@at, @caller, @client, @tool, @effect, @argumentsHash, @arguments, @mode, @outcome, @detail)`,
  )
  const list = db.prepare(
    `SELECT ${COLUMNS} FROM audit
     WHERE (@before IS NULL OR seq < @before) AND (@effect IS NULL OR effect = @effect)
       AND (@outcome IS NULL OR outcome = @outcome)
     ORDER BY seq DESC LIMIT @limit`,
  )
  return {
    add(entry) {
      const keep = entry.effect === 'trade' ? durable : write
      return keep(() => Number(insert.run(entry).lastInsertRowid))
    },
    list: ({ limit, before = null, effect = null, outcome = null }: ListWish) =>
      read(() => list.all({ limit, before, effect, outcome }) as AuditEntry[]),
  }
}

interface ListWish {
  limit: number
  before?: number | null
  effect?: AuditEntry['effect'] | null
  outcome?: string | null
}
