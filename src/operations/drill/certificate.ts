import type { Instant } from '../../core/time.ts'
import type { Store } from '../../ports/store.ts'

/** What is kept of a drill that ran to its end. */
export interface Certificate {
  id: number
  /** By the system clock. */
  at: Instant
  passed: boolean
}

/** So many drills are looked through; every run of all writes about twenty. */
const MOST = 2000

/** The newest certificate of a drill, passed or not; null when it was never rehearsed. */
export function newestCertificate(store: Store, name: string): Certificate | null {
  const found = store.kept.list('drill', MOST).find(({ subject }) => subject === name)
  if (found === undefined) return null
  const { id, at, body } = found
  return { id, at, passed: typeof body === 'object' && body !== null && (body as { passed?: unknown }).passed === true }
}
