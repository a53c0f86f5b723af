import { OpenbellError, z } from '../../../operations/operation.ts'
import type { JsonObject, ToolAnswer, ToolCall } from '../../tool.ts'
import { given, symbol } from './arguments.ts'
import { ask, askWithFault, record } from './ask.ts'

const price = (text: string) => z.number().positive().optional().describe(text)

/** Arguments of an order as other servers have them; and the id of a preview, with which the second call places it. */
export const orderArguments = {
  symbol: symbol.optional(),
  side: z.enum(['buy', 'sell']).optional().describe('buy or sell'),
  quantity: z.number().positive().optional().describe('Shares'),
  order_type: z
    .enum(['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'])
    .optional()
    .describe('Default: limit where a limit_price is given; a market order must be said'),
  limit_price: price('Limit price'),
  stop_price: price('Stop price of a stop order'),
  trail_percent: z.number().gt(0).max(50).optional().describe('Distance of a trailing stop in percent'),
  stop_loss: price('Protecting stop'),
  take_profit: price('Profit target'),
  time_in_force: z.enum(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls']).optional().describe('Default day'),
  extended_hours: z.boolean().optional().describe('May fill outside the regular session'),
  preview_id: z.string().min(1).max(100).optional().describe('Of the first call: places that order'),
  client_order_id: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Your own id of the order: asked again with it, nothing is placed twice'),
}

const orderObject = z.strictObject(orderArguments)
export type OrderArguments = z.output<typeof orderObject>

/** First a preview and its id; with the id, and nothing else that an order is made of, the order. */
export function previewOrPlace(call: ToolCall, input: OrderArguments): Promise<ToolAnswer | JsonObject> {
  const { preview_id: preview, client_order_id: own, ...order } = input
  if (preview === undefined) return previewed(call, order, own)
  const [extra] = Object.keys(given(order))
  if (extra !== undefined) {
    throw new OpenbellError(
      'usage',
      `${extra} beside preview_id: the preview says the order`,
      'leave it out, or ask for another preview',
    )
  }
  return placed(call, preview, own)
}

async function previewed(
  call: ToolCall,
  order: Omit<OrderArguments, 'preview_id' | 'client_order_id'>,
  own?: string,
): Promise<JsonObject> {
  const ours = await ask(call, 'order.preview', orderInput(order))
  const id = ours.previewId ?? null
  const words = own === undefined ? '' : ` and client_order_id '${own}'`
  const again = `nothing was sent: the same tool with preview_id '${id}'${words} places it`
  return { ...ours, status: id === null ? 'denied' : 'preview', preview_id: id, next_call: id === null ? null : again }
}

/** Without an id of the client's own the preview's makes one: the second call may be repeated. */
async function placed(call: ToolCall, previewId: string, own: string | undefined): Promise<ToolAnswer> {
  const answer = await askWithFault(call, 'order.place', { previewId, clientOrderId: own ?? `of-${previewId}` })
  const { order, outcome, clientOrderId } = answer.structured
  const { id = null, state = null } = record(order)
  const legacy = { status: outcome, order_id: id, order_status: state, client_order_id: clientOrderId, preview_id: previewId }
  return { ...answer, structured: { ...answer.structured, ...legacy } }
}

/** The words of our orders. @throws OpenbellError usage where a type lacks its price, or a price lacks its type */
export function orderInput(order: Omit<OrderArguments, 'preview_id' | 'client_order_id'>): JsonObject {
  const { symbol, side, quantity, limit_price: limit, stop_price: trigger, trail_percent: trail } = order
  for (const [name, value] of Object.entries({ symbol, side, quantity })) {
    if (value === undefined)
      throw new OpenbellError('usage', `an order needs ${name}`, 'symbol, side, quantity and order_type, or preview_id')
  }
  const type = order.order_type ?? (limit === undefined ? undefined : trigger === undefined ? 'limit' : 'stop_limit')
  if (type === undefined)
    throw new OpenbellError('usage', 'order_type is not said', 'order_type: "limit" with limit_price, or "market"')
  refuseMismatch(type, { limit_price: limit, stop_price: trigger, trail_percent: trail })
  const priced = {
    market: { market: true },
    limit: { limit },
    stop: { trigger },
    stop_limit: { trigger, limit },
    trailing_stop: { trail: `${trail}%` },
  }[type]
  const { stop_loss: stop, take_profit: target, time_in_force: tif, extended_hours: extended } = order
  return { symbol, side, quantity, ...priced, ...given({ stop, target, tif, extended }) }
}

const PRICES_OF: Record<string, readonly string[]> = {
  market: [],
  limit: ['limit_price'],
  stop: ['stop_price'],
  stop_limit: ['limit_price', 'stop_price'],
  trailing_stop: ['trail_percent'],
}

function refuseMismatch(type: string, prices: Record<string, number | undefined>): void {
  for (const [name, value] of Object.entries(prices)) {
    const needed = PRICES_OF[type].includes(name)
    if (needed === (value !== undefined)) continue
    const fault = needed ? `a ${type} order needs ${name}` : `a ${type} order has no ${name}`
    throw new OpenbellError('usage', fault, `order_type ${type}: ${PRICES_OF[type].join(', ') || 'no price'}`)
  }
}
