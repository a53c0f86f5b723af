import type { JournalEntry, NewJournalEntry } from '../../src/ports/journal.ts'
import type { Store } from '../../src/ports/store.ts'
import { seeded } from './kill.ts'

export const PLAN_ACCOUNT = 'simulated:main'

/** Entries that are appended together; every fourth repeats an execution of a batch before it, which must not be stored again. */
export interface JournalBatch {
  index: number
  entries: NewJournalEntry[]
  /** Those of them that are news. */
  fresh: number
}

/** The same batches for the same seed. */
export function journalPlan(seed: number, batches: number): JournalBatch[] {
  const random = seeded(seed)
  return Array.from({ length: batches }, (_, index) => {
    const count = 1 + Math.floor(random() * 4)
    const entries = Array.from({ length: count }, (_, k) => entryOf(index, k, random()))
    const repeats = index % 4 === 3
    return { index, entries: repeats ? [...entries, entryOf(index - 1, 0, 0)] : entries, fresh: count }
  })
}

function entryOf(batch: number, place: number, price: number): NewJournalEntry {
  const name = `b${batch}-${place}`
  return { at: batch, knownAt: batch, kind: 'filled', clientOrderId: name, body: { batch, price }, keys: [`execution:${name}`] }
}

/** Appends a batch and counts it in the account, in one transaction; what is stored already changes nothing. */
export function appendBatchOf(store: Store, batch: JournalBatch): JournalEntry[] {
  return store.transaction(() => {
    const stored = store.journal.append(PLAN_ACCOUNT, batch.entries)
    const known = store.simulatedAccounts.read('main') ?? { version: 0, body: { batches: 0 } }
    const batches = (known.body as { batches: number }).batches + (stored.length > 0 ? 1 : 0)
    store.simulatedAccounts.write('main', known.version, { batches })
    return stored
  })
}
