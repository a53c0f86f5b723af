import { type ReadDecimal, readDecimal } from './decimal.ts'
import { inconsistent, unprocessable, unreadable } from './refusals.ts'
import type { WireClass, WireIntent, WireTif, WireType } from './wire-order.ts'

/** A posted order after its fields were read; nothing is known yet about the account or the market. */
export interface OrderWish {
  symbol: string
  side: 'buy' | 'sell'
  type: WireType
  tif: WireTif
  qty: ReadDecimal | null
  notional: ReadDecimal | null
  limit: ReadDecimal | null
  stop: ReadDecimal | null
  trailPrice: ReadDecimal | null
  trailPercent: ReadDecimal | null
  extended: boolean
  clientOrderId: string | null
  orderClass: WireClass
  target: ReadDecimal | null
  protect: { stop: ReadDecimal; limit: ReadDecimal | null } | null
  intent: WireIntent | null
  subtag: string | null
}

const TYPES = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'] as const
const TIFS = ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'] as const
const CLASSES = ['', 'simple', 'bracket', 'oco', 'oto'] as const
const INTENTS = ['buy_to_open', 'buy_to_close', 'sell_to_open', 'sell_to_close'] as const
const LONGEST_ID = 128
const SHARE_DIGITS = 9

type Body = Record<string, unknown>

/** Reads the body of a POST. @throws Refusal in the vendor's words. */
export function readOrder(raw: unknown): OrderWish {
  const body = readObject(raw)
  const qty = amount(body, 'qty')
  const notional = amount(body, 'notional')
  if (qty && notional) throw unreadable('only one of qty or notional is accepted')
  if (text(body, 'order_class') === 'mleg') throw unprocessable('mleg orders are not supported: this exchange lists no options')
  const orderClass = choice(body, 'order_class', CLASSES) ?? ''
  const symbol = text(body, 'symbol')
  if (!symbol) throw inconsistent('symbol is required')
  if (!qty && !notional) throw inconsistent('qty or notional is required')
  if (qty && qty.digits > SHARE_DIGITS) throw unprocessable('qty must have at most 9 decimal places')
  return {
    symbol: symbol.toUpperCase(),
    side: choice(body, 'side', ['buy', 'sell'] as const) ?? missing('side'),
    type: choice(body, 'type', TYPES) ?? missing('type'),
    tif: choice(body, 'time_in_force', TIFS) ?? missing('time_in_force'),
    qty,
    notional,
    limit: amount(body, 'limit_price'),
    stop: amount(body, 'stop_price'),
    trailPrice: amount(body, 'trail_price'),
    trailPercent: amount(body, 'trail_percent'),
    extended: flag(body, 'extended_hours'),
    clientOrderId: readClientId(body),
    orderClass,
    target: readTarget(body),
    protect: readProtect(body),
    intent: choice(body, 'position_intent', INTENTS),
    subtag: text(body, 'subtag'),
  }
}

export function readObject(raw: unknown): Body {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw unreadable()
  return raw as Body
}

/** A positive decimal; null when the field is absent, null or empty. */
export function amount(body: Body, name: string): ReadDecimal | null {
  const raw = body[name]
  if (raw === undefined || raw === null || raw === '') return null
  const read = readDecimal(raw)
  if (read === null) throw unreadable()
  if (!(read.value > 0)) throw inconsistent(`${name} must be > 0`)
  return read
}

/** The client's own name of an order; null when it gives none. */
export function readClientId(body: Body): string | null {
  const id = text(body, 'client_order_id')
  if (id !== null && id.length > LONGEST_ID) throw inconsistent(`client_order_id must be no more than ${LONGEST_ID} characters`)
  return id
}

export function choice<T extends string>(body: Body, name: string, choices: readonly T[]): T | null {
  const value = text(body, name)
  if (value === null) return choices.includes('' as T) && body[name] === '' ? ('' as T) : null
  const found = choices.find((one) => one === value.toLowerCase())
  if (found === undefined) throw inconsistent(`invalid ${name}: ${value}`)
  return found
}

function text(body: Body, name: string): string | null {
  const raw = body[name]
  if (raw === undefined || raw === null || raw === '') return null
  if (typeof raw !== 'string') throw unreadable()
  return raw
}

function flag(body: Body, name: string): boolean {
  const raw = body[name]
  if (raw === undefined || raw === null) return false
  if (typeof raw !== 'boolean') throw unreadable()
  return raw
}

function missing(name: string): never {
  throw inconsistent(`${name} is required`)
}

function readTarget(body: Body): ReadDecimal | null {
  if (body.take_profit === undefined || body.take_profit === null) return null
  const target = amount(readObject(body.take_profit), 'limit_price')
  if (target === null) throw inconsistent('take_profit requires a limit_price')
  return target
}

function readProtect(body: Body): OrderWish['protect'] {
  if (body.stop_loss === undefined || body.stop_loss === null) return null
  const object = readObject(body.stop_loss)
  const stop = amount(object, 'stop_price')
  if (stop === null) throw inconsistent('stop_loss requires a stop_price')
  return { stop, limit: amount(object, 'limit_price') }
}
