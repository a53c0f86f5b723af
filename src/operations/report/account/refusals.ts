import { iso } from '../../../core/time.ts'
import { html } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal, stamp } from '../html/words.ts'
import { sortableTable } from '../sections/sortable.ts'
import { dataTable, type ReportColumn } from '../sections/table.ts'
import type { AccountReportInput } from './input.ts'
import type { AccountEvent, JournalScan, Refusal } from './scan.ts'

const RULES: ReportColumn<JournalScan['byRule'][number]>[] = [
  { title: 'Rule', cell: (one) => one.rule },
  { title: 'Denied', number: true, cell: (one) => decimal(one.denied, 0) },
  { title: 'Shrunk', number: true, cell: (one) => decimal(one.shrunk, 0) },
  { title: 'Last (UTC)', cell: (one) => stamp(iso(one.last)) },
  { title: 'What it said last', wide: true, cell: (one) => one.message },
]

const ROWS: ReportColumn<Refusal>[] = [
  { title: 'Time (UTC)', cell: (one) => stamp(iso(one.at)) },
  { title: 'What', cell: (one) => one.kind },
  { title: 'Asked for', cell: (one) => one.what ?? 'n/a' },
  { title: 'By', cell: (one) => one.origin ?? '' },
  { title: 'Rules', wide: true, cell: (one) => one.rules.join(', ') },
  { title: 'Because', wide: true, cell: (one) => one.message },
]

/** What our limits and the broker did not let through, by rule and one by one. */
export function refusalsSection({ scan: { byRule, refusals } }: AccountReportInput): Section {
  const head = { id: 'denials', title: 'Denials by rule' }
  if (refusals.count === 0) return { ...head, body: html`<p>Nothing was denied, shrunk or rejected.</p>` }
  const rules = byRule.length > 0 && dataTable(RULES, byRule, 'How often each rule of risk had its say, the busiest first')
  const caption = `denied or shrunk by our limits, rejected by the broker; ${newestOf(refusals)}`
  return { ...head, body: html`${rules}${sortableTable({ id: 'denial-table', columns: ROWS, rows: refusals.newest, caption })}` }
}

const EVENTS: ReportColumn<AccountEvent>[] = [
  { title: 'Time (UTC)', cell: (one) => stamp(iso(one.at)) },
  { title: 'What', cell: (one) => one.what },
  { title: 'By', cell: (one) => one.by ?? '' },
  { title: 'Reason', wide: true, cell: (one) => one.reason },
]

/** Who stopped what and why, and where books and broker came apart. */
export function eventsSection({ scan: { events } }: AccountReportInput): Section {
  const head = { id: 'events', title: 'State changes and divergences' }
  if (events.count === 0)
    return { ...head, body: html`<p>The books have not begun: nothing was done on this account from here.</p>` }
  return {
    ...head,
    body: dataTable(EVENTS, events.newest, `What may be sent, and whether books and broker agree; ${newestOf(events)}`),
  }
}

function newestOf({ newest, count }: { newest: readonly unknown[]; count: number }): string {
  return newest.length < count ? `the newest ${newest.length} of ${decimal(count, 0)}` : 'newest first'
}
