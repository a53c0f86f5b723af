import type { ProtectingLegs, Trail } from '../../market/orders.ts'
import type { ExchangeOptions } from '../models.ts'
import type { OrderRequest } from '../order.ts'

/** Why an order makes no sense at any exchange; null when it does. */
export function orderFault(request: OrderRequest, { fractional }: ExchangeOptions): string | null {
  const { shares } = request
  if (!(shares > 0) || !Number.isFinite(shares)) return `${shares} shares`
  if (!fractional && !Number.isInteger(shares)) return `${shares} shares: this account holds whole shares only`
  return priceFault(request) ?? timeFault(request) ?? (request.legs && legsFault(request, request.legs))
}

const NEEDS_LIMIT = ['limit', 'stop-limit']
const NEEDS_STOP = ['stop', 'stop-limit']

function priceFault({ type, limit, stop, trail }: OrderRequest): string | null {
  // Most orders: nothing to look up.
  if (type === 'market' && limit === null && stop === null && trail === null) return null
  if (NEEDS_LIMIT.includes(type) ? !isPrice(limit) : limit !== null) return `a ${type} order with limit ${limit}`
  if (NEEDS_STOP.includes(type) && !isPrice(stop)) return `a ${type} order with stop ${stop}`
  if (type === 'trailing-stop')
    return trail === null ? 'a trailing-stop order without a trail' : (trailFault(trail) ?? optionalStop(stop))
  if (trail !== null) return `a ${type} order with a trail`
  if (!NEEDS_STOP.includes(type) && stop !== null) return `a ${type} order with stop ${stop}`
  return null
}

function optionalStop(stop: number | null): string | null {
  return stop === null || isPrice(stop) ? null : `a trailing-stop order with stop ${stop}`
}

function trailFault(trail: Trail): string | null {
  if ('fraction' in trail)
    return trail.fraction > 0 && trail.fraction < 1 ? null : `a trail of ${trail.fraction}, not between 0 and 1`
  return isPrice(trail.price) ? null : `a trail of ${trail.price} dollars`
}

function timeFault({ type, tif }: OrderRequest): string | null {
  if (tif === 'day' || tif === 'gtc' || type === 'market' || type === 'limit') return null
  return `a ${type} order with time in force ${tif}: only market and limit orders have it`
}

function legsFault({ side }: OrderRequest, { stop, target, trail }: ProtectingLegs): string | null {
  if (stop !== null && !isPrice(stop)) return `a protecting stop of ${stop}`
  if (target !== null && !isPrice(target)) return `a target of ${target}`
  if (trail !== null) {
    const fault = trailFault(trail)
    if (fault) return fault
  }
  if (stop === null || target === null) return null
  return (side === 'buy') === stop < target ? null : `a ${side} with its stop ${stop} and its target ${target} on the wrong sides`
}

function isPrice(value: number | null): boolean {
  return value !== null && value > 0 && Number.isFinite(value)
}
