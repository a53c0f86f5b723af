import type { OpposingOrder } from '../types.ts'
import { price } from '../words.ts'
import { allowed, type Case, denied, type Rule } from './rule.ts'

/**
 * No entry that could fill against an own open order: brokers refuse it (FINRA Rule 5210, supplementary material .02 on self-trades; Alpaca
 * refuses any market or stop order on either side, and limits that cross). An exit is let through: the broker has the last word on it.
 */
export const washRule: Rule = {
  rule: 'wash',
  sanity: true,
  judge(one) {
    const { intent, view } = one
    if (view.broker === 'none') return allowed('wash', null, null, 'our own exchange fills no order against another of ours')
    const opposing = view.broker?.opposing
    if (!Array.isArray(opposing)) {
      if (intent.reduces) return allowed('wash', null, null, 'our own open orders are not known; the order lowers a position')
      return denied('wash', null, null, 'our own open orders are not known')
    }
    const met = opposing.find((order) => meets(one, order))
    if (!met) return allowed('wash', null, null, 'no open order of ours on the other side would meet it')
    const message = `it could fill against our own open ${wordsOf(one, met)} (${met.clientOrderId})`
    if (intent.reduces) return allowed('wash', null, null, `${message}: the broker may refuse it`)
    return denied('wash', null, null, `${message}, which brokers refuse as a wash sale: cancel it first`)
  },
}

/** Two limits meet when they cross; anything that waits for a price or takes any may meet whatever there is. */
function meets({ intent, marketableLimit }: Case, order: OpposingOrder): boolean {
  const own = intent.type === 'limit' ? intent.limit : intent.type === 'market' ? marketableLimit : null
  if (own === null || order.type !== 'limit' || order.limit === null) return true
  return intent.side === 'buy' ? !(own < order.limit) : !(own > order.limit)
}

function wordsOf({ intent }: Case, { type, limit }: OpposingOrder): string {
  const side = intent.side === 'buy' ? 'sell' : 'buy'
  return `${type} ${side} order${limit === null ? '' : ` at ${price(limit)}`}`
}
