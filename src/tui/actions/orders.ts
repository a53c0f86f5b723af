import type { OrderRow, SessionView } from '../../operations/stream/view.ts'
import { question } from './question.ts'
import { cannotOrder, type Screen } from './screen.ts'

/** The word that flattens everything. */
const ALL = 'ALL'

/** The order that `x` means: the selected one, else the newest open one of the selected symbol; in the pane of orders any. */
function meantOrder({ store, session: { view } }: Screen): OrderRow | null {
  const { focus, selected, selectedOrder } = store.get()
  const orders = view.account?.orders ?? []
  const chosen = orders.find((one) => one.clientOrderId === selectedOrder)
  if (chosen && (focus === 3 || chosen.symbol === selected)) return chosen
  return orders.findLast((one) => one.symbol === selected) ?? (focus === 3 ? (orders.at(-1) ?? null) : null)
}

export function cannotCancel(screen: Screen): string | null {
  const why = cannotOrder(screen)
  if (why !== null || meantOrder(screen)) return why
  return screen.session.view.account?.orders.length === 0
    ? 'no order is open'
    : `${screen.store.get().selected} has no open order`
}

/** `x`: asks once, then takes the order back. */
export function askCancel(screen: Screen): void {
  const order = meantOrder(screen)
  if (!order) return
  const lines = [orderLine(order), `${order.clientOrderId}, ${order.state}`]
  question(screen, { title: 'Cancel this order?', lines }, () => {
    screen.start(`cancel ${order.clientOrderId}`, async () => {
      screen.toast('note', `canceling ${orderLine(order)}`)
      const answer = (await screen.session.run('trade.cancel', { id: order.clientOrderId })) as { orders: { state: string }[] }
      const state = answer.orders[0]?.state ?? 'unknown'
      screen.toast(state === 'canceled' ? 'good' : 'warning', `${orderLine(order)}: ${state}`)
    })
  })
}

function orderLine({ side, shares, symbol, type, limit, stop }: OrderRow): string {
  const prices = [limit !== null ? `limit ${limit}` : '', stop !== null ? `stop ${stop}` : ''].filter((one) => one !== '')
  return `${side} ${shares} ${symbol} ${prices.length > 0 ? prices.join(' ') : type}`
}

export function cannotFlatten(screen: Screen): string | null {
  const { positions, orders } = screen.session.view.account ?? { positions: [], orders: [] }
  const why = cannotOrder(screen)
  return why ?? (positions.length + orders.length === 0 ? 'nothing is held and no order is open' : null)
}

/** `f`: the position of the selected symbol, or everything; either takes its name typed. */
export function askFlatten(screen: Screen): void {
  const { view } = screen.session
  const { selected } = screen.store.get()
  const held = view.account?.positions.find((one) => one.symbol === selected)
  const words = held ? [held.symbol, ALL] : [ALL]
  const lines = [
    ...(held ? [`${held.symbol}: closes ${held.shares} shares; what holds them is canceled first`] : []),
    `${ALL}: cancels every order of ours and closes every position (${everything(view)})`,
  ]
  question(screen, { title: `Flatten at ${accountName(view)}`, lines, words, danger: true }, (word) => {
    if (word === ALL) flattenAll(screen)
    else flattenSymbol(screen, word)
  })
}

function everything({ account }: SessionView): string {
  const held = (account?.positions ?? []).map(({ symbol, shares }) => `${symbol} ${shares}`)
  const orders = account?.orders.length ?? 0
  return [...held, `${orders} ${orders === 1 ? 'order' : 'orders'}`].join(', ')
}

function accountName({ label, account }: SessionView): string {
  return account ? `${label} ${account.name}` : label
}

function flattenSymbol(screen: Screen, symbol: string): void {
  screen.start('flatten', async () => {
    screen.toast('warning', `closing ${symbol}`)
    const answer = (await screen.session.run('trade.close', { symbol, execute: true })) as {
      order?: { state: string; filled: number; reason: string | null }
    }
    const { state = 'unknown', filled = 0, reason = null } = answer.order ?? {}
    if (state === 'filled') return screen.toast('good', `${symbol} is closed: ${filled} shares filled`)
    const refused = state === 'denied' || state === 'rejected' || state === 'canceled'
    screen.toast(refused ? 'failure' : 'note', `${symbol}: the closing order is ${state}${refused ? ` (${reason})` : ''}`)
  })
}

function flattenAll(screen: Screen): void {
  screen.start('flatten', async () => {
    screen.toast('warning', 'canceling every order, closing every position')
    const input = { reason: 'by hand on the screen', execute: true }
    const answer = (await screen.session.run('trade.flatten', input)) as { flat: boolean; message: string | null }
    if (answer.flat) return screen.toast('good', 'flat: nothing is held any more')
    screen.toast('warning', `not flat yet: ${answer.message ?? 'the broker has not said so'}`)
  })
}
