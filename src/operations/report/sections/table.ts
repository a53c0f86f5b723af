import { Html, html, type Part } from '../html/html.ts'

export interface ReportColumn<Row> {
  title: string
  /** Numbers stand right and sort as numbers. */
  number?: boolean
  /** Sentences, which may take several lines. */
  wide?: boolean
  cell(row: Row): Part
}

/** A plain table. */
export function dataTable<Row>(columns: ReportColumn<Row>[], rows: readonly Row[], caption: string): Html {
  return html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((one) => html`<th scope="col" class="${one.number ? 'n' : 't'}">${one.title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((one) => cell(one, row))}</tr>\n`)}</tbody>
</table></div>`
}

export function cell<Row>(column: ReportColumn<Row>, row: Row): Html {
  return column.number
    ? html`<td class="n">${column.cell(row)}</td>`
    : html`<td${column.wide && new Html(' class="wide"')}>${column.cell(row)}</td>`
}

/** Names and values below each other. */
export function facts(rows: [name: string, value: Part][]): Html {
  return html`<dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** Sentences as a list. */
export function list(items: readonly Part[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`
}

/** A number with its sign's colour and arrow, so that colour never speaks alone. */
export function gain(value: number | null, text: string): Html {
  if (value === null || value === 0 || !Number.isFinite(value)) return html`<span class="flat">${text}</span>`
  return value > 0 ? html`<span class="gain">▲ ${text}</span>` : html`<span class="loss">▼ ${text}</span>`
}
