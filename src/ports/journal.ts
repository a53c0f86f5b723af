import type { Instant } from '../core/time.ts'

/** One line of an account's journal. `seq` ascends through all accounts of a store; a line is never changed or taken away. */
export interface JournalEntry {
  seq: number
  /** `simulated:main`, `alpaca-paper:PA3...`: broker, mode and account. */
  account: string
  /** When it happened, by the broker's (or the market's) clock, and when we knew. */
  at: Instant
  knownAt: Instant
  kind: string
  /** The order it is about; null for what concerns the account. */
  clientOrderId: string | null
  body: unknown
}

export type NewJournalEntry = Omit<JournalEntry, 'seq' | 'account'> & {
  /** What it is, for ever: an entry one of whose keys the account's journal holds already is left out (a fill told twice is one fill). */
  keys?: string[]
}

/** The append-only journal of orders and money. */
export interface JournalRepository {
  /**
   * Durable (fsynced) when it returns, whole or not at all. Entries whose key is known are left out.
   * @returns what was stored, in order
   */
  append(account: string, entries: readonly NewJournalEntry[]): JournalEntry[]
  /** Ascending, after a sequence number (0 = all). */
  read(account: string, after: number, limit?: number): JournalEntry[]
  /** Those of one order. */
  of(account: string, clientOrderId: string): JournalEntry[]
  /** Newest first, of some kinds. */
  newest(account: string, kinds: readonly string[], limit: number): JournalEntry[]
  /** Sequence number of the account's last entry; 0 when there is none. */
  last(account: string): number
  /** Accounts with entries. */
  accounts(): string[]
}

/** Simulated accounts: the simulated exchange's own truth, apart from our journal of it. */
export interface SimulatedAccountsRepository {
  read(name: string): { version: number; body: unknown } | null
  /** Durable. Writes only when the stored version is still `version` (0 = none yet) and makes it one more; false when another was faster. */
  write(name: string, version: number, body: unknown): boolean
  remove(name: string): boolean
  list(): { name: string; version: number }[]
}

/** An order that was proposed and waits for a person. */
export interface Proposal {
  id: string
  account: string
  at: Instant
  expiresAt: Instant
  /** Who proposed it: `cli`, `mcp`, `agent`... */
  origin: string
  body: unknown
  /** Set once it was decided about: sent, or declined (its body says which). From then on nobody sends it. */
  usedAt: Instant | null
}

export interface ProposalsRepository {
  put(proposal: Omit<Proposal, 'usedAt'>): void
  /** By id or an unambiguous beginning of one. */
  get(id: string): Proposal | null
  /**
   * Marks it used, durably; false when it was already: two approvals never make two orders, and of an approval and a refusal one holds.
   * @param body what it says from then on; default what it was put with
   */
  use(id: string, at: Instant, body?: unknown): boolean
  list(account: string, limit: number): Proposal[]
}

/** An order that a program asked for, by the id that it gave it: the same id is the same order for ever. */
export interface Placement {
  account: string
  /** The program's own word for the order. */
  clientOrderId: string
  /** Id of the proposal that it places. */
  preview: string
  at: Instant
  /** The program, as it says itself; null = it did not say. */
  client: string | null
}

/** What programs asked to be placed: entries are added, never changed and never removed (the store itself refuses both). */
export interface PlacementsRepository {
  /**
   * Takes an id and a preview together, durably.
   * @returns the placement that stands: this one, or the older one that has its id or its preview already
   */
  claim(placement: Placement): { isNew: boolean; placement: Placement }
  find(account: string, clientOrderId: string): Placement | null
  /** The one that placed a preview. */
  ofPreview(preview: string): Placement | null
}

/** Who holds something that only one process may hold. */
export interface Lease {
  name: string
  pid: number
  /** What that process is, for a person: `trade run sma-cross`. */
  holder: string
  /** Made for each holding: only its owner may renew or release. */
  token: string
  since: Instant
  renewedAt: Instant
  /** What the holder tells others, e.g. whether its stream is up. */
  note: unknown
}

export interface LeasesRepository {
  /** Takes the lease when it is free, its process is `dead`, or it was not renewed for `staleMs`; answers who holds it then. Times are the system clock's. */
  take(wish: Omit<Lease, 'renewedAt'>, staleMs: number, dead: (pid: number) => boolean): { taken: boolean; lease: Lease }
  /** False when it is no longer ours. */
  renew(name: string, token: string, at: Instant, note: unknown): boolean
  release(name: string, token: string): void
  read(name: string): Lease | null
}
