import type { Trail } from '../../../market/orders.ts'
import { OpenbellError } from '../../operation.ts'

/** `1%` (of the best price) or `0.50` (dollars) behind the best price. @throws OpenbellError usage when it is neither */
export function parseTrail(text: string): Trail {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text.trim())
  const value = match ? Number(match[1]) : Number.NaN
  if (!(value > 0) || (match?.[2] === '%' && value >= 100)) {
    throw new OpenbellError('usage', `'${text}' is no distance of a trailing stop`, '--trail 1% or --trail 0.50')
  }
  // Two digits more than typed: 1.1% is 0.011 and not 0.011000000000000001.
  return match?.[2] === '%' ? { fraction: Number((value / 100).toPrecision(12)) } : { price: value }
}

/** As it is typed. */
export function trailText(trail: Trail): string {
  return 'fraction' in trail ? `${Number((trail.fraction * 100).toPrecision(12))}%` : String(trail.price)
}
