import { OpenbellError } from '../core/errors.ts'
import type { ProtectingLegs, TimeInForce, Trail } from '../market/orders.ts'
import { shown, strangeField } from '../strategy/fields.ts'
import type { Entry, Exit } from '../strategy/types.ts'
import { NO_LEGS } from './order-request.ts'

/** Why nothing comes of an intent, and the value that says so where there is one: runs count by `what` and show the first value. */
export interface Fault {
  what: string
  value: string | null
}

/** A number that came out of arithmetic and cannot be used leaves a fault, and null where it would stand. */
interface Reading {
  fault: Fault | null
}

/** An entry with every field said; prices are positive and finite or null. */
export interface ReadEntry extends Reading {
  limit: number | null
  trigger: number | null
  legs: ProtectingLegs
  tif: TimeInForce
  reason: string
}

export interface ReadExit extends Reading {
  shares: number | null
  limit: number | null
  tif: TimeInForce
  reason: string
}

export interface ReadProtect extends Reading {
  legs: Partial<ProtectingLegs>
  reason: string
}

const BLANK = 32
const SAYS_SOMETHING = /\S/
const TIMES: ReadonlySet<string> = new Set<TimeInForce>(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'])
const SIZES = ['shares', 'equity', 'risk'] as const
const FIELDS = {
  entry: new Set([...SIZES, 'limit', 'trigger', 'stop', 'target', 'trail', 'tif', 'reason']),
  exit: new Set(['shares', 'limit', 'tif', 'reason']),
  protect: new Set(['stop', 'target', 'trail', 'reason']),
  cancel: new Set(['reason']),
}

/**
 * Reads what a strategy asked for. What was written wrong (a field there is none of, a text for a number, two sizes) throws `usage` with
 * the value; what came out of arithmetic and cannot be used (a stop below zero, a size that is NaN) is a fault: the intent is ignored.
 */
export function readEntry(entry: Entry, action: string): ReadEntry {
  checkFields(entry, FIELDS.entry, action)
  const read: ReadEntry = {
    fault: null,
    limit: null,
    trigger: null,
    legs: NO_LEGS,
    tif: timeInForce(entry.tif, 'day', action),
    reason: reasonOf(entry.reason, action),
  }
  readSize(read, entry, action)
  read.limit = price(read, entry.limit, 'limit', action)
  read.trigger = price(read, entry.trigger, 'trigger', action)
  if (entry.stop !== undefined || entry.target !== undefined || entry.trail !== undefined)
    read.legs = readLegs(read, entry, action)
  return read
}

export function readExit(exit: Exit): ReadExit {
  checkFields(exit, FIELDS.exit, 'exit')
  const read: ReadExit = {
    fault: null,
    shares: null,
    limit: null,
    tif: timeInForce(exit.tif, 'gtc', 'exit'),
    reason: reasonOf(exit.reason, 'exit'),
  }
  read.shares = number(read, exit.shares, 'shares', 'exit', 'a number of shares above 0')
  read.limit = price(read, exit.limit, 'limit', 'exit')
  return read
}

/** A leg that is not named stays as it is at the exchange, one that is null goes. */
export function readProtect(asked: Partial<ProtectingLegs> & { reason: string }): ReadProtect {
  checkFields(asked, FIELDS.protect, 'protect')
  const read: ReadProtect = { fault: null, legs: {}, reason: reasonOf(asked.reason, 'protect') }
  if (asked.stop !== undefined) read.legs.stop = price(read, asked.stop, 'stop', 'protect')
  if (asked.target !== undefined) read.legs.target = price(read, asked.target, 'target', 'protect')
  if (asked.trail !== undefined) read.legs.trail = trailOf(read, asked.trail, 'protect')
  return read
}

/** The reason of a `cancel`. */
export function readCancel(options: { reason: string }): string {
  checkFields(options, FIELDS.cancel, 'cancel')
  return reasonOf(options.reason, 'cancel')
}

function reasonOf(reason: unknown, action: string): string {
  // A code above that of the blank comes first in all but odd texts: cheaper than looking through the whole.
  if (typeof reason === 'string' && (reason.charCodeAt(0) > BLANK || SAYS_SOMETHING.test(reason))) return reason
  throw new OpenbellError('usage', `${action} without a reason`, `${action}({ ..., reason: 'why' })`)
}

function readLegs(into: Reading, entry: Partial<ProtectingLegs>, action: string): ProtectingLegs {
  return {
    stop: price(into, entry.stop, 'stop', action),
    target: price(into, entry.target, 'target', action),
    trail: trailOf(into, entry.trail, action),
  }
}

/** Exactly one size, and a number that means one. How many shares it comes to is worked out elsewhere. */
function readSize(into: Reading, entry: Partial<Entry>, action: string): void {
  const named = namedSize(entry, action)
  const size: unknown = named === 'shares' ? entry.shares : named === 'equity' ? entry.equity : entry.risk
  if (typeof size !== 'number') throw usage(`${action}: ${named} is ${shown(size)}, not a number`, `${action}({ ${named}: ... })`)
  if (!(size >= 0 && size < Number.POSITIVE_INFINITY))
    into.fault = { what: `${named} is not a number from 0 up`, value: String(size) }
  if (named === 'risk' && (entry.stop === undefined || entry.stop === null)) {
    throw usage(`${action}: a size by risk needs a stop`, `${action}({ risk: ..., stop: ... })`)
  }
}

function namedSize(entry: Partial<Entry>, action: string): (typeof SIZES)[number] {
  const { shares, equity, risk } = entry
  const named = shares !== undefined ? 'shares' : equity !== undefined ? 'equity' : risk !== undefined ? 'risk' : null
  if (named === null) throw usage(`${action} says no size`, '{ shares: 10 }, { equity: 0.25 } or { risk: 0.01, stop }')
  const other = equity !== undefined && named !== 'equity' ? 'equity' : risk !== undefined && named !== 'risk' ? 'risk' : null
  if (other !== null) throw usage(`${action}: two sizes at once, ${named} and ${other}`, `${action}({ ${named}: ... })`)
  return named
}

function checkFields(given: object, known: ReadonlySet<string>, action: string): void {
  if (typeof given !== 'object' || given === null) {
    throw usage(`${action}(${String(given)}): what is asked for is an object`, `${action}({ reason: 'why' })`)
  }
  const strange = strangeField(given, known)
  if (strange !== null) throw usage(`${action} ${strange}`, `${action}({ ${[...known].join(', ')} })`)
}

function price(into: Reading, value: unknown, name: string, action: string): number | null {
  return number(into, value, name, action, 'a price above 0')
}

function number(into: Reading, value: unknown, name: string, action: string, what: string): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'number') throw usage(`${action}: ${name} is ${shown(value)}, not a number`, `${action}({ ${name}: ... })`)
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value
  into.fault ??= { what: `${name} is not ${what}`, value: String(value) }
  return null
}

