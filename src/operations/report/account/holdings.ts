import { html } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { money, price, shares, signedPercent, stamp } from '../html/words.ts'
import { dataTable, gain, type ReportColumn } from '../sections/table.ts'
import type { AccountReportInput } from './input.ts'

type Position = AccountReportInput['positions'][number]
type Order = AccountReportInput['openOrders'][number]

const POSITIONS: ReportColumn<Position>[] = [
  { title: 'Symbol', cell: (one) => one.symbol },
  { title: 'Shares', number: true, cell: (one) => shares(one.shares) },
  { title: 'Mean price', number: true, cell: (one) => price(one.averagePrice) },
  { title: 'Price', number: true, cell: (one) => price(one.price) },
  { title: 'Value', number: true, cell: (one) => money(one.marketValue) },
  { title: 'Profit', number: true, cell: (one) => gain(one.profit, money(one.profit)) },
  { title: 'Return', number: true, cell: (one) => signedPercent(one.profitFraction) },
  { title: 'Stop', number: true, cell: (one) => stopText(one) },
  { title: 'Covered', number: true, cell: (one) => shares(one.protectedShares) },
  { title: 'Alert', cell: (one) => one.alert ?? '' },
  { title: 'Opened (UTC)', cell: (one) => (one.openedAt === null ? 'n/a' : stamp(one.openedAt)) },
]

/** What is held, by the broker itself, with the stops that live there. */
export function positionsSection({ positions }: AccountReportInput): Section {
  const head = { id: 'positions', title: 'Positions and their stops' }
  if (positions.length === 0) return { ...head, body: html`<p>Nothing is held.</p>` }
  const bare = positions.filter((one) => one.protectedShares < Math.abs(one.shares)).map(({ symbol }) => symbol)
  const alarm = bare.length > 0 && html`<p class="alarm">Not wholly covered by a stop at the broker: ${bare.join(', ')}</p>`
  const caption = 'What is held, by the broker; covered: shares for which a stop lives at the broker'
  return { ...head, body: html`${alarm}${dataTable(POSITIONS, positions, caption)}` }
}

function stopText({ stop, trail, protectedShares }: Position): string {
  if (protectedShares === 0) return 'none'
  const at = stop === null ? '' : price(stop)
  return trail === null ? at : `${at} trailing ${trail}`.trim()
}

const ORDERS: ReportColumn<Order>[] = [
  { title: 'Symbol', cell: (one) => one.symbol },
  { title: 'Side', cell: (one) => one.side },
  { title: 'Size', number: true, cell: (one) => (one.shares === null ? `$${money(one.notional)}` : shares(one.shares)) },
  { title: 'Filled', number: true, cell: (one) => shares(one.filled) },
  { title: 'Type', cell: (one) => (one.leg === null ? one.type : `${one.type} (${one.leg})`) },
  { title: 'Limit', number: true, cell: (one) => orNone(one.limit) },
  {
    title: 'Stop',
    number: true,
    cell: (one) => (one.trail === null ? orNone(one.stop) : `${orNone(one.stop)} ${one.trail}`.trim()),
  },
  { title: 'Good', cell: (one) => one.tif },
  { title: 'State', cell: (one) => (one.cancelRequested ? `${one.state}, cancel asked for` : one.state) },
  { title: 'Since (UTC)', cell: (one) => stamp(one.submittedAt) },
  { title: 'Made', cell: (one) => (one.foreign ? 'elsewhere' : 'here') },
  { title: 'Because', wide: true, cell: (one) => one.reason ?? '' },
]

/** What may still fill. */
export function ordersSection({ openOrders }: AccountReportInput): Section {
  const head = { id: 'orders', title: 'Open orders' }
  if (openOrders.length === 0) return { ...head, body: html`<p>No order is open.</p>` }
  return {
    ...head,
    body: dataTable(ORDERS, openOrders, 'Orders that may still fill, newest first; legs are orders of their own'),
  }
}

function orNone(value: number | null): string {
  return value === null ? '' : price(value)
}
