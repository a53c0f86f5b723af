import { onGrid, roundToGrid, stepAt } from '../tick.ts'
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
      allowed('prices', null, null, 'the prices can be sent')
    )
  },
}

function badPrice({ grid }: Case, name: 'limit' | 'stop', value: number | null) {
  if (value === null) return denied('prices', null, null, `a ${name} price is missing`)
  if (!(Number.isFinite(value) && value > 0)) return denied('prices', value, null, `${value} is no ${name} price`)
  if (onGrid(grid, value)) return null
  const step = stepAt(grid, value)!
  const [below, above] = [roundToGrid(grid, value, 'down'), roundToGrid(grid, value, 'up')]
  const message = `${name} ${price(value)} is not on a step of ${price(step)}: ${price(below)} or ${price(above)}`
  return denied('prices', value, step, message)
}
