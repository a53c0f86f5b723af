import type { OrderPath } from '../../engine/orders/types.ts'
import type { Context } from '../context.ts'
import { openDesk } from '../trade/desk/desk.ts'
import { DRILL_DAYS, drillAge, LIVE_DRILL } from '../trade/desk/live.ts'
import { holderOf } from '../trade/status.ts'
import type { Finding } from './check.ts'

/** Books and broker agree, nothing is halted, the fate of every order is known. Only looks: nothing is sent, canceled or set. */
export async function checkOrders(context: Context): Promise<Finding> {
  const desk = await openDesk(context, { holder: 'startup', readOnly: true })
  try {
    const holder = holderOf(context, await context.store(), desk.path.account)
    const held = holder === null ? '' : `; held by ${holder.holder} (process ${holder.pid}), its stream is ${holder.stream}`
    const finding = standing(desk.path, context.halted())
    const down = holder?.stream === 'down' && finding.status === 'ok'
    return { ...finding, message: finding.message + held, ...(down && { status: 'warn', hint: 'openbell trade status' }) }
  } finally {
    await desk.close()
  }
}

/** What a person must know first, gravest first. */
function standing({ books, opening, tradingState }: OrderPath, haltFile: boolean): Finding {
  const open = books.openOrders()
  const diverged = books.diverged ?? opening.sentence
  if (diverged !== null) return { status: 'fail', kind: 'diverged', message: diverged, hint: 'openbell trade reconcile' }
  const unknown = open.filter(({ state }) => state === 'unknown')
  if (unknown.length > 0) {
    const ids = unknown.map(({ clientOrderId }) => clientOrderId).join(', ')
    return { status: 'warn', message: `nobody knows whether ${ids} reached the broker`, hint: 'openbell trade reconcile' }
  }
  if (haltFile) return { status: 'warn', message: 'the file HALT in the home folder halts entries', hint: RESUME }
  if (tradingState !== 'active') {
    const { by, reason } = books.stateSetBy ?? { by: 'nobody known', reason: 'no reason given' }
    return { status: 'warn', message: `trading is ${tradingState} by ${by}: ${reason}`, hint: RESUME }
  }
  if (!books.isOpen) return { status: 'ok', message: 'no order was sent from here yet; the books begin with the first' }
  const counts = `${plural(open.length, 'open order')}, ${plural(books.positions.size, 'position')}`
  return { status: 'ok', message: `books and broker agree: ${counts}; trading is active` }
}

const RESUME = 'openbell trade resume --by NAME --reason TEXT'

/** Live orders ask for a rehearsal of the kill switch; how old it is, before an order finds out. */
export async function checkDrill(context: Context): Promise<Finding> {
  const days = await drillAge(context)
  const hint = `openbell drill ${LIVE_DRILL}`
  if (days === null) return { status: 'fail', kind: 'denied', message: `no ${LIVE_DRILL} drill was passed yet`, hint }
  const message = `${LIVE_DRILL} drill passed ${days < 1 ? 'today' : `${plural(Math.floor(days), 'day')} ago`}`
  if (days > DRILL_DAYS) {
    return { status: 'fail', kind: 'denied', message: `${message}; live asks for one of the last ${DRILL_DAYS} days`, hint }
  }
  return days > DRILL_DAYS - 7
    ? { status: 'warn', message: `${message}; it holds for ${DRILL_DAYS} days`, hint }
    : { status: 'ok', message }
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
