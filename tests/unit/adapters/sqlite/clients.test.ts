import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccess } from '../../../../src/adapters/sqlite/access.ts'
import { createAuditRepository } from '../../../../src/adapters/sqlite/audit.ts'
import { createPlacementsRepository } from '../../../../src/adapters/sqlite/placements.ts'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import type { AuditEntry } from '../../../../src/ports/audit.ts'

let folder = ''
let db: Database.Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-clients-'))
  const path = join(folder, 'openbell.db')
  openStore(path).close()
  db = new Database(path)
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const [NORMAL, FULL] = [1, 2]
const entry: Omit<AuditEntry, 'seq' | 'effect'> = {
  ...{ at: 1, caller: 'mcp', client: null, tool: 'order.place', argumentsHash: 'x', arguments: '{}' },
  ...{ mode: 'paper' as const, outcome: 'begun', detail: null },
}

/** The mode of the file as it is while a statement of this text runs. */
function modesOf(text: RegExp, work: (access: ReturnType<typeof createAccess>) => void): unknown[] {
  const modes: unknown[] = []
  const access = createAccess(db, join(folder, 'openbell.db'))
  const prepare = (sql: string) => {
    const statement = db.prepare(sql)
    const run = (...given: unknown[]) => {
      if (text.test(sql)) modes.push(db.pragma('synchronous', { simple: true }))
      return statement.run(...given)
    }
    return { run, get: statement.get.bind(statement), all: statement.all.bind(statement) }
  }
  work({ ...access, db: { prepare } as never })
  return modes
}

describe('what programs did', () => {
  it('is on the disk before anything is traded; what was only read may wait for the next commit', () => {
    const modes = modesOf(/INTO audit/, (access) => {
      const audit = createAuditRepository(access)
      audit.add({ ...entry, effect: 'trade' })
      audit.add({ ...entry, effect: 'read' })
      audit.add({ ...entry, effect: 'write' })
      audit.add({ ...entry, effect: 'trade' })
    })
    expect(modes).toEqual([FULL, NORMAL, NORMAL, FULL])
  })

  it('a preview is bound to its id on the disk', () => {
    const placement = { account: 'a', clientOrderId: 'mine-1', preview: '3f2a91c07b44', at: 1, client: null }
    const modes = modesOf(/INTO placement/, (access) => {
      expect(createPlacementsRepository(access).claim(placement).isNew).toBe(true)
    })
    expect(modes).toEqual([FULL])
  })

  it('cannot be changed or taken out, not by any program that opens the file', () => {
    createAuditRepository(createAccess(db, join(folder, 'openbell.db'))).add({ ...entry, effect: 'trade' })
    expect(() => db.prepare("UPDATE audit SET outcome = 'ok'").run()).toThrow()
    expect(() => db.prepare('DELETE FROM audit').run()).toThrow()
    expect(db.prepare('SELECT outcome FROM audit').all()).toEqual([{ outcome: 'begun' }])
  })
})
