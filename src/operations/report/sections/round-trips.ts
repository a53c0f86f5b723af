import { isIntraday, parseTimeframe } from '../../../market/timeframe.ts'
import { html } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { money, price, shares, signedPercent, stamp } from '../html/words.ts'
import type { ReportInput } from '../input.ts'
import { sortableTable, TRIPS, tripControls } from './sortable.ts'
import { gain, type ReportColumn } from './table.ts'

/** Rows of the table: what keeps the file small. */
const MOST_ROWS = 3000

type RoundTrip = ReportInput['answer']['roundTrips'][number]

type Row = RoundTrip & { place: number }

/** Bars of a day and more are named by their date; the time of their open says nothing. */
function columnsFor(intraday: boolean): ReportColumn<Row>[] {
  const when = (iso: string) => (intraday ? stamp(iso) : iso.slice(0, 10))
  const zone = intraday ? ' (UTC)' : ''
  return [
    { title: '#', number: true, cell: (one) => one.place },
    { title: 'Symbol', cell: (one) => one.symbol },
    { title: 'Side', cell: (one) => one.side },
    { title: 'Shares', number: true, cell: (one) => shares(one.shares) },
    { title: `Entry${zone}`, cell: (one) => when(one.entryTime) },
    { title: 'Entry price', number: true, cell: (one) => price(one.entryPrice) },
    { title: `Exit${zone}`, cell: (one) => (one.exitTime === null ? 'open' : when(one.exitTime)) },
    { title: 'Exit price', number: true, cell: (one) => (one.exitPrice === null ? 'n/a' : price(one.exitPrice)) },
    { title: 'Fees', number: true, cell: (one) => money(one.fees) },
    { title: 'Profit', number: true, cell: (one) => gain(one.profit, money(one.profit)) },
    { title: 'Return', number: true, cell: (one) => signedPercent(one.return) },
    { title: 'Entered because', wide: true, cell: (one) => one.entryReason },
    { title: 'Left because', wide: true, cell: (one) => one.exitReason ?? '' },
  ]
}

/** Every round trip; the script sorts by a heading and filters by text and outcome. */
export function roundTripsSection({ answer }: ReportInput): Section {
  const all = answer.roundTrips.map((one, i) => ({ ...one, place: i + 1 }))
  const rows = all.slice(-MOST_ROWS)
  const cut =
    rows.length < all.length &&
    html`<p class="note">The newest ${rows.length} of ${all.length} round trips; all of them: <code>openbell runs show ${answer.run} --json</code></p>`
  const none = html`<p>There is no round trip: ${answer.why.intents} intents on ${answer.why.signals} signals in ${answer.why.barsSeen} bars.</p>`
  return {
    id: 'round-trips',
    title: 'Round trips',
    body:
      rows.length === 0
        ? none
        : html`${cut}${tripControls(rows.length, ['gain', 'loss', 'open'])}${sortableTable({
            id: TRIPS,
            columns: columnsFor(isIntraday(parseTimeframe(answer.timeframe))),
            rows,
            caption: 'Round trips, oldest first; profits after fees, an open one valued at the last close',
            outcome,
          })}`,
  }
}

function outcome({ exitTime, profit }: RoundTrip): string {
  if (exitTime === null) return 'open'
  return profit > 0 ? 'gain' : 'loss'
}
