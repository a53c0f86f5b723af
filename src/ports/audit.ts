import type { Instant } from '../core/time.ts'

/** One thing a program asked for, and what was decided. */
export interface AuditEntry {
  seq: number
  at: Instant
  /** The door: `mcp`, `http`, `agent`. */
  caller: string
  /** Name and version as the client says them: a claim, not a proof. */
  client: string | null
  /** Tool or operation. */
  tool: string
  effect: 'read' | 'write' | 'trade'
  /** SHA-256 of the arguments as canonical JSON. */
  argumentsHash: string
  /** The arguments, cut to a bounded length; never a secret. */
  arguments: string
  mode: 'paper' | 'live' | null
  /** `ok`, or the kind of the error. */
  outcome: string
  /** One line: why it was refused, or what it led to (preview, order). */
  detail: string | null
}

/** What programs did: entries are added, never changed and never removed (the store itself refuses both). */
export interface AuditRepository {
  /** Durable when it returns for `trade`; may be lost by a power cut otherwise. */
  add(entry: Omit<AuditEntry, 'seq'>): number
  /** Newest first. */
  list(wish: { limit: number; before?: number; effect?: AuditEntry['effect']; outcome?: string }): AuditEntry[]
}
