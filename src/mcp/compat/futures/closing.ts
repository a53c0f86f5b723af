import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { OpenbellError } from '../../../operations/operation.ts'
import type { ServerState } from '../../state.ts'
import type { JsonObject, ToolAnswer, ToolCall } from '../../tool.ts'
import { given } from '../common/arguments.ts'
import { ask, askWithFault, record, records } from '../common/ask.ts'

/** As long as previews of orders are good. */
const GOOD_MS = 300_000
const MOST_KEPT = 50

export interface PositionWish {
  symbol?: string
  action?: 'status' | 'close' | 'reduce'
  quantity?: number
  limit_price?: number
  preview_id?: string
}

interface Closing {
  input: JsonObject
  /** What came of it, once it was sent: asked again, it is this. */
  sent: Promise<ToolAnswer> | null
}

const closings = new WeakMap<ServerState, LRUCache<string, Closing>>()

function closingsOf(server: ServerState): LRUCache<string, Closing> {
  const known = closings.get(server)
  if (known) return known
  const made = new LRUCache<string, Closing>({ max: MOST_KEPT, ttl: GOOD_MS })
  closings.set(server, made)
  return made
}

/**
 * Looks at positions, or closes one in two calls. Closing cancels what protects the position first, which an order of its own would not do:
 * therefore the preview is that of `trade.close`, and its id is good in this server only.
 */
export async function managed(call: ToolCall, wish: PositionWish): Promise<ToolAnswer | JsonObject> {
  if (wish.preview_id !== undefined) return closed(call, wish.preview_id, wish)
  const { symbol, action = 'status' } = wish
  const ours = await ask(call, 'trade.positions')
  const held = records(ours.positions).find((one) => one.symbol === symbol?.trim().toUpperCase())
  if (action === 'status') return { ...ours, position: held ?? null }
  if (!held) {
    throw new OpenbellError(
      'not-found',
      `no position in ${symbol ?? 'any symbol'}: name one that is held`,
      'action "status" lists them',
    )
  }
  return previewed(call, held, wish)
}

async function previewed(
  call: ToolCall,
  held: JsonObject,
  { action, quantity, limit_price: limit }: PositionWish,
): Promise<JsonObject> {
  const shares = Math.abs(Number(held.shares))
  if (action === 'reduce' && quantity === undefined) throw new OpenbellError('usage', 'reduce by how much?', 'quantity: shares')
  if (quantity !== undefined && quantity > shares) {
    throw new OpenbellError('usage', `${quantity} is more than the ${shares} held`, 'close takes all of it')
  }
  const input = { symbol: held.symbol, ...given({ shares: quantity, limit }) }
  const ours = await ask(call, 'trade.close', input)
  if (record(record(ours.preview).verdict).outcome === 'deny') return { ...ours, status: 'denied', preview_id: null }
  const id = `close-${randomBytes(6).toString('hex')}`
  closingsOf(call.server).set(id, { input, sent: null })
  const next = `nothing was sent: the same tool with preview_id '${id}' sends it, within 5 minutes`
  return { ...ours, status: 'preview', preview_id: id, next_call: next }
}

/** However often it is called, one order. */
function closed(call: ToolCall, id: string, { preview_id: _, ...extra }: PositionWish): Promise<ToolAnswer> {
  const [more] = Object.keys(given({ ...extra }))
  if (more !== undefined) {
    throw new OpenbellError(
      'usage',
      `${more} beside preview_id: the preview says the order`,
      'leave it out, or ask for another preview',
    )
  }
  const closing = closingsOf(call.server).get(id)
  if (!closing) {
    throw new OpenbellError(
      'not-found',
      `no preview '${id.slice(0, 40)}'`,
      'previews of this tool are good for 5 minutes: ask for another',
    )
  }
  closing.sent ??= send(call, id, closing.input)
  return closing.sent
}

async function send(call: ToolCall, id: string, input: JsonObject): Promise<ToolAnswer> {
  const answer = await askWithFault(call, 'trade.close', { ...input, execute: true })
  const { id: order = null, clientOrderId = null, state = null } = record(answer.structured.order)
  const legacy = { status: state, order_id: order, client_order_id: clientOrderId, preview_id: id }
  return { ...answer, structured: { ...answer.structured, ...legacy } }
}
