import { markDay, refuseEarlier } from './begin.ts'
import { AccountPath } from './path.ts'
import { accountKey, Recorder } from './recorder.ts'
import type { OrderPath, OrderPathParts, Reconciliation } from './types.ts'

/**
 * The one start of an account, in every process and every mode: the journal is folded, orders of unknown fate are settled, everything is
 * read from the broker and compared. The books of an account begin with the first thing that is done on it.
 * @throws OpenbellError unavailable when the broker cannot be read: without it nothing is known and nothing is sent
 */
export async function openOrderPath(parts: OrderPathParts, signal: AbortSignal): Promise<OrderPath> {
  const { broker, store, clock, readOnly } = parts
  const { id } = await broker.account(signal)
  const account = accountKey(broker, id)
  const recorder = new Recorder({ account, store, clock, now: () => broker.now(), readOnly })
  const nothing: Reconciliation = { at: broker.now(), agreed: true, differences: [], sentence: null, settled: [] }
  const path = new AccountPath(parts, recorder, nothing)
  if (!recorder.books.isOpen) return path
  refuseEarlier(path)
  await path.reconcile({ accept: null }, signal)
  if (!readOnly) await markDay(path, signal)
  return path
}
