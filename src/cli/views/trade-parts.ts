import type { OrderOutput } from '../../operations/trade/ticket/order-output.ts'
import { price } from './format.ts'
import { money } from './metric.ts'
import { newYork } from './new-york.ts'
import { type TableColumn, table } from './table.ts'
import type { Terminal } from './view.ts'

type Priced = Pick<OrderOutput, 'symbol' | 'type' | 'limit' | 'stop' | 'trail'>

/** Dollars with their sign: `$1,234.50`, `-$0.74`, `n/a`. */
export function dollars(value: number | null): string {
  const text = money(value)
  return text === 'n/a' ? text : text.startsWith('-') ? `-$${text.slice(1)}` : `$${text}`
}

/** A number of shares: whole ones without decimals, fractions with as many as they have. */
export function shares(value: number | null): string {
  if (value === null) return 'n/a'
  const [whole, part] = String(Math.abs(Number(value.toFixed(9)))).split('.')
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part ? `.${part}` : '')
  return value < 0 ? `-${text}` : text
}

/** `limit 100.00`, `stop 90.00`, `trailing 1%`: at which price it fills. */
export function priceOf({ symbol, type, limit, stop, trail }: Priced): string {
  switch (type) {
    case 'limit':
      return `limit ${askedPrice(limit, symbol)}`
    case 'stop':
      return `stop ${askedPrice(stop, symbol)}`
    case 'stop-limit':
      return `stop ${askedPrice(stop, symbol)} limit ${askedPrice(limit, symbol)}`
    case 'trailing-stop':
      return `trailing ${trail ?? 'n/a'}${stop === null ? '' : `, now ${price(stop, symbol)}`}`
    default:
      return 'market'
  }
}

/** A price that somebody asked for, as it was asked: one between the cents is denied, and must not look like one that is not. */
function askedPrice(value: number | null, symbol: string): string {
  const shown = price(value, symbol)
  return value === null || !Number.isFinite(value) || Number(shown) === value ? shown : String(value)
}

/** `buy 10 SIMALL limit 100.00 day`. */
export function orderWords(order: Priced & Pick<OrderOutput, 'side' | 'shares' | 'notional' | 'tif' | 'extended'>): string {
  const size = order.shares === null && order.notional !== null ? `$${order.notional} of` : shares(order.shares)
  return `${order.side} ${size} ${order.symbol} ${priceOf(order)} ${order.tif}${order.extended ? ' extended' : ''}`
}

const GOOD = new Set(['filled', 'accepted', 'partially-filled'])
const BAD = new Set(['denied', 'rejected'])
const OPEN_QUESTION = new Set(['unknown', 'submitted', 'intended'])

function stateWord({ state, cancelRequested }: Pick<OrderOutput, 'state' | 'cancelRequested'>, { paint }: Terminal): string {
  const word = cancelRequested && GOOD.has(state) && state !== 'filled' ? `${state}, cancel asked` : state
  if (BAD.has(state)) return paint.red(word)
  if (OPEN_QUESTION.has(state)) return paint.yellow(word)
  return GOOD.has(state) ? paint.green(word) : word
}

/** Ids drawn by chance, ours and those of brokers: any other id says something. */
const DRAWN = /^[0-9a-f]{12}$|^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** Fewest signs of an id that are shown. */
const SHORTEST = 8

/** Beginnings of our ids that tell these orders apart; commands take them in place of the whole. */
export function shortIds(orders: Pick<OrderOutput, 'clientOrderId'>[]): Map<string, string> {
  const ids = orders.map((one) => one.clientOrderId)
  const bare = [...new Set(ids.map((id) => id.replace(/^ob-/, '')))].sort()
  const short = new Map<string, string>()
  bare.forEach((id, i) => {
    const like = Math.max(shared(id, bare[i - 1] ?? ''), shared(id, bare[i + 1] ?? ''))
    short.set(id, DRAWN.test(id) ? id.slice(0, Math.max(SHORTEST, like + 1)) : id)
  })
  return new Map(ids.map((id) => [id, short.get(id.replace(/^ob-/, ''))!]))
}

function shared(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

/** Orders, a row each. */
export function orderTable(orders: OrderOutput[], terminal: Terminal): string {
  const short = shortIds(orders)
  const columns: TableColumn<OrderOutput>[] = [
    { title: 'Order', cell: (one) => short.get(one.clientOrderId)! },
    { title: 'Symbol', cell: (one) => terminal.paint.bold(one.symbol) },
    { title: 'Side', cell: (one) => one.side + (one.leg ? ` (${one.leg})` : '') },
    {
      title: 'Shares',
      align: 'right',
      cell: (one) => (one.shares === null && one.notional !== null ? `$${one.notional}` : shares(one.shares)),
    },
    { title: 'Price', cell: priceOf },
    { title: 'State', cell: (one) => stateWord(one, terminal) },
    { title: 'Filled', align: 'right', drop: 1, cell: (one) => shares(one.filled) },
    {
      title: 'At',
      align: 'right',
      drop: 2,
      cell: (one) => (one.averagePrice === null ? '' : price(one.averagePrice, one.symbol)),
    },
    { title: 'Made (New York)', drop: 3, cell: (one) => newYork(one.submittedAt) },
    { title: 'Why', drop: 4, least: 12, cell: (one) => one.reason ?? '' },
  ]
  return table(columns, orders, terminal)
}

/** Words of a broker that say no more than our state. */
const USUAL = new Set(['new', 'accepted', 'partially_filled', 'filled'])
const ENDED = new Set(['filled', 'canceled', 'rejected', 'expired'])

/** One order in a few lines: what it is, how it stands, why. */
export function orderLines(order: OrderOutput, terminal: Terminal): string[] {
  const filled = order.filled > 0 ? `${shares(order.filled)} filled at ${price(order.averagePrice, order.symbol)}` : ''
  const broker = order.status && !USUAL.has(order.status) && !ENDED.has(order.state) ? `the broker says ${order.status}` : ''
  return [
    [orderWords(order), stateWord(order, terminal), filled, broker].filter((part) => part !== '').join(' · '),
    ...(order.reason ? [`why: ${order.reason}`] : []),
    ...(order.replaces ? [`replaces ${order.replaces}`] : []),
    ...(order.replacedBy ? [`replaced by ${order.replacedBy}`] : []),
    ...order.legs.map(
      (leg) => `${leg.leg}: ${priceOf({ ...leg, symbol: order.symbol, type: leg.type as OrderOutput['type'] })} ${leg.state}`,
    ),
    `order ${order.clientOrderId}${order.id ? `, at the broker ${order.id}` : ''}`,
  ]
}
