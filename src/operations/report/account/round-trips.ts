import { iso, MINUTE } from '../../../core/time.ts'
import type { LiveRoundTrip } from '../../../engine/orders/books.ts'
import { html } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal, money, price, shares, stamp } from '../html/words.ts'
import { sortableTable, TRIPS, tripControls } from '../sections/sortable.ts'
import { gain, type ReportColumn } from '../sections/table.ts'
import type { AccountReportInput } from './input.ts'
import { MOST_ROWS } from './scan.ts'

const COLUMNS: ReportColumn<LiveRoundTrip>[] = [
  { title: 'Symbol', cell: (one) => one.symbol },
  { title: 'Side', cell: (one) => one.side },
  { title: 'Shares', number: true, cell: (one) => shares(one.shares) },
  { title: 'Entry (UTC)', cell: (one) => stamp(iso(one.entryTime)) },
  { title: 'Entry price', number: true, cell: (one) => price(one.entryPrice) },
  { title: 'Exit (UTC)', cell: (one) => stamp(iso(one.exitTime)) },
  { title: 'Exit price', number: true, cell: (one) => price(one.exitPrice) },
  { title: 'Minutes', number: true, cell: (one) => decimal((one.exitTime - one.entryTime) / MINUTE, 0) },
  { title: 'Fees', number: true, cell: (one) => money(one.fees) },
  { title: 'Profit', number: true, cell: (one) => gain(one.profit, money(one.profit)) },
]

/** Positions from flat to flat. */
export function accountRoundTrips({ roundTrips }: AccountReportInput): Section {
  const head = { id: 'round-trips', title: 'Round trips' }
  if (roundTrips.length === 0) return { ...head, body: html`<p>No position was closed wholly yet.</p>` }
  const rows = roundTrips.slice(-MOST_ROWS).reverse()
  const cut =
    rows.length < roundTrips.length &&
    html`<p class="note">The newest ${rows.length} of ${roundTrips.length}; more of them: <code>openbell trade history --limit 10000 --json</code></p>`
  const table = sortableTable({
    id: TRIPS,
    columns: COLUMNS,
    rows,
    caption: 'From flat to flat, newest first; mean prices, shares at the largest, profit after fees',
    outcome: ({ profit }) => (profit > 0 ? 'gain' : 'loss'),
  })
  return { ...head, body: html`${cut}${tripControls(rows.length, ['gain', 'loss'])}${table}` }
}
