import { dollars } from '../../engine/risk/words.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'
import { type KeptProposal, storedProposal } from '../trade/ticket/proposals.ts'
import { trailText } from '../trade/ticket/trail.ts'

/** What a person at the client is asked before an order goes out. */
export interface OrderQuestion {
  previewId: string
  text: string
}

/**
 * The question for a preview that order.place would send now; null where there is nothing to ask: nothing would be sent, and the operation
 * says why.
 */
export async function orderQuestion(context: Context, previewId: string): Promise<OrderQuestion | null> {
  if (context.settings.mode === 'live') return null
  const store = await context.store()
  const proposal = storedProposal(store, previewId)
  if (!proposal || proposal.usedAt !== null || context.clock.now() >= proposal.expiresAt) return null
  if (store.placements.ofPreview(previewId)) return null
  return { previewId, text: questionOf(context, proposal) }
}

/** The answer of a person, or of a program in a person's name: nobody can tell. */
export function refusedByAnswer(action: string): OpenbellError {
  return new OpenbellError(
    'denied',
    `the order was not confirmed (${action}): nothing was sent`,
    'ask the person, then preview it again',
  )
}

function questionOf({ settings }: Context, { intent, client, told }: KeptProposal): string {
  const { side, shares, notional, symbol, legs, tif } = intent
  const size = notional === null ? `${shares}` : `${dollars(notional)} of`
  const protection = legs === null ? 'nothing protects it' : protectionOf(legs)
  const value = told.notional === null ? '' : `, about ${dollars(told.notional)}`
  const price = told.price === null ? '' : ` (last price ${told.price})`
  const account = settings.broker === 'simulated' ? 'SIMULATED account' : 'PAPER account'
  return `${account}: ${side} ${size} ${symbol} ${priceOf(intent)}, ${tif}${value}${price}; ${protection}. Proposed by ${client ?? 'a program'}. Place it?`
}

function priceOf({ type, limit, trigger, trail }: KeptProposal['intent']): string {
  const parts = [
    trigger === null ? '' : `stop ${trigger}`,
    limit === null ? '' : `limit ${limit}`,
    trail ? `trailing ${trailText(trail)}` : '',
  ]
  return parts.filter((part) => part !== '').join(' ') || type
}

function protectionOf({ stop, target, trail }: NonNullable<KeptProposal['intent']['legs']>): string {
  const parts = [
    stop === null ? '' : `stop ${stop}`,
    trail ? `trailing stop ${trailText(trail)}` : '',
    target === null ? '' : `target ${target}`,
  ]
  return `protected by ${parts.filter((part) => part !== '').join(', ')}`
}
