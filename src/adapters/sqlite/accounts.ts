import { crc32 } from 'node:zlib'
import { OpenbellError } from '../../core/errors.ts'
import type { Proposal, ProposalsRepository, SimulatedAccountsRepository } from '../../ports/journal.ts'
import { type Access, damaged } from './access.ts'
import { wholeId } from './runs.ts'

interface AccountRow {
  name: string
  version: number
  checksum: number
  body: string
}

/** Simulated accounts: a row each, overwritten only by who read its newest version. */
export function createSimulatedAccountsRepository(access: Access): {
  repository: SimulatedAccountsRepository
  verify(): void
} {
  const { db, path, read, durable } = access
  const columns = 'name, version, checksum, body'
  const find = db.prepare(`SELECT ${columns} FROM simulated_account WHERE name = ?`)
  const make = db.prepare('INSERT OR IGNORE INTO simulated_account (name, version, checksum, body) VALUES (?, 1, ?, ?)')
  const update = db.prepare(
    'UPDATE simulated_account SET version = version + 1, checksum = ?, body = ? WHERE name = ? AND version = ?',
  )
  const remove = db.prepare('DELETE FROM simulated_account WHERE name = ?')
  const list = db.prepare('SELECT name, version FROM simulated_account ORDER BY name')
  const repository: SimulatedAccountsRepository = {
    read: (name) =>
      read(() => {
        const row = find.get(name) as AccountRow | undefined
        return row ? { version: row.version, body: bodyOf(path, row) } : null
      }),
    write(name, version, body) {
      const text = JSON.stringify(body ?? null)
      return durable(() => {
        const written = version === 0 ? make.run(name, crc32(text), text) : update.run(crc32(text), text, name, version)
        return written.changes === 1
      })
    },
    remove: (name) => durable(() => remove.run(name).changes === 1),
    list: () => read(() => list.all() as { name: string; version: number }[]),
  }
  const verify = () => {
    for (const row of db.prepare(`SELECT ${columns} FROM simulated_account`).iterate()) bodyOf(path, row as AccountRow)
  }
  return { repository, verify }
}

function bodyOf(path: string, { name, checksum, body }: AccountRow): unknown {
  if (crc32(body) !== checksum) throw damaged(path, `checksum of the simulated account ${name} differs`)
  return JSON.parse(body) as unknown
}

type ProposalRow = Omit<Proposal, 'body'> & { body: string }

/** Orders that wait for a person; each is used once at most, whoever asks. */
export function createProposalsRepository({ db, read, durable }: Access): ProposalsRepository {
  const columns = 'id, account, at, expires_at AS expiresAt, origin, body, used_at AS usedAt'
  const insert = db.prepare(
    'INSERT OR IGNORE INTO proposal (id, account, at, expires_at, origin, body) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const find = db.prepare(`SELECT ${columns} FROM proposal WHERE id = ?`)
  const beginning = db.prepare('SELECT id FROM proposal WHERE substr(id, 1, length(@id)) = @id ORDER BY id').pluck()
  const use = db.prepare('UPDATE proposal SET used_at = ?, body = coalesce(?, body) WHERE id = ? AND used_at IS NULL')
  const list = db.prepare(`SELECT ${columns} FROM proposal WHERE account = ? ORDER BY at DESC, sequence DESC LIMIT ?`)
  const decode = (row: ProposalRow): Proposal => ({ ...row, body: JSON.parse(row.body) as unknown })
  return {
    put: ({ id, account, at, expiresAt, origin, body }) =>
      durable(() => {
        const { changes } = insert.run(id, account, at, expiresAt, origin, JSON.stringify(body ?? null))
        // Replacing it would make one that was used fresh again.
        if (changes === 0) throw new OpenbellError('internal', `there is a proposal ${id} already`)
      }),
    get: (id) =>
      read(() => {
        const whole = wholeId(id, () => beginning.all({ id }) as string[], 'proposals', 'openbell trade approve')
        const row = whole === null ? undefined : (find.get(whole) as ProposalRow | undefined)
        return row ? decode(row) : null
      }),
    use: (id, at, body) => durable(() => use.run(at, body === undefined ? null : JSON.stringify(body), id).changes === 1),
    list: (account, limit) => read(() => (list.all(account, limit) as ProposalRow[]).map(decode)),
  }
}
