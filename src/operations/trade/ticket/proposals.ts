import { type Instant, iso, MINUTE } from '../../../core/time.ts'
import type { Intent } from '../../../engine/orders/types.ts'
import type { Proposal } from '../../../ports/journal.ts'
import type { Store } from '../../../ports/store.ts'
import { OpenbellError, z } from '../../operation.ts'

/** How long a proposed order waits for its person. */
const WAITS_MS = 5 * MINUTE

const trail = z.union([z.object({ fraction: z.number() }), z.object({ price: z.number() })]).nullable()
const price = z.number().nullable()

/** A kept intent, read back: what a store holds is checked like everything that comes from outside. */
const keptIntent: z.ZodType<Intent> = z.object({
  id: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  shares: price,
  notional: price,
  type: z.enum(['market', 'limit', 'stop', 'stop-limit', 'trailing-stop']),
  limit: price,
  trigger: price,
  trail,
  tif: z.enum(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls']),
  extended: z.boolean(),
  legs: z.object({ stop: price, target: price, trail }).nullable(),
  reduces: z.boolean(),
  oco: z.boolean(),
  reason: z.string(),
  origin: z.string(),
  validUntil: price,
})

/** Keeps an order that waits for a person. Its id is the intent's: however often it is approved, it is one order. */
export function propose(store: Store, account: string, intent: Intent, origin: string, now: Instant): Proposal {
  const proposal = { id: intent.id, account, at: now, expiresAt: now + WAITS_MS, origin, body: { intent } }
  store.proposals.put(proposal)
  return { ...proposal, usedAt: null }
}

/**
 * A proposal as it was made; prices and limits are judged anew.
 * @throws OpenbellError not-found, or denied when it is used, expired or of another account
 */
export function readProposal(store: Store, account: string, id: string, now: Instant): { id: string; intent: Intent } {
  const proposal = store.proposals.get(id)
  if (!proposal)
    throw new OpenbellError('not-found', `no order '${id}' waits for approval`, 'openbell trade buy SYMBOL QTY --limit PRICE')
  if (proposal.account !== account) throw refused(id, `was proposed for account ${proposal.account}, this is ${account}`)
  if (proposal.usedAt !== null) throw refused(id, `was sent already, at ${iso(proposal.usedAt)}`)
  if (now >= proposal.expiresAt) throw refused(id, `expired at ${iso(proposal.expiresAt)}: the market has moved on`)
  const read = z.object({ intent: keptIntent }).safeParse(proposal.body)
  if (!read.success) throw new OpenbellError('internal', `proposal ${id} cannot be read: ${read.error.issues[0].message}`)
  return { id: proposal.id, intent: read.data.intent }
}

/** Takes a proposal to be sent: from then on it is used, and nobody else gets it. @throws OpenbellError as `readProposal` */
export function takeProposal(store: Store, account: string, id: string, now: Instant): Intent {
  const { id: whole, intent } = readProposal(store, account, id, now)
  if (!store.proposals.use(whole, now)) throw refused(id, 'was sent already, a moment ago')
  return intent
}

function refused(id: string, why: string): OpenbellError {
  return new OpenbellError('denied', `order ${id} ${why}`, 'openbell trade orders --all, or ask for a new preview')
}
