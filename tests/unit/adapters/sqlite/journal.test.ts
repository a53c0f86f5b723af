import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAccess } from '../../../../src/adapters/sqlite/access.ts'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import { appendBatchOf, journalPlan, PLAN_ACCOUNT } from '../../../support/journal-plan.ts'
import { seeded } from '../../../support/kill.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-journal-'))
  path = join(folder, 'openbell.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const ENTRY = { at: 1, knownAt: 2, kind: 'told', clientOrderId: 'o1', body: { n: 1 } }

function inDatabase(work: (db: Database.Database) => void): void {
  const db = new Database(path)
  work(db)
  db.close()
}

describe('the journal in a file', () => {
  test('is never changed and never taken away, not even by other programs', () => {
    const store = openStore(path)
    store.journal.append('a', [ENTRY])
    store.close()
    inDatabase((db) => {
      expect(() => db.exec(`UPDATE journal SET body = '{}'`)).toThrow('a journal entry is never changed')
      expect(() => db.exec('DELETE FROM journal')).toThrow('a journal entry is never taken away')
    })
  })

  test('a damaged entry is named and not served', () => {
    const store = openStore(path)
    store.journal.append('a', [ENTRY, { ...ENTRY, clientOrderId: 'o2' }])
    store.simulatedAccounts.write('main', 0, { cash: 5 })
    store.close()
    inDatabase((db) => {
      db.exec('DROP TRIGGER journal_stands')
      db.exec(`UPDATE journal SET body = '{"n":7}' WHERE seq = 2; UPDATE simulated_account SET body = '{"cash":6}'`)
    })
    const again = openStore(path)
    expect(again.journal.of('a', 'o1')).toHaveLength(1)
    expect(() => again.journal.read('a', 0)).toThrow('checksum of journal entry 2 differs')
    expect(() => again.simulatedAccounts.read('main')).toThrow('checksum of the simulated account main differs')
    expect(again.integrity()).toContain('checksum of journal entry 2 differs')
    again.close()
  })

  test('a file of schema 3 is brought up to date', () => {
    openStore(path).close()
    inDatabase((db) => {
      const orders = ['journal', 'journal_account', 'journal_key', 'simulated_account', 'proposal', 'lease']
      for (const table of [...orders, 'alert_rule', 'alert_log', 'session_wrap', 'audit', 'placement', 'dataset'])
        db.exec(`DROP TABLE ${table}`)
      db.pragma('user_version = 3')
    })
    const store = openStore(path)
    expect(store.info().schema).toBe(6)
    expect(store.journal.append('a', [ENTRY])).toHaveLength(1)
    store.close()
  })

  test('a log that breaks off anywhere leaves a beginning of the journal, each append whole', () => {
    const store = openStore(path)
    const plan = journalPlan(3, 40)
    for (const batch of plan) appendBatchOf(store, batch)
    const size = statSync(`${path}-wal`).size
    const random = seeded(20260321)
    const lengths = new Set<number>()
    for (let cut = 0; cut < 25; cut++) {
      const torn = join(folder, `torn-${cut}.db`)
      copyFileSync(path, torn)
      copyFileSync(`${path}-wal`, `${torn}-wal`)
      truncateSync(`${torn}-wal`, Math.floor(size * random()))
      const left = openStore(torn)
      const stored = Map.groupBy(left.journal.read(PLAN_ACCOUNT, 0), ({ body }) => (body as { batch: number }).batch)
      expect([...stored].map(([batch, entries]) => [batch, entries.length])).toEqual(
        plan.slice(0, stored.size).map(({ index, fresh }) => [index, fresh]),
      )
      expect((left.simulatedAccounts.read('main')?.body as { batches: number } | undefined) ?? { batches: 0 }).toEqual({
        batches: stored.size,
      })
      expect(left.integrity()).toBe('ok')
      left.close()
      lengths.add(stored.size)
    }
    expect(lengths.size).toBeGreaterThan(5)
    store.close()
  })

  test('commits with FULL, alone and inside a transaction; what can be repeated with NORMAL', () => {
    const db = new Database(path)
    const access = createAccess(db, path)
    const synchronous = () => db.pragma('synchronous', { simple: true })
    const [normal, full] = [1, 2]
    expect(access.write(synchronous)).toBe(normal)
    expect(access.durable(synchronous)).toBe(full)
    expect(access.durable(() => access.write(synchronous))).toBe(full)
    expect(access.write(synchronous)).toBe(normal)
    db.close()
  })
})
