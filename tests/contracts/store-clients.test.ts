import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import type { AuditEntry } from '../../src/ports/audit.ts'
import type { Placement } from '../../src/ports/journal.ts'
import type { Store } from '../../src/ports/store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-store-clients-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const entry = (changes: Partial<AuditEntry> = {}): Omit<AuditEntry, 'seq'> => ({
  at: 1000.5,
  caller: 'mcp',
  client: "it's a client; DROP TABLE audit",
  tool: 'order.place',
  effect: 'trade',
  argumentsHash: 'ab'.repeat(32),
  arguments: '{"previewId":"ü"}',
  mode: 'paper',
  outcome: 'ok',
  detail: null,
  ...changes,
})

const placement = (changes: Partial<Placement> = {}): Placement => ({
  account: 'simulated:main',
  clientOrderId: 'mine-1',
  preview: 'aa11',
  at: 1000.5,
  client: 'tester 1',
  ...changes,
})

function clientsContract(name: string, open: () => Store): void {
  describe(`store contract for programs: ${name}`, () => {
    let store: Store
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())

    test('audit entries come back as they were, newest first, by effect, outcome and place', () => {
      const given = [
        entry(),
        entry({ effect: 'read', tool: 'quote', mode: null, client: null }),
        entry({ outcome: 'denied', detail: 'no' }),
      ]
      expect(given.map((one) => store.audit.add(one))).toEqual([1, 2, 3])
      expect(store.audit.list({ limit: 10 })).toEqual(given.map((one, i) => ({ seq: i + 1, ...one })).reverse())
      const seqs = (wish: Parameters<Store['audit']['list']>[0]) => store.audit.list(wish).map(({ seq }) => seq)
      expect(seqs({ limit: 1 })).toEqual([3])
      expect(seqs({ limit: 10, before: 3 })).toEqual([2, 1])
      expect(seqs({ limit: 10, effect: 'trade' })).toEqual([3, 1])
      expect(seqs({ limit: 10, outcome: 'denied' })).toEqual([3])
      expect(seqs({ limit: 10, outcome: "denied' OR 1=1 --" })).toEqual([])
    })

    test('an id and a preview are taken once, together; whoever is late hears who was first', () => {
      const first = placement()
      expect(store.placements.claim(first)).toEqual({ isNew: true, placement: first })
      expect(store.placements.claim(placement({ at: 2000 }))).toEqual({ isNew: false, placement: first })
      expect(store.placements.claim(placement({ preview: 'bb22' }))).toEqual({ isNew: false, placement: first })
      expect(store.placements.claim(placement({ clientOrderId: 'mine-2' }))).toEqual({ isNew: false, placement: first })
      const other = placement({ account: 'simulated:other', preview: 'cc33', client: null })
      expect(store.placements.claim(other)).toEqual({ isNew: true, placement: other })
      expect(store.placements.find('simulated:main', 'mine-1')).toEqual(first)
      expect(store.placements.find('simulated:main', 'mine-2')).toBeNull()
      expect(store.placements.ofPreview('cc33')).toEqual(other)
      expect(store.placements.ofPreview('bb22')).toBeNull()
    })

    test('what fails takes its claim with it', () => {
      expect(() =>
        store.transaction(() => {
          store.placements.claim(placement())
          store.audit.add(entry())
          throw new Error('no')
        }),
      ).toThrow('no')
      expect([store.placements.find('simulated:main', 'mine-1'), store.audit.list({ limit: 9 })]).toEqual([null, []])
    })
  })
}

clientsContract('sqlite', () => openStore(join(folder, 'openbell.db')))
clientsContract('memory', createMemoryStore)

test('the file itself refuses to change or take away what programs did', () => {
  const path = join(folder, 'openbell.db')
  const store = openStore(path)
  store.audit.add(entry())
  store.placements.claim(placement())
  store.close()
  const db = new Database(path)
  for (const sql of [
    "UPDATE audit SET outcome = 'ok'",
    'DELETE FROM audit',
    "UPDATE placement SET preview = 'zz'",
    'DELETE FROM placement',
    "INSERT OR REPLACE INTO audit SELECT seq, at, caller, client, tool, 'read', arguments_hash, arguments, mode, outcome, detail FROM audit",
  ]) {
    expect(() => db.exec(sql), sql).toThrow(/append-only|never/)
  }
  db.exec("REPLACE INTO placement SELECT account, client_order_id, 'zz', at, client FROM placement")
  db.close()
  const again = openStore(path)
  expect(again.audit.list({ limit: 9 })).toEqual([{ seq: 1, ...entry() }])
  expect(again.placements.find('simulated:main', 'mine-1')).toEqual(placement())
  again.close()
})
