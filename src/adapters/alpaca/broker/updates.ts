import { z } from 'zod'
import type { Instant } from '../../../core/time.ts'
import type { BrokerEvent } from '../../../ports/broker.ts'
import type { Log } from '../../../ports/log.ts'
import { field } from '../decode.ts'
import { printable } from '../errors.ts'
import type { KeyNames } from '../keys.ts'
import { StreamFault } from '../stream/connection.ts'
import type { Dialect } from '../stream/socket.ts'
import type { OrderDecoder } from './families.ts'
import type { BrokerTime } from './time.ts'
import { perhaps, perhapsText, stamp } from './wire.ts'

/** The trading stream: authenticate, listen to the account's updates, and tell them as they come. */
export function tradeUpdates(options: {
  keys: { keyId: string; secret: string }
  keyNames: KeyNames
  log: Log
  time: Pick<BrokerTime, 'now' | 'saw'>
  orders: OrderDecoder
  tell(event: BrokerEvent): void
}): Dialect {
  const { keys, keyNames, log, time, orders, tell } = options
  return {
    headers: {},
    async greet({ send, next }) {
      send({ action: 'authenticate', data: { key_id: keys.keyId, secret_key: keys.secret } })
      const status = field(await answerOf('authorization', next), 'status')
      if (status === 'unauthorized') {
        throw new StreamFault(
          'fatal',
          `alpaca does not know these keys (trading stream): check ${keyNames.id} and ${keyNames.secret}`,
        )
      }
      if (status !== 'authorized')
        throw new StreamFault('passing', `the trading stream answered '${printable(String(status))}' to the keys`)
      send({ action: 'listen', data: { streams: ['trade_updates'] } })
      const streams = field(await answerOf('listening', next), 'streams')
      if (!Array.isArray(streams) || !streams.includes('trade_updates')) {
        throw new StreamFault('passing', 'the trading stream does not listen to trade_updates')
      }
    },
    hear(message, end) {
      const stream = field(message, 'stream')
      const fault = faultIn(message)
      if (fault) return end(fault)
      if (stream === 'authorization' && field(field(message, 'data'), 'status') === 'unauthorized') {
        return end(new StreamFault('passing', 'the trading stream has forgotten who we are'))
      }
      if (stream !== 'trade_updates') return log.debug('alpaca.stream.other', { stream: printable(String(stream)) })
      const event = decodeUpdate(field(message, 'data'), time.now(), orders)
      if (event) time.saw(event.at)
      if (event) tell(event)
      else log.warn('alpaca.update.unreadable', { message: JSON.stringify(message)?.slice(0, 300) })
    },
  }
}

/** The data of the next message of a stream; what comes before it is not meant for us yet, but an error is. */
async function answerOf(stream: string, next: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const message = await next()
    const fault = faultIn(message)
    if (fault) throw fault
    const data = field(message, 'data')
    if (field(message, 'stream') === stream) return data
    if (field(message, 'stream') === 'authorization' && field(data, 'status') === 'unauthorized') return data
  }
}

/** Errors come as `{action: 'error', data}` here and as `{T: 'error', code}` in the manner of the data streams. */
function faultIn(message: unknown): StreamFault | null {
  const one = Array.isArray(message) ? message[0] : message
  const data = field(one, 'data')
  if (field(one, 'action') !== 'error' && field(one, 'T') !== 'error' && field(one, 'stream') !== 'error') return null
  const code = Number(field(one, 'code') ?? field(data, 'code') ?? 0)
  const words = printable(
    String(field(data, 'error_message') ?? field(one, 'msg') ?? field(data, 'message') ?? 'an error without words'),
  )
  if (code === 402) return new StreamFault('fatal', `the trading stream says ${words} (402)`)
  if (code === 406 || code === 429 || /connection limit/i.test(words))
    return new StreamFault('slow', `another connection of this account holds the trading stream: ${words}`)
  return new StreamFault('passing', `the trading stream says ${words}`)
}

const updateSchema = z.object({
  event: z.string(),
  order: z.unknown(),
  execution_id: perhapsText,
  at: stamp,
  timestamp: stamp,
  price: perhaps,
  qty: perhaps,
  reason: perhapsText,
  reject_reason: perhapsText,
})

/** An update as an event of the port; null when it names no order. Words that nobody knows yet are passed on with the order as it stands. */
export function decodeUpdate(raw: unknown, heardAt: Instant, { decode }: OrderDecoder): BrokerEvent | null {
  const update = updateSchema.safeParse(raw).data
  const decoded = update && decode(update.order)
  if (!update || !decoded) return null
  const order = { ...decoded, reason: update.reason ?? update.reject_reason ?? decoded.reason }
  const at = update.timestamp ?? update.at ?? order.updatedAt ?? heardAt
  const { event: word, price, qty } = update
  const isFill = word === 'fill' || word === 'partial_fill'
  // A fill without its numbers still tells what the order has filled: whoever counts asks for the rest.
  if (!isFill || price === null || qty === null) return { type: 'order', at, word, order }
  const fill = {
    executionId: update.execution_id,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    shares: Math.abs(qty),
    price,
    cumulative: order.filled > 0 ? order.filled : null,
    fee: 0,
    at,
  }
  return { type: 'fill', at, order, fill }
}
