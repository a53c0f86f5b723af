import type { ProtectingLegs, Trail } from '../../../market/orders.ts'
import { wrongSide } from '../../resting.ts'
import { onGrid, roundToGrid, stepAt } from '../tick.ts'
import type { RuleVerdict } from '../types.ts'
import { price } from '../words.ts'
import { allowed, type Case, denied, type Rule } from './rule.ts'

/** A number of shares that can be sent. */
export const sharesRule: Rule = {
  rule: 'shares',
  sanity: true,
  judge({ intent }) {
    if (intent.shares > 0 && Number.isFinite(intent.shares))
      return allowed('shares', intent.shares, null, 'a number of shares above 0')
    return denied('shares', intent.shares, null, `${intent.shares} is no number of shares`)
  },
}

/** The prices that the order's type needs, each above 0 and on a step of the symbol's grid: brokers refuse the others. */
export const priceRule: Rule = {
  rule: 'prices',
  sanity: true,
  judge(one) {
    const { intent } = one
    const stop = intent.type === 'stop' || intent.type === 'stop-limit'
    const limit = intent.type === 'limit' || intent.type === 'stop-limit'
    return (
      (limit ? badPrice(one, 'limit', intent.limit) : null) ??
      (stop ? badPrice(one, 'stop', intent.stop) : null) ??
      (intent.type === 'trailing-stop' || intent.trail ? badTrail(one, intent.trail ?? null) : null) ??
      (intent.legs ? badLegs(one, intent.legs) : null) ??
      allowed('prices', null, null, 'the prices can be sent')
    )
  },
}

function badPrice({ grid }: Case, name: 'limit' | 'stop' | 'target', value: number | null): RuleVerdict | null {
  if (value === null) return denied('prices', null, null, `a ${name} price is missing`)
  if (!(Number.isFinite(value) && value > 0)) return denied('prices', value, null, `${value} is no ${name} price`)
  if (onGrid(grid, value)) return null
  const step = stepAt(grid, value)!
  const [below, above] = [roundToGrid(grid, value, 'down'), roundToGrid(grid, value, 'up')]
  const message = `${name} ${price(value)} is not on a step of ${price(step)}: ${price(below)} or ${price(above)}`
  return denied('prices', value, step, message)
}

/**
 * Legs can be sent, and each lies on its side of where the order fills: a stop where it loses, a target where it wins (of two exits the
 * order itself is the target).
 */
function badLegs(one: Case, legs: ProtectingLegs): RuleVerdict | null {
  const bad =
    (legs.stop === null ? null : badPrice(one, 'stop', legs.stop)) ??
    (legs.target === null ? null : badPrice(one, 'target', legs.target)) ??
    (legs.trail === null ? null : badTrail(one, legs.trail))
  if (bad || (legs.stop === null && legs.target === null)) return bad
  const from = filledAround(one)
  if (!(from > 0)) return denied('prices', null, null, 'the last price is not known, so the legs cannot be placed around it')
  const { side, reduces } = one.intent
  const away = wrongSide(reduces === (side === 'sell') ? 'buy' : 'sell', from, reduces ? { ...legs, target: null } : legs)
  return away ? denied('prices', from, null, `${away}: the order fills around ${price(from)}`) : null
}

/** Where an order fills when it fills: its own limit or trigger, else the last price. */
function filledAround({ intent: { type, limit, stop }, view }: Case): number {
  if (type === 'limit' || type === 'stop-limit') return limit ?? Number.NaN
  return type === 'stop' ? (stop ?? Number.NaN) : view.price
}

function badTrail({ grid, view }: Case, trail: Trail | null): RuleVerdict | null {
  if (trail === null) return denied('prices', null, null, 'how far the stop trails is missing')
  if ('fraction' in trail) {
    if (trail.fraction > 0 && trail.fraction < 1) return null
    return denied('prices', trail.fraction, null, `${trail.fraction} is no share of the price between 0 and 1 to trail by`)
  }
  const step = stepAt(grid, view.price > 0 ? view.price : 1)
  const steps = step === null ? 0 : trail.price / step
  if (trail.price > 0 && Number.isFinite(trail.price) && Math.abs(steps - Math.round(steps)) <= 1e-6) return null
  return denied(
    'prices',
    trail.price,
    step,
    `a stop cannot trail by ${trail.price}${step === null ? '' : `, steps are ${price(step)}`}`,
  )
}
