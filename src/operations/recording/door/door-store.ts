import { asOpenbellError, OpenbellError } from '../../../core/errors.ts'
import { fillKeys } from '../../../engine/orders/journal.ts'
import type { BrokerFill } from '../../../ports/broker.ts'
import type { JournalEntry, JournalRepository, NewJournalEntry, ProposalsRepository } from '../../../ports/journal.ts'
import type { Store } from '../../../ports/store.ts'
import type { Door } from './door.ts'

/**
 * The store through a door. What the session writes is kept in the store as always, and noted; what other processes write to its journal, hold and
 * keep comes in by the door.
 */
export function doorStore(door: Door, store: Store): Store {
  const { leases, simulatedAccounts: accounts, alertRules: rules } = store
  return {
    ...store,
    path: store.path,
    transaction: (work) => store.transaction(work),
    series: (symbol) => store.series(symbol),
    integrity: () => store.integrity(),
    info: () => store.info(),
    close: () => store.close(),
    journal: doorJournal(door, store),
    proposals: doorProposals(door, store),
    alertRules: { ...rules, list: () => door.value('alert-rules', () => rules.list()) },
    leases: {
      take: (wish, staleMs, dead) => door.read('lease.take', wish.name, () => leases.take(wish, staleMs, dead)),
      renew: (name, token, at, note) => door.read('lease.renew', name, () => leases.renew(name, token, at, note)),
      release: (name, token) => leases.release(name, token),
      read: (name) => door.value(`lease.read ${name}`, () => leases.read(name)),
    },
    simulatedAccounts: {
      ...accounts,
      read: (name) => door.value(`account.read ${name}`, () => accounts.read(name)),
      list: () => accounts.list(),
      write: (name, version, body) => accounts.write(name, version, body),
      remove: (name) => accounts.remove(name),
    },
  }
}

/** What waits for a person may have been proposed, approved or declined by another process: a replay is told what was found then. */
function doorProposals(door: Door, { proposals }: Store): ProposalsRepository {
  return {
    put: (proposal) => proposals.put(proposal),
    get(id) {
      const found = door.read('proposal.get', id, () => tried(() => proposals.get(id)))
      if (found.fault !== null) throw new OpenbellError(found.fault.kind, found.fault.message, found.fault.hint)
      return found.value
    },
    use: (id, at, body) => door.read('proposal.use', id, () => proposals.use(id, at, body)),
    list: (account, limit) => door.read('proposal.list', [account, limit], () => proposals.list(account, limit)),
  }
}

interface Tried<T> {
  value: T | null
  fault: Pick<OpenbellError, 'kind' | 'message' | 'hint'> | null
}

/** What was refused is refused again in a replay. */
function tried<T>(work: () => T): Tried<T> {
  try {
    return { value: work(), fault: null }
  } catch (thrown) {
    const { kind, message, hint } = asOpenbellError(thrown)
    return { value: null, fault: { kind, message, hint } }
  }
}

/** Lines of others are told by the door before any of an account is read. */
function doorJournal(door: Door, { journal }: Store): JournalRepository {
  const seen = new Map<string, number>()

  const look = (account: string) => {
    const isReplay = door.kind === 'replay'
    const entries = door.foreign(account, () => {
      const after = seen.get(account) ?? 0
      return journal.last(account) === after ? [] : journal.read(account, after)
    })
    if (isReplay && entries.length > 0) journal.append(account, entries.map(newEntry))
    seen.set(account, journal.last(account))
  }

  return {
    append(account, entries) {
      look(account)
      const stored = journal.append(account, entries)
      seen.set(account, journal.last(account))
      door.wrote('journal', { account, lines: stored.map(lineOf) })
      return stored
    },
    read(account, after, limit) {
      look(account)
      return journal.read(account, after, limit)
    },
    of(account, clientOrderId) {
      look(account)
      return journal.of(account, clientOrderId)
    },
    newest(account, kinds, limit) {
      look(account)
      return journal.newest(account, kinds, limit)
    },
    last(account) {
      look(account)
      return journal.last(account)
    },
    accounts: () => journal.accounts(),
  }
}

/**
 * A line as it is compared: its number counts through all accounts of a store and says nothing, and a strategy may lie elsewhere by now, or have been edited in what
 * decides nothing.
 */
function lineOf({ seq, account, ...line }: JournalEntry): Omit<JournalEntry, 'seq' | 'account'> {
  const { body } = line
  if (body === null || typeof body !== 'object' || !('run' in body)) return line
  const { strategy, sourceHash, ...run } = body.run as Record<string, unknown>
  return { ...line, body: { ...body, run } }
}

/** A line of another process as that wrote it, with what it is for ever. */
function newEntry({ at, knownAt, kind, clientOrderId, body }: JournalEntry): NewJournalEntry {
  return { at, knownAt, kind, clientOrderId, body, keys: keysOf(kind, body) }
}

function keysOf(kind: string, body: unknown): string[] {
  if (kind === 'filled') return fillKeys((body as { fill: BrokerFill }).fill)
  return kind === 'activity' ? [`activity:${(body as { activity: { id: string } }).activity.id}`] : []
}
