import type { RiskView } from '../types.ts'
import { allowed, type Case, denied, type Rule } from './rule.ts'

/**
 * The trading state. `halted` lets through only what is marked to lower a position (a halt must lock nobody in), `reducing` also what
 * lowers the position as it stands; a state that is none of the three counts as halted.
 */
export const stateRule: Rule = {
  rule: 'state',
  sanity: true,
  judge(one) {
    const { intent, view } = one
    if (view.state === 'active') return allowed('state', null, null, 'trading is active')
    if (intent.reduces) return allowed('state', null, null, 'the order lowers a position')
    if (view.state !== 'reducing') return denied('state', null, null, 'trading is halted: no entries until it is resumed')
    if (lowersNow(one)) return allowed('state', null, null, 'the order lowers a position')
    return denied('state', null, null, 'trading is reducing: only orders that lower a position pass')
  },
}

/** What is marked to lower a position needs one, and no more is sent than is held. */
export const heldRule: Rule = {
  rule: 'held',
  sanity: true,
  judge(one) {
    const { intent, view } = one
    const held = view.positionShares
    if (!intent.reduces) return allowed('held', null, null, 'the order is an entry')
    const most = freeShares(view)
    if (!Number.isFinite(most))
      return denied('held', null, null, 'the position is not known, so what would lower it is not either')
    if (!opposite(one)) return denied('held', intent.shares, 0, `no position to lower: ${held} shares are held`)
    if (most <= 0) return denied('held', intent.shares, 0, `open exits hold all ${Math.abs(held)} shares: cancel them first`)
    if (intent.shares <= most) return allowed('held', intent.shares, most, 'no more than is held')
    one.most = Math.min(one.most, most)
    const message = `${intent.shares} shares asked, ${most} are held and free`
    return { rule: 'held', outcome: 'shrink', value: intent.shares, limit: most, message }
  },
}

function lowersNow(one: Case): boolean {
  return opposite(one) && one.intent.shares <= freeShares(one.view)
}

/** Shares of the position that no open exit holds: more than these, sent as well, would turn the position round. */
function freeShares({ positionShares, broker }: RiskView): number {
  const held = Math.abs(positionShares)
  return broker === 'none' ? held : held - Math.max(0, broker?.pendingExits)
}

function opposite({ intent, view }: Case): boolean {
  return intent.side === 'buy' ? view.positionShares < 0 : view.positionShares > 0
}
