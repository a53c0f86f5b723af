import { iso } from '../../../core/time.ts'
import type { BrokerFill } from '../../../ports/broker.ts'
import { html } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal, money, price, shares, stamp } from '../html/words.ts'
import { sortableTable } from '../sections/sortable.ts'
import { dataTable, gain, type ReportColumn } from '../sections/table.ts'
import type { AccountReportInput } from './input.ts'

const COLUMNS: ReportColumn<BrokerFill>[] = [
  { title: 'Time (UTC)', cell: (one) => stamp(iso(one.at)) },
  { title: 'Symbol', cell: (one) => one.symbol },
  { title: 'Side', cell: (one) => one.side },
  { title: 'Shares', number: true, cell: (one) => shares(one.shares) },
  { title: 'Price', number: true, cell: (one) => price(one.price) },
  { title: 'Fee', number: true, cell: (one) => money(one.fee) },
  { title: 'Order', cell: (one) => html`<code>${one.clientOrderId ?? one.orderId}</code>` },
  { title: 'Execution', cell: (one) => html`<code>${one.executionId ?? 'n/a'}</code>` },
]

/** Single executions, newest first. */
export function fillsSection({ scan: { fills } }: AccountReportInput): Section {
  const head = { id: 'fills', title: 'Fills' }
  if (fills.count === 0) return { ...head, body: html`<p>Nothing was filled yet.</p>` }
  const cut =
    fills.newest.length < fills.count &&
    html`<p class="note">The newest ${fills.newest.length} of ${decimal(fills.count, 0)}.</p>`
  const caption = `${decimal(fills.count, 0)} executions, newest first; fees of all of them: ${money(fills.fees)}`
  return { ...head, body: html`${cut}${sortableTable({ id: 'fill-table', columns: COLUMNS, rows: fills.newest, caption })}` }
}

/** Fees, and what else came and went without a fill. */
export function moneySection({ scan: { fills, activities } }: AccountReportInput): Section {
  const rows = [{ what: 'fees of fills', count: fills.count, amount: -fills.fees }, ...activities]
  const table = dataTable(
    [
      { title: 'What', cell: (one) => one.what },
      { title: 'Times', number: true, cell: (one) => decimal(one.count, 0) },
      { title: 'Dollars', number: true, cell: (one) => gain(one.amount, money(one.amount)) },
    ],
    rows,
    'Sums since the books began; brokers that charge fees apart from fills have them as fee',
  )
  return { id: 'money', title: 'Fees and other money', body: table }
}
