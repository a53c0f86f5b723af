import { OpenbellError } from '../../../core/errors.ts'
import type { BrokerOrder, CancelOutcome, SubmitOutcome } from '../../../ports/broker.ts'
import { parseExact, type Reply } from '../client.ts'
import { isObject } from '../decode.ts'
import { printable } from '../errors.ts'
import type { KeyNames } from '../keys.ts'
import type { OrderDecoder } from './families.ts'

/** A refusal in the vendor's own words. */
interface Refusal {
  message: string
  code: string | null
  body: Record<string, unknown>
}

/**
 * What came of sending or replacing an order. Only a 4xx with the vendor's own JSON in it is a refusal: whatever else is not a whole order leaves
 * its fate open.
 * @throws OpenbellError `config` when the keys were refused, and so the order too
 */
export function submitOutcome(reply: Reply, { decode }: OrderDecoder, keys: KeyNames): SubmitOutcome {
  if (reply.kind === 'silent') return { kind: 'unknown', reason: reply.reason }
  const body = readBody(reply.text)
  if (reply.status >= 200 && reply.status < 300) return accepted(decode(body))
  const refusal = refusalIn(reply.status, body)
  if (!refusal) return { kind: 'unknown', reason: `alpaca answered HTTP ${reply.status}${wordsOf(body)}` }
  throwKeyFault(reply.status, refusal, keys)
  if (isDuplicate(refusal)) return { kind: 'duplicate' }
  return { kind: 'rejected', reason: reasonOf(refusal), code: refusal.code }
}

function accepted(order: BrokerOrder | null): SubmitOutcome {
  return order ? { kind: 'accepted', order } : { kind: 'unknown', reason: 'alpaca answered something that is no order' }
}

/**
 * What came of asking for a cancel.
 * @throws OpenbellError `config` when the keys were refused
 */
export function cancelOutcome(reply: Reply, keys: KeyNames): CancelOutcome {
  if (reply.kind === 'silent') return { kind: 'unknown', reason: reply.reason }
  if (reply.status >= 200 && reply.status < 300) return { kind: 'requested' }
  const body = readBody(reply.text)
  const refusal = refusalIn(reply.status, body)
  if (!refusal) return { kind: 'unknown', reason: `alpaca answered HTTP ${reply.status}${wordsOf(body)}` }
  throwKeyFault(reply.status, refusal, keys)
  if (/pending_cancel/.test(refusal.message)) return { kind: 'requested' }
  const gone = reply.status === 404 || reply.status === 400 || /already in/i.test(refusal.message)
  return { kind: gone ? 'gone' : 'unknown', reason: reasonOf(refusal) }
}

/** True when the vendor itself says that it has no such order; any other 404 may come from a wrong address or a proxy. */
export function isProvenAbsence(code: string | number | undefined, message: string): boolean {
  return String(code) === '40410000' || /order not found/i.test(message)
}

/** Statuses that say nothing about the order itself: too early, too slow, too many, the wrong machine. */
const UNSPOKEN: ReadonlySet<number> = new Set([408, 421, 425, 429])

function refusalIn(status: number, body: unknown): Refusal | null {
  if (status < 400 || status >= 500 || UNSPOKEN.has(status) || !isObject(body)) return null
  const { code, message } = body
  if (typeof message !== 'string' || message === '') return null
  return { message, code: typeof code === 'number' || typeof code === 'string' ? String(code) : null, body }
}

/** A 403 with a code of its own is about the order (buying power, shares held); one without, or one that says so, is about the keys. */
function throwKeyFault(status: number, { code, message }: Refusal, keys: KeyNames): void {
  const aboutKeys = code === null || code.startsWith('401') || /request is not authorized/i.test(message)
  if (status !== 401 && !(status === 403 && aboutKeys)) return
  throw new OpenbellError(
    'config',
    `alpaca said ${status} (${printable(message)}): check ${keys.id} and ${keys.secret}; nothing was sent on`,
    'openbell init',
  )
}

function isDuplicate({ message }: Refusal): boolean {
  return /client[ _]order[ _]id.*(unique|exist|duplicate)/i.test(message)
}

/** Beside these the body says what the refusal rests on: `buying_power`, `available`, `existing_order_id` ... */
const ENVELOPE: ReadonlySet<string> = new Set(['code', 'message'])

/** The vendor's words and the facts beside them: `insufficient buying power (buying power 25.10, cost basis 300)`. */
function reasonOf({ message, body }: Refusal): string {
  const facts = Object.entries(body).flatMap(([name, value]) => {
    const said = ENVELOPE.has(name) ? null : factText(value)
    return said === null ? [] : [`${name.replaceAll('_', ' ')} ${said}`]
  })
  return printable(facts.length > 0 ? `${message} (${facts.join(', ')})` : message)
}

function factText(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!Array.isArray(value) || value.length === 0) return null
  return value.every((one) => typeof one === 'string') ? value.join(' ') : null
}

/** Null for what is no JSON: an empty answer, a page of a proxy. */
function readBody(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return null
  }
}

function wordsOf(body: unknown): string {
  const message = isObject(body) ? body.message : null
  return typeof message === 'string' && message !== '' ? ` (${printable(message)})` : ''
}
