import { type Html, html } from '../html/html.ts'
import { cell, type ReportColumn } from './table.ts'

/** Id of the table of round trips: its filters name it. */
export const TRIPS = 'trips'

/** What a round trip came to, as its filter knows it. */
type Outcome = 'gain' | 'loss' | 'open'

const OUTCOMES: Record<Outcome, string> = { gain: 'with a profit', loss: 'with a loss', open: 'open' }

export interface SortableTable<Row> {
  id: string
  columns: ReportColumn<Row>[]
  rows: readonly Row[]
  caption: string
  /** By which the rows can be filtered. */
  outcome?(row: Row): string
}

/** A table that the page's script sorts by its headings. */
export function sortableTable<Row>({ id, columns, rows, caption, outcome }: SortableTable<Row>): Html {
  const heads = columns.map(
    (one, i) =>
      html`<th scope="col" class="${one.number ? 'n' : 't'}"><button type="button" data-column="${i}">${one.title}</button></th>`,
  )
  const line = (row: Row) =>
    html`<tr${outcome && html` data-outcome="${outcome(row)}"`}>${columns.map((one) => cell(one, row))}</tr>\n`
  return html`<div class="scroll high"><table id="${id}" class="sortable">
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${rows.map(line)}</tbody>
</table></div>`
}

/** Filters of the table of round trips, by text and by what came of them. */
export function tripControls(count: number, outcomes: Outcome[]): Html {
  const options = outcomes.map((one) => html`<option value="${one}">${OUTCOMES[one]}</option>`)
  return html`<form class="controls" data-filters="${TRIPS}">
<label>Filter <input type="search" name="text" placeholder="symbol or reason" autocomplete="off"></label>
<label>Outcome <select name="outcome"><option value="">all</option>${options}</select></label>
<output name="count">${count} of ${count}</output></form>`
}
