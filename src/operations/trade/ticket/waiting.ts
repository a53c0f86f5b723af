import { type Instant, iso } from '../../../core/time.ts'
import type { Store } from '../../../ports/store.ts'
import { z } from '../../operation.ts'
import { type KeptProposal, waitingProposals } from './proposals.ts'

const dollars = (text: string) => z.number().nullable().describe(`${text} (dollars); null = none`)

/** An order that somebody proposed and nobody has sent. */
export const waitingOutput = z.strictObject({
  id: z.string().describe('What `trade approve` takes'),
  by: z.enum(['person', 'program']).describe('Who proposed it'),
  client: z.string().nullable().describe('The program, as it calls itself; null = it did not say, or a person'),
  asked: z.boolean().describe('The program has asked for it to be placed; false = it was only previewed'),
  clientOrderId: z.string().nullable().describe("The program's own word for the order"),
  proposedAt: z.string().describe('When (ISO 8601 UTC)'),
  expiresAt: z.string().describe('Until when it may be approved (ISO 8601 UTC)'),
  symbol: z.string().describe('Symbol'),
  side: z.enum(['buy', 'sell']).describe('Side'),
  shares: z.number().nullable().describe('Shares; null for an order of dollars'),
  notional: dollars('Dollars, of an order of dollars'),
  type: z.enum(['market', 'limit', 'stop', 'stop-limit', 'trailing-stop']).describe('Order type as it was proposed'),
  limit: dollars('Limit price'),
  stop: dollars('Price that triggers it'),
})
export type Waiting = z.output<typeof waitingOutput>

/** What waits on an account, newest first. */
export function waitingOn(store: Store, account: string, now: Instant): Waiting[] {
  return waitingProposals(store, account, now).map((one) => waitingAnswer(store, one))
}

/** One of them, as it is told. */
export function waitingAnswer(store: Store, { id, origin, client, at, expiresAt, intent }: KeptProposal): Waiting {
  const placement = store.placements.ofPreview(id)
  const { symbol, side, shares, notional, type, limit, trigger } = intent
  return {
    id,
    by: isOfProgram({ origin }) ? 'program' : 'person',
    client,
    asked: placement !== null,
    clientOrderId: placement?.clientOrderId ?? null,
    proposedAt: iso(at),
    expiresAt: iso(expiresAt),
    ...{ symbol, side, shares, notional, type, limit, stop: trigger },
  }
}

/** True of what no person typed. */
export function isOfProgram({ origin }: { origin: string }): boolean {
  return origin !== 'cli'
}
