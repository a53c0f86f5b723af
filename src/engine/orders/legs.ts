import { OpenbellError } from '../../core/errors.ts'
import type { ProtectingLegs } from '../../market/orders.ts'
import type { AccountPath } from './path.ts'
import type { CloseOptions, Intent, OwnOrder } from './types.ts'

/** Which type of order each kind of leg is. */
export const KINDS = { stop: 'stop', trail: 'trailing-stop', target: 'limit' } as const

type ExitOptions = Omit<CloseOptions, 'id'>

/** What closing `shares` of a position would be sent as: an order that can only lower it. `held` is signed. */
export function exitIntent(id: string, symbol: string, held: number, shares: number, options: ExitOptions): Intent {
  return {
    id,
    symbol,
    side: held > 0 ? 'sell' : 'buy',
    shares: Math.min(shares, Math.abs(held)),
    notional: null,
    type: options.limit === null ? 'market' : 'limit',
    limit: options.limit,
    trigger: null,
    trail: null,
    tif: 'day',
    extended: options.extended,
    legs: null,
    reduces: true,
    oco: false,
    reason: options.reason,
    origin: options.origin,
    validUntil: null,
  }
}

/** Exits are made as often as they are asked for: each has a name of its own, told apart by time, journal line and process. */
export function exitId(path: AccountPath, symbol: string, reason: string): string {
  path.refresh()
  const { clock, pid } = path.parts
  const unique = [clock.now(), path.books.seq, pid].map((one) => Math.floor(one).toString(36)).join('')
  const word = reason
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
  return `${unique}-${symbol.replaceAll(/[^A-Za-z0-9]/g, '')}-${word}`.replace(/-+$/, '')
}

/** Our open orders that would lower the position. */
export function legsOf(path: AccountPath, symbol: string, held: number): OwnOrder[] {
  const out = held > 0 ? 'sell' : 'buy'
  return path.books.openOrders().filter((one) => one.symbol === symbol && one.side === out && !one.foreign)
}

/** The legs that a position shall have: those asked for, and of the kinds that nobody named what rests. Stop and trail take each other's place. */
export function wantedLegs(resting: readonly OwnOrder[], asked: Partial<ProtectingLegs>): ProtectingLegs {
  const of = (kind: keyof typeof KINDS) => resting.find(({ type }) => type === KINDS[kind])
  const stop = asked.stop === undefined && asked.trail == null ? (of('stop')?.stop ?? null) : (asked.stop ?? null)
  const trail = asked.trail === undefined && asked.stop == null ? (of('trail')?.trail ?? null) : (asked.trail ?? null)
  const target = asked.target === undefined ? (of('target')?.limit ?? null) : asked.target
  return { stop, trail, target }
}

/** What protects a position now. */
export function legsOfPosition(path: AccountPath, symbol: string): ProtectingLegs {
  return wantedLegs(legsOf(path, symbol, path.books.shares(symbol)), {})
}

/** A stop alone, a trailing stop alone, a target alone, or an OCO of target and stop. Brokers trail alone only. */
export function legsIntent(path: AccountPath, symbol: string, held: number, legs: ProtectingLegs, reason: string): Intent {
  if (legs.trail !== null && (legs.target !== null || legs.stop !== null)) {
    const message = 'a trailing stop stands alone at the broker: no other stop or target beside it'
    throw new OpenbellError('usage', message, `openbell trade protect ${symbol} --trail 2%`)
  }
  const oco = legs.target !== null && legs.stop !== null
  const options = { limit: legs.target, reason, origin: 'person', extended: false }
  const base = exitIntent(exitId(path, symbol, reason), symbol, held, Math.abs(held), options)
  const type = legs.target !== null ? 'limit' : legs.trail !== null ? 'trailing-stop' : 'stop'
  return {
    ...base,
    type,
    tif: 'gtc',
    trigger: oco ? null : legs.stop,
    trail: legs.trail,
    oco,
    legs: oco ? { stop: legs.stop, target: null, trail: null } : null,
  }
}
