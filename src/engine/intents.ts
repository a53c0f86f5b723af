import { OpenbellError } from '../core/errors.ts'
import type { ProtectingLegs, TimeInForce, Trail } from '../market/orders.ts'
import type { Entry, Exit } from '../strategy/types.ts'

/** An entry with every field said; prices are positive and finite or null. */
export interface ReadEntry {
  limit: number | null
  trigger: number | null
  legs: ProtectingLegs
  tif: TimeInForce
  reason: string
}

export interface ReadExit {
  shares: number | null
  limit: number | null
  tif: TimeInForce
  reason: string
}

const BLANK = 32
const SAYS_SOMETHING = /\S/
const TIMES: ReadonlySet<string> = new Set<TimeInForce>(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'])

/** Reads what a strategy asked for; what cannot be meant throws `usage` with the value. Sizes are read where they are worked out. */
export function readEntry(entry: Entry, action: string): ReadEntry {
  requireObject(entry, action)
  return {
    limit: price(entry.limit, 'limit', action),
    trigger: price(entry.trigger, 'trigger', action),
    legs: readLegs(entry, action),
    tif: timeInForce(entry.tif, 'day', action),
    reason: reasonOf(entry.reason, action),
  }
}

export function readExit(exit: Exit): ReadExit {
  requireObject(exit, 'exit')
  return {
    shares: price(exit.shares, 'shares', 'exit'),
    limit: price(exit.limit, 'limit', 'exit'),
    tif: timeInForce(exit.tif, 'gtc', 'exit'),
    reason: reasonOf(exit.reason, 'exit'),
  }
}

/** `undefined` stays as it is at the exchange, `null` goes. */
export function readProtect(legs: Partial<ProtectingLegs> & { reason: string }): Partial<ProtectingLegs> & { reason: string } {
  requireObject(legs, 'protect')
  const read: Partial<ProtectingLegs> & { reason: string } = { reason: reasonOf(legs.reason, 'protect') }
  if (legs.stop !== undefined) read.stop = price(legs.stop, 'stop', 'protect')
  if (legs.target !== undefined) read.target = price(legs.target, 'target', 'protect')
  if (legs.trail !== undefined) read.trail = trailOf(legs.trail, 'protect')
  return read
}

export function reasonOf(reason: unknown, action: string): string {
  // A code above that of the blank comes first in all but odd texts: cheaper than looking through the whole.
  if (typeof reason === 'string' && (reason.charCodeAt(0) > BLANK || SAYS_SOMETHING.test(reason))) return reason
  throw new OpenbellError('usage', `${action} without a reason`, `${action}({ ..., reason: 'why' })`)
}

const NO_LEGS: ProtectingLegs = Object.freeze({ stop: null, target: null, trail: null })

function readLegs(entry: Partial<ProtectingLegs>, action: string): ProtectingLegs {
  if (entry.stop === undefined && entry.target === undefined && entry.trail === undefined) return NO_LEGS
  return {
    stop: price(entry.stop, 'stop', action),
    target: price(entry.target, 'target', action),
    trail: trailOf(entry.trail, action),
  }
}

function requireObject(value: unknown, action: string): void {
  if (typeof value === 'object' && value !== null) return
  throw new OpenbellError('usage', `${action}(${String(value)}): what is asked for is an object`, `${action}({ reason: 'why' })`)
}

function price(value: unknown, name: string, action: string): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value
  throw new OpenbellError('usage', `${action}: ${name} is ${String(value)}, not a number above 0`, `${action}({ ${name}: ... })`)
}

function trailOf(trail: Trail | null | undefined, action: string): Trail | null {
  if (trail === undefined || trail === null) return null
  const [kind, value] = 'fraction' in trail ? ['fraction', trail.fraction] : ['price', (trail as { price?: unknown }).price]
  const most = kind === 'fraction' ? 1 : Number.POSITIVE_INFINITY
  if (typeof value === 'number' && value > 0 && value < most) return trail
  throw new OpenbellError(
    'usage',
    `${action}: trail is { ${kind}: ${String(value)} }`,
    `${action}({ trail: { fraction: 0.01 } }) or { price: 1.5 }`,
  )
}

function timeInForce(tif: unknown, standard: TimeInForce, action: string): TimeInForce {
  if (tif === undefined) return standard
  if (typeof tif === 'string' && TIMES.has(tif)) return tif as TimeInForce
  throw new OpenbellError('usage', `${action}: time in force '${String(tif)}'`, `one of ${[...TIMES].join(' ')}`)
}
