import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { eventOf } from '../../src/engine/orders/recorder.ts'
import type { NewJournalEntry } from '../../src/ports/journal.ts'
import type { Store } from '../../src/ports/store.ts'
import { emptyBooks, eventsOf, manyFills } from '../support/journal-events.ts'
import { seeded } from '../support/kill.ts'
import { line, timed } from './measure.ts'

const FILLS = 1_000_000
/** Executions an order. */
const EACH = 50
const STORED = 100_000
const APPENDS = 2000

/** How fast an account's journal folds to its books, and how fast it is written down durably. */
export function benchJournal(): void {
  line(`journal, ${FILLS.toLocaleString('en')} fills of ${(FILLS / EACH).toLocaleString('en')} orders`)
  benchFold()
  const folder = mkdtempSync(join(tmpdir(), 'openbell-bench-'))
  const store = openStore(join(folder, 'openbell.db'))
  benchAppends(store)
  benchStart(store)
  store.close()
  rmSync(folder, { recursive: true })
}

function benchFold(): void {
  const before = heap()
  const books = emptyBooks()
  let ms = 0
  let seq = 1
  for (const events of batches(FILLS / EACH)) {
    const numbered = eventsOf(events, seq)
    seq += numbered.length
    ms += timed(() => {
      for (const event of numbered) books.take(event)
    })
  }
  report('fold of all entries', ms, seq - 1)
  line(
    `  heap that the books hold${' '.repeat(16)}${((heap() - before) / 2 ** 20).toFixed(0).padStart(6)} MiB  ${books.orders.size} orders in full`,
  )
}

function* batches(orders: number) {
  let batch = []
  for (const entry of manyFills(orders, EACH, seeded(1))) {
    batch.push(entry)
    if (batch.length === 50_000) {
      yield batch
      batch = []
    }
  }
  yield batch
}

/** One entry a commit, as an order is sent; then the rest in batches, as a catch-up writes. */
function benchAppends(store: Store): void {
  const entries = [...manyFills(STORED / EACH, EACH, seeded(2))].map(entryOf)
  const single = timed(() => {
    for (const entry of entries.slice(0, APPENDS)) store.journal.append('simulated:bench', [entry])
  })
  report('durable appends, one a commit', single, APPENDS)
  const batched = timed(() => {
    for (let i = APPENDS; i < entries.length; i += 500) store.journal.append('simulated:bench', entries.slice(i, i + 500))
  })
  report('durable appends, 500 a commit', batched, entries.length - APPENDS)
}

/** What a start does: read everything and fold it. */
function benchStart(store: Store): void {
  const books = emptyBooks()
  let read = 0
  const ms = timed(() => {
    for (;;) {
      const entries = store.journal.read('simulated:bench', books.seq, 10_000)
      for (const entry of entries) books.take(eventOf(entry))
      read += entries.length
      if (entries.length < 10_000) return
    }
  })
  report('read from the store and fold', ms, read)
}

function entryOf(given: Parameters<typeof eventsOf>[0][number]): NewJournalEntry {
  const { kind, ...body } = given.body
  const { clientOrderId = null, at = 0 } = given
  const keys = 'fill' in body ? [`execution:${body.fill.executionId}`] : []
  return { at, knownAt: at, kind, clientOrderId, body, keys }
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function report(what: string, ms: number, entries: number): void {
  const rate = Math.round((1000 * entries) / ms).toLocaleString('en')
  line(
    `  ${what.padEnd(38)}${ms.toFixed(0).padStart(8)} ms  ${entries.toLocaleString('en').padStart(9)} entries  ${rate.padStart(9)}/s`,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) benchJournal()
