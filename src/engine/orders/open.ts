import { AccountPath } from './path.ts'
import { openBooks, reconcileBooks } from './reconcile.ts'
import { accountKey, Recorder } from './recorder.ts'
import type { OrderPath, OrderPathParts, Reconciliation } from './types.ts'

/**
 * The one start of an account, in every process and every mode: the journal is folded, orders of unknown fate are settled, everything is
 * read from the broker and compared. A first start begins the books with what the broker holds.
 * @throws OpenbellError unavailable when the broker cannot be read: without it nothing is known and nothing is sent
 */
export async function openOrderPath(parts: OrderPathParts, signal: AbortSignal): Promise<OrderPath> {
  const { broker, store, clock, readOnly } = parts
  const { id } = await broker.account(signal)
  const account = accountKey(broker, id)
  const recorder = new Recorder({ account, store, clock, now: () => broker.now(), readOnly })
  const nothing: Reconciliation = { at: broker.now(), agreed: true, differences: [], sentence: null, settled: [] }
  const path = new AccountPath(parts, recorder, nothing)
  if (!recorder.books.isOpen && !readOnly) {
    await openBooks(path.settling, 'openbell', 'first start of this account', signal)
    await markFirst(path, signal)
    return path
  }
  if (readOnly) path.opening = recorder.books.isOpen ? await reconcileBooks(path.settling, signal) : nothing
  else {
    await path.reconcile({ accept: null }, signal)
    await markFirst(path, signal)
  }
  return path
}

/** One mark an exchange date at least: day limits need to know what the day began with. */
async function markFirst(path: AccountPath, signal: AbortSignal): Promise<void> {
  const [newest] = path.recorder.newest(['marked'], 1)
  const now = path.recorder.now()
  const today = newest !== undefined && newest.body.kind === 'marked' && newest.body.day === path.today(now)
  if (!today) await path.mark(signal)
}
