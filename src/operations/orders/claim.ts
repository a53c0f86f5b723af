import type { Instant } from '../../core/time.ts'
import type { Store } from '../../ports/store.ts'
import { OpenbellError } from '../operation.ts'
import { findProposal, type KeptProposal, readProposal } from '../trade/ticket/proposals.ts'
import { isOfProgram } from '../trade/ticket/waiting.ts'

/** What a program asks for: a preview, under a word of its own. */
export interface Claim {
  account: string
  previewId: string
  clientOrderId: string
  client: string | null
}

/**
 * Binds a preview to the id that a program gives it, in one durable step before anything is sent; the same two are the same order for ever.
 * `takes`: whoever asks sends by himself, so the preview is used from now on (else a person takes it).
 * @returns the proposal, and whether it was bound before; one that a person declined as it is, bound or not
 * @throws OpenbellError usage when the id belongs to another preview; denied when the preview belongs to another id, is used, expired, of
 * another account or a person's; not-found
 */
export function claim(store: Store, asked: Claim, now: Instant, takes: boolean): { proposal: KeptProposal; again: boolean } {
  return store.transaction(() => {
    const known = store.placements.find(asked.account, asked.clientOrderId)
    if (known) return { proposal: again(store, asked, known.preview), again: true }
    const { account, previewId: preview, clientOrderId, client } = asked
    const kept = findProposal(store, account, preview)
    const bound = kept && store.placements.ofPreview(kept.id)
    if (bound) throw taken(preview, bound.clientOrderId)
    if (kept && !isOfProgram(kept))
      throw new OpenbellError('denied', `preview ${preview} is a person's`, `make one: order_preview`)
    if (kept && kept.declinedAt !== null) return { proposal: kept, again: false }
    const proposal = readProposal(store, account, preview, now)
    store.placements.claim({ account, clientOrderId, preview, at: now, client })
    if (takes && !store.proposals.use(preview, now)) throw taken(preview, 'another order')
    return { proposal, again: false }
  })
}

function again(store: Store, { account, previewId, clientOrderId }: Claim, first: string): KeptProposal {
  if (first !== previewId) {
    const message = `clientOrderId '${clientOrderId}' is the order of preview ${first} already, not of ${previewId}`
    throw new OpenbellError('usage', message, 'give every order a clientOrderId of its own')
  }
  const proposal = findProposal(store, account, previewId)
  if (proposal) return proposal
  throw new OpenbellError('internal', `preview ${previewId} was placed and is not kept`)
}

function taken(preview: string, by: string): OpenbellError {
  const message = `preview ${preview} was placed already, as '${by}': one preview is one order`
  return new OpenbellError('denied', message, `order_place with clientOrderId '${by}' says what became of it`)
}
