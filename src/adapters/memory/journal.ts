import type { JournalEntry, JournalRepository, NewJournalEntry } from '../../ports/journal.ts'
import type { Part } from './part.ts'

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown

/** The journal in memory: what is handed out is a copy, as from a file. Going back costs what was added since, not what is there. */
export function createJournal(): Part<JournalRepository> {
  const entries: JournalEntry[] = []
  const keys = new Map<string, number>()
  /** In the order of adding. */
  const added: string[] = []

  const keyOf = (account: string, key: string) => JSON.stringify([account, key])
  const note = (account: string, given: readonly string[], seq: number) => {
    for (const key of given.map((one) => keyOf(account, one))) {
      if (keys.has(key)) continue
      keys.set(key, seq)
      added.push(key)
    }
  }
  const store = (account: string, entry: NewJournalEntry): JournalEntry[] => {
    const given = entry.keys ?? []
    const known = given.map((key) => keys.get(keyOf(account, key))).find((seq) => seq !== undefined)
    if (known === undefined) {
      const { at, knownAt, kind, clientOrderId, body } = entry
      entries.push({ seq: entries.length + 1, account, at, knownAt, kind, clientOrderId, body: asJson(body) })
    }
    note(account, given, known ?? entries.length)
    return known === undefined ? [copyOf(entries[entries.length - 1])] : []
  }
  const of = (account: string, wanted: (entry: JournalEntry) => boolean, from = 0) => {
    const found: JournalEntry[] = []
    for (let i = from; i < entries.length; i++) if (entries[i].account === account && wanted(entries[i])) found.push(entries[i])
    return found
  }
  const remember = () => {
    const [before, keysBefore] = [entries.length, added.length]
    return () => {
      entries.length = before
      for (const key of added.splice(keysBefore)) keys.delete(key)
    }
  }
  const repository: JournalRepository = {
    append(account, given) {
      const back = remember()
      try {
        return given.flatMap((entry) => store(account, entry))
      } catch (thrown) {
        back()
        throw thrown
      }
    },
    // Sequence numbers are places from 1.
    read: (account, after, limit = Number.POSITIVE_INFINITY) =>
      of(account, () => true, Math.max(0, after))
        .slice(0, limit)
        .map(copyOf),
    of: (account, clientOrderId) => of(account, (entry) => entry.clientOrderId === clientOrderId).map(copyOf),
    newest: (account, kinds, limit) =>
      of(account, (entry) => kinds.includes(entry.kind))
        .reverse()
        .slice(0, limit)
        .map(copyOf),
    last: (account) => entries.findLast((entry) => entry.account === account)?.seq ?? 0,
    accounts: () => [...new Set(entries.map((entry) => entry.account))].sort(),
  }
  return { repository, remember }
}

function copyOf(entry: JournalEntry): JournalEntry {
  return { ...entry, body: asJson(entry.body) }
}
