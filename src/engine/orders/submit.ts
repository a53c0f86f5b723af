import { OpenbellError, orNull } from '../../core/errors.ts'
import type { BrokerOrderRequest } from '../../ports/broker.ts'
import { listingOf } from '../listing.ts'
import type { Verdict } from '../risk/types.ts'
import type { Evidence } from './judge.ts'
import type { AccountPath } from './path.ts'
import { clientOrderIdOf, requestOf } from './request.ts'
import { ownOrder, sendIntended } from './send.ts'
import type { Intent, OwnOrder } from './types.ts'

/** Judges an intent by what the market and the account are now, writes the verdict, and sends what passed. */
export async function submitIntent(
  path: AccountPath,
  intent: Intent,
  signal: AbortSignal,
): Promise<{ order: OwnOrder; verdict: Verdict }> {
  checkIntent(intent)
  const evidence = await path.judge.evidence(intent.symbol, signal)
  const { isNew, verdict } = writeJudged(path, intent, evidence)
  if (isNew && verdict.outcome !== 'deny') await sendJudged(path, intent, verdict, signal)
  return { order: ownOrder(path.settling, clientOrderIdOf(intent)), verdict }
}

/** Sends what the gate let through; each further attempt is judged anew, by the market and the trading state of its moment. */
export async function sendJudged(path: AccountPath, intent: Intent, verdict: Verdict, signal: AbortSignal): Promise<void> {
  const request = requestOf(intent, verdict)
  const mayGoAgain = async () => {
    const evidence = await orNull(['unavailable'], path.judge.evidence(intent.symbol, signal))
    if (evidence === null) return false
    path.refresh()
    const { outcome, shares } = path.judge.judge(intent, evidence, [request.clientOrderId])
    return outcome !== 'deny' && (request.shares === null || shares >= request.shares)
  }
  await sendIntended(path.settling, request, mayGoAgain, signal)
}

/** Judged and written in one step, so that no other process can slip an order in between. An intent that was written before stays as it is. */
function writeJudged(
  { recorder, parts, judge }: AccountPath,
  intent: Intent,
  evidence: Evidence,
): { isNew: boolean; verdict: Verdict } {
  const clientOrderId = clientOrderIdOf(intent)
  const keys = [`intent:${clientOrderId}`]
  return recorder.critical(() => {
    if (recorder.books.orders.has(clientOrderId)) return { isNew: false, verdict: writtenVerdict() }
    const verdict = judge.judge(intent, evidence)
    if (verdict.outcome === 'deny') {
      parts.log.warn('order.denied', { clientOrderId, symbol: intent.symbol, rules: denials(verdict) })
      recorder.write({ clientOrderId, keys, body: { kind: 'denied', intent, verdict } })
    } else {
      const request = requestOf(intent, verdict)
      recorder.write({
        clientOrderId,
        keys,
        body: { kind: 'intended', intent, request, verdict, pid: parts.pid, value: worth(request, evidence) },
      })
    }
    return { isNew: true, verdict }
  })

  function writtenVerdict(): Verdict {
    const [{ body }] = recorder.linesOf(clientOrderId)
    const verdict = body.kind === 'intended' || body.kind === 'denied' ? body.verdict : null
    return verdict ?? { outcome: 'allow', shares: 0, marketableLimit: null, rules: [] }
  }
}

/** By the price that it was judged by, never by one that the order brings along; null when there is none. */
export function worth(
  { symbol, shares, notional }: Pick<BrokerOrderRequest, 'symbol' | 'shares' | 'notional'>,
  { market }: Evidence,
) {
  if (shares === null) return notional
  return market.quote === null ? null : shares * market.quote.price * listingOf(symbol).multiplier
}

function denials({ rules }: Verdict): string[] {
  return rules.filter(({ outcome }) => outcome === 'deny').map(({ rule }) => rule)
}

function checkIntent({ id, shares, notional, symbol }: Intent): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(id)) throw new OpenbellError('internal', `'${id}' is no id of an intent`)
  if ((shares === null) === (notional === null)) {
    throw new OpenbellError('usage', `an order of ${symbol} is either of shares or of dollars`, 'openbell trade buy --help')
  }
}
