import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { appendBatchOf, type JournalBatch, journalPlan, PLAN_ACCOUNT } from '../support/journal-plan.ts'
import { killRounds, runToEnd, seeded, startAndKill } from '../support/kill.ts'

/** More than a child can append before the latest kill. */
const BATCHES = 4000
const child = fileURLToPath(new URL('../support/journal-child.ts', import.meta.url))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-journal-processes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const saidBy = (lines: string[]) => lines.filter((line) => line.startsWith('stored ')).map((line) => Number(line.slice(7)))

describe('the journal among processes', () => {
  test('two that count on each other’s entries and four readers at once: no number lost or twice, nobody is ever told that it is busy', async () => {
    const path = join(folder, 'shared.db')
    const times = 300
    const writers = ['one', 'two'].map((name) => runToEnd({ args: [child, 'count', path, `${times}`, name] }))
    const readers = [1, 2, 3, 4].map(() => runToEnd({ args: [child, 'read', path, `${2 * times}`] }))
    const ended = await Promise.all([...writers, ...readers])
    for (const one of ended) expect(one).toMatchObject({ code: 0, stderr: '' })
    const said = ended.flatMap(({ lines }) => saidBy(lines)).sort((a, b) => a - b)
    expect(said).toEqual(Array.from({ length: 2 * times }, (_, i) => i + 1))
    const store = openStore(path)
    expect(store.journal.read('counted', 0).map(({ body }) => (body as { n: number }).n)).toEqual(said)
    expect(store.simulatedAccounts.read('shared')).toEqual({ version: 2 * times, body: { n: 2 * times } })
    expect(store.integrity()).toBe('ok')
    store.close()
  }, 60_000)

  test(
    `kill -9 at ${killRounds()} random moments of appending: what was said to be stored is there, each batch whole or not at all`,
    async () => {
      const random = seeded(20260320)
      let killed = 0
      for (let round = 0; round < killRounds(); round++) {
        const path = join(folder, `${round}.db`)
        const args = [child, 'write', path, `${round}`, `${BATCHES}`]
        const ended = await startAndKill({ args, delay: random() * 150, after: 'ready' })
        expect(ended.stderr, `round ${round}`).toBe('')
        if (ended.killed) killed++
        checkAfterDeath(path, journalPlan(round, BATCHES), saidBy(ended.lines), round)
        rmSync(path)
      }
      expect(killed, 'processes that lived long enough to be killed').toBeGreaterThan(killRounds() / 2)
    },
    60_000 + 5000 * killRounds(),
  )

  test('a lease is one process’s until that is killed', async () => {
    const path = join(folder, 'lease.db')
    openStore(path).close()
    const wishes = ['a', 'b', 'c', 'd'].map((name) =>
      startAndKill({ args: [child, 'hold', path, name], after: 'taken', delay: 400 }),
    )
    const lines = (await Promise.all(wishes)).flatMap((one) => one.lines)
    const holders = lines.filter((line) => line.startsWith('taken')).map((line) => line.slice(6))
    expect(holders).not.toHaveLength(0)
    // Whoever came while it was held was told by whom.
    for (const line of lines) if (line.startsWith('refused')) expect(holders).toContain(line.slice(8))
    const store = openStore(path)
    const next = { name: 'stream', pid: process.pid, holder: 'next', token: 'next', since: Date.now(), note: null }
    expect(store.leases.take(next, 60_000, (pid) => !isAlive(pid)).taken).toBe(true)
    store.close()
  }, 30_000)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function checkAfterDeath(path: string, plan: JournalBatch[], said: number[], round: number): void {
  const store = openStore(path)
  expect(store.integrity(), `round ${round}`).toBe('ok')
  const stored = Map.groupBy(store.journal.read(PLAN_ACCOUNT, 0), ({ body }) => (body as { batch: number }).batch)
  for (const { index, fresh } of plan) {
    const there = stored.get(index)?.length ?? 0
    expect([0, fresh], `round ${round}: batch ${index} is whole or absent`).toContain(there)
    if (said.includes(index)) expect(there, `round ${round}: batch ${index} was said to be stored`).toBe(fresh)
  }
  const account = store.simulatedAccounts.read('main')
  expect(
    (account?.body as { batches: number } | undefined) ?? { batches: 0 },
    `round ${round}: the account went with the journal`,
  ).toEqual({ batches: stored.size })
  // Going on completes it, and stores nothing twice.
  const some = plan.slice(0, stored.size + 20)
  for (const batch of some) appendBatchOf(store, batch)
  const expected = some.reduce((sum, { fresh }) => sum + fresh, 0)
  expect(store.journal.read(PLAN_ACCOUNT, 0)).toHaveLength(expected)
  store.close()
}