function trailOf(into: Reading, trail: Trail | null | undefined, action: string): Trail | null {
  if (trail === undefined || trail === null) return null
  const { fraction, price: dollars } = trail as { fraction?: unknown; price?: unknown }
  const value = fraction ?? dollars
  if (typeof value !== 'number' || (fraction !== undefined && dollars !== undefined)) {
    throw usage(`${action}: trail is ${wordsOf(trail)}`, `${action}({ trail: { fraction: 0.01 } }) or { price: 1.5 }`)
  }
  if (value > 0 && value < (fraction === undefined ? Number.POSITIVE_INFINITY : 1)) return trail
  const what = fraction === undefined ? 'trail is not a price above 0' : 'trail is not a fraction between 0 and 1'
  into.fault ??= { what, value: String(value) }
  return null
}

function wordsOf(trail: unknown): string {
  if (typeof trail !== 'object') return `${shown(trail)}, not an object`
  const fields = Object.entries(trail as object).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`,
  )
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

function timeInForce(tif: unknown, standard: TimeInForce, action: string): TimeInForce {
  if (tif === undefined) return standard
  if (typeof tif === 'string' && TIMES.has(tif)) return tif as TimeInForce
  throw usage(`${action}: time in force '${String(tif)}'`, `one of ${[...TIMES].join(' ')}`)
}

function usage(message: string, hint: string): OpenbellError {
  return new OpenbellError('usage', message, hint)
}
