import { type Instant, iso } from '../../../core/time.ts'
import { clientOrderIdOf } from '../../../engine/orders/request.ts'
import type { Store } from '../../../ports/store.ts'
import { OpenbellError } from '../../operation.ts'
import { type KeptProposal, keptProposal, refused } from './proposals.ts'

/**
 * Ends a proposal of whatever account, in one durable step: nobody sends it any more. It needs no account, so nothing that keeps an account
 * shut keeps it from being declined. `again`: it was declined before, and stays as it was. In a dry run it only says whether it could be.
 * @throws OpenbellError not-found, or denied when it was sent or has expired
 */
export function declineProposal(
  store: Store,
  id: string,
  now: Instant,
  { dryRun = false } = {},
): { proposal: KeptProposal; again: boolean } {
  return store.transaction(() => {
    const stored = store.proposals.get(id)
    const proposal = stored && keptProposal(stored)
    if (!proposal) throw new OpenbellError('not-found', `no order '${id}' waits`, 'openbell trade approve')
    if (proposal.declinedAt !== null) return { proposal, again: true }
    const { usedAt, expiresAt } = proposal
    if (usedAt !== null) throw taken(store, proposal, usedAt)
    if (now >= expiresAt) throw refused(id, `expired at ${iso(expiresAt)}: nobody can send it any more`)
    if (dryRun) return { proposal, again: false }
    if (!store.proposals.use(proposal.id, now, { ...(stored.body as object), declined: true })) throw taken(store, proposal, now)
    return { proposal: { ...proposal, usedAt: now, declinedAt: now }, again: false }
  })
}

/** Who declines what was taken to be sent must hear whether an order came of it. */
function taken({ journal }: Store, { id, account, intent }: KeptProposal, at: Instant): OpenbellError {
  const order = clientOrderIdOf(intent)
  const isOrder = journal.of(account, order).length > 0
  const what = isOrder ? `was sent already, at ${iso(at)}` : `was approved at ${iso(at)}, and may be on its way`
  const hint = isOrder ? `openbell trade cancel ${order}` : `openbell trade order ${order}`
  return new OpenbellError('denied', `order ${id} ${what}: it cannot be declined any more`, hint)
}
