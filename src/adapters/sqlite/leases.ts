import type { Lease, LeasesRepository } from '../../ports/journal.ts'
import type { Access } from './access.ts'

type Row = Omit<Lease, 'note'> & { note: string }

/**
 * Who holds what only one process may hold: looked at and taken under the write lock, so two never hold one. Not flushed to the disk: a
 * power cut ends every holder too.
 */
export function createLeasesRepository({ db, read, write }: Access): LeasesRepository {
  const find = db.prepare('SELECT name, pid, holder, token, since, renewed_at AS renewedAt, note FROM lease WHERE name = ?')
  const put = db.prepare(
    'INSERT OR REPLACE INTO lease (name, pid, holder, token, since, renewed_at, note) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const renew = db.prepare('UPDATE lease SET renewed_at = ?, note = ? WHERE name = ? AND token = ?')
  const release = db.prepare('DELETE FROM lease WHERE name = ? AND token = ?')
  const held = (name: string): Lease | null => {
    const row = find.get(name) as Row | undefined
    return row ? { ...row, note: JSON.parse(row.note) as unknown } : null
  }
  return {
    take: (wish, staleMs, dead) =>
      write(() => {
        const lease = held(wish.name)
        if (lease && !isFree(lease, wish, staleMs, dead)) return { taken: false, lease }
        const { name, pid, holder, token, since, note } = wish
        put.run(name, pid, holder, token, since, since, JSON.stringify(note ?? null))
        return { taken: true, lease: held(name) as Lease }
      }),
    renew: (name, token, at, note) => write(() => renew.run(at, JSON.stringify(note ?? null), name, token).changes === 1),
    release: (name, token) => write(() => void release.run(name, token)),
    read: (name) => read(() => held(name)),
  }
}

function isFree(lease: Lease, wish: Omit<Lease, 'renewedAt'>, staleMs: number, dead: (pid: number) => boolean): boolean {
  return lease.token === wish.token || wish.since - lease.renewedAt > staleMs || dead(lease.pid)
}
