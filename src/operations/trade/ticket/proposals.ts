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

const keptBody = z.object({
  intent: keptIntent,
  client: z.string().nullable().default(null),
  told: z.object({ price, notional: price }).default({ price: null, notional: null }),
  declined: z.boolean().default(false),
})

/** A proposal, read back. */
export interface KeptProposal extends Omit<Proposal, 'body'> {
  intent: Intent
  /** When a person declined it (then it is used, and was never sent); null = nobody did. */
  declinedAt: Instant | null
  /** The program that proposed it, as it says itself; null = a person, or it did not say. */
  client: string | null
  /** Last price and value of the order (dollars) as its preview said them; null = not known. */
  told: { price: number | null; notional: number | null }
}

/** Keeps an order that waits for a person. Its id is the intent's: however often it is approved, it is one order. */
export function propose(
  store: Store,
  account: string,
  intent: Intent,
  by: { origin: string } & Partial<Pick<KeptProposal, 'client' | 'told'>>,
  now: Instant,
): Proposal {
  const { origin, client = null, told } = by
  const proposal = { id: intent.id, account, at: now, expiresAt: now + WAITS_MS, origin, body: { intent, client, told } }
  store.proposals.put(proposal)
  return { ...proposal, usedAt: null }
}

/** A proposal by its whole id, of whatever account; null when there is none. */
export function storedProposal(store: Store, id: string): KeptProposal | null {
  const proposal = store.proposals.get(id)
  return proposal?.id === id ? keptProposal(proposal) : null
}

/**
 * A proposal by its id or the beginning of it, used and expired ones too; null when there is none.
 * @throws OpenbellError denied for one of another account
 */
export function findProposal(store: Store, account: string, id: string): KeptProposal | null {
  const proposal = store.proposals.get(id)
  if (!proposal) return null
  if (proposal.account !== account) throw refused(id, `was proposed for account ${proposal.account}, this is ${account}`)
  return keptProposal(proposal)
}

/**
 * A proposal as it was made; prices and limits are judged anew.
 * @throws OpenbellError not-found, or denied when it is used, declined, expired or of another account
 */
export function readProposal(store: Store, account: string, id: string, now: Instant): KeptProposal {
  const proposal = findProposal(store, account, id)
  if (!proposal) {
    throw new OpenbellError('not-found', `no order '${id}' waits for approval`, 'openbell trade buy SYMBOL QTY --limit PRICE')
  }
  const { declinedAt, usedAt } = proposal
  if (declinedAt !== null) throw refused(id, `was declined by a person at ${iso(declinedAt)}`)
  if (usedAt !== null) throw refused(id, `was sent already, at ${iso(usedAt)}`)
  if (now >= proposal.expiresAt) throw refused(id, `expired at ${iso(proposal.expiresAt)}: the market has moved on`)
  return proposal
}

/** Takes a proposal to be sent: from then on it is used, and nobody else gets it. @throws OpenbellError as `readProposal` */
export function takeProposal(store: Store, account: string, id: string, now: Instant): Intent {
  const { id: whole, intent } = readProposal(store, account, id, now)
  if (store.proposals.use(whole, now)) return intent
  // Another process was faster: what it did with it is read anew.
  readProposal(store, account, whole, now)
  throw refused(id, 'was taken by another process, a moment ago')
}

/** Proposals that may still be approved, newest first. */
export function waitingProposals(store: Store, account: string, now: Instant): KeptProposal[] {
  const kept = store.proposals.list(account, MOST_LOOKED_AT)
  return kept.filter(({ usedAt, expiresAt }) => usedAt === null && now < expiresAt).map(keptProposal)
}

/** Newest proposals among which those that wait are looked for: they wait for minutes. */
const MOST_LOOKED_AT = 500

/** What a store holds of a proposal, checked. @throws OpenbellError internal */
export function keptProposal({ body, ...rest }: Proposal): KeptProposal {
  const read = keptBody.safeParse(body)
  if (!read.success) throw new OpenbellError('internal', `proposal ${rest.id} cannot be read: ${read.error.issues[0].message}`)
  const { declined, ...said } = read.data
  return { ...rest, ...said, declinedAt: declined ? rest.usedAt : null }
}

/** What cannot be done with a proposal any more. */
export function refused(id: string, why: string): OpenbellError {
  return new OpenbellError('denied', `order ${id} ${why}`, 'openbell trade orders --all, or ask for a new preview')
}
