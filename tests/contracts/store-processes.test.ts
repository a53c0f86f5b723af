import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { appendBatch, appendPlan, type PlannedBatch, storedSlots } from '../support/append-plan.ts'
import { killRounds, runToEnd, seeded, startAndKill } from '../support/kill.ts'

/** Some 300 ms of appending: longer than the latest kill. */
const BATCHES = 250
const support = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-processes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const slotsOf = (plan: PlannedBatch[], kind: PlannedBatch['kind']) =>
  plan.flatMap((batch) => (batch.kind === kind ? batch.slots : [])).sort((a, b) => a - b)

describe('the store among processes', () => {
  test('two writers and three readers at once: nothing torn, nothing lost, no reader ever sees less than before', async () => {
    const path = join(folder, 'shared.db')
    const [seed, batches] = [11, 120]
    const plan = appendPlan(seed, batches)
    const bars = slotsOf(plan, 'bars')
    const writers = [0, 1].map((part) =>
      runToEnd({ args: [support('append-child.ts'), path, `${seed}`, `${batches}`, `${part}`, '2'] }),
    )
    const readers = [1, 2, 3].map(() => runToEnd({ args: [support('read-child.ts'), path, `${bars.length}`] }))
    for (const ended of await Promise.all([...writers, ...readers])) expect(ended).toMatchObject({ code: 0, stderr: '' })
    const store = openStore(path)
    expect(storedSlots(store, 'bars')).toEqual(bars)
    expect(storedSlots(store, 'prints')).toEqual(slotsOf(plan, 'prints'))
    expect(storedSlots(store, 'trials')).toEqual(slotsOf(plan, 'trials'))
    expect(store.integrity()).toBe('ok')
    store.close()
  })

  test(
    `kill -9 at ${killRounds()} random moments of appending: nothing torn, and appending again completes it without duplicates`,
    async () => {
      const random = seeded(20260319)
      let killed = 0
      for (let round = 0; round < killRounds(); round++) {
        const path = join(folder, `${round}.db`)
        const args = [support('append-child.ts'), path, `${round}`, `${BATCHES}`]
        // Some die while the file is being made, most while batches are being written.
        const early = random() < 0.2
        const ended = await startAndKill({ args, delay: random() * (early ? 150 : 250), after: early ? undefined : 'ready' })
        expect(ended.stderr, `round ${round}`).toBe('')
        if (ended.killed) killed++
        checkAfterDeath(path, appendPlan(round, BATCHES), ended.lines, round)
        rmSync(path)
      }
      expect(killed, 'processes that lived long enough to be killed').toBeGreaterThan(killRounds() / 2)
    },
    60_000 + 5000 * killRounds(),
  )
})

function checkAfterDeath(path: string, plan: PlannedBatch[], lines: string[], round: number): void {
  const store = openStore(path)
  expect(store.integrity(), `round ${round}`).toBe('ok')
  const stored = {
    bars: new Set(storedSlots(store, 'bars')),
    prints: new Set(storedSlots(store, 'prints')),
    trials: new Set(storedSlots(store, 'trials')),
  }
  const said = new Set(lines.filter((line) => line.startsWith('stored ')).map((line) => Number(line.slice(7))))
  let missing = 0
  plan.forEach(({ kind, slots }, index) => {
    const there = slots.filter((slot) => stored[kind].has(slot)).length
    expect([0, slots.length], `round ${round}: batch ${index} is whole or absent`).toContain(there)
    if (said.has(index)) expect(there, `round ${round}: batch ${index} was said to be stored`).toBe(slots.length)
    if (there === 0) missing += slots.length
  })
  const again = plan.map((batch) => appendBatch(store, batch))
  expect(again.reduce((sum, result) => sum + result.stored, 0)).toBe(missing)
  expect(again.flatMap((result) => result.conflicts)).toEqual([])
  for (const kind of ['bars', 'prints', 'trials'] as const) expect(storedSlots(store, kind)).toEqual(slotsOf(plan, kind))
  expect(store.integrity()).toBe('ok')
  store.close()
}
