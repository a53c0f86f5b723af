import type { PageDocument, PageElement } from './page-types.ts'

/**
 * Makes tables sortable by their headings and filterable by text and outcome. Runs in the reader's browser: it is written into the page
 * as text and may use nothing but its parameters and the functions of this file.
 */
export function startTables(document: PageDocument): void {
  for (const table of document.querySelectorAll('table.sortable')) {
    for (const button of table.querySelectorAll('th button')) {
      button.addEventListener('click', () => sortBy(table, button))
    }
  }
  for (const form of document.querySelectorAll('form[data-filters]')) {
    const table = document.getElementById(form.dataset.filters ?? '')
    if (!table) continue
    form.addEventListener('input', () => filterRows(table, form))
    form.addEventListener('submit', (event) => event.preventDefault())
  }
}

/** Ascending, at the next press descending; equal rows stay in their order. */
function sortBy(table: PageElement, button: PageElement): void {
  const head = button.closest('th') as PageElement
  const down = head.dataset.sorted === 'ascending'
  for (const other of table.querySelectorAll('th')) {
    other.removeAttribute('aria-sort')
    delete other.dataset.sorted
  }
  const direction = down ? 'descending' : 'ascending'
  head.setAttribute('aria-sort', direction)
  head.dataset.sorted = direction
  const column = Number(button.dataset.column)
  const body = table.querySelector('tbody') as PageElement
  const rows = Array.from(body.children, (row) => ({ row, key: sortKey(row.children[column].textContent ?? '') }))
  rows.sort((a, b) => (down ? -1 : 1) * compareKeys(a.key, b.key))
  body.replaceChildren(...rows.map((one) => one.row))
}

/** A cell's number where it holds one (with separators, signs, arrows, percent), else its text. */
function sortKey(text: string): number | string {
  const plain = text.replace(/[▲▼,%+\s]/g, '')
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text
}

/** Numbers before texts. */
function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

function filterRows(table: PageElement, form: PageElement): void {
  const text = (form.querySelector('[name=text]') as PageElement).value.trim().toLowerCase()
  const outcome = (form.querySelector('[name=outcome]') as PageElement).value
  let [shown, all] = [0, 0]
  for (const row of (table.querySelector('tbody') as PageElement).children) {
    const fits = (outcome === '' || row.dataset.outcome === outcome) && (row.textContent ?? '').toLowerCase().includes(text)
    row.hidden = !fits
    all++
    if (fits) shown++
  }
  ;(form.querySelector('[name=count]') as PageElement).textContent = `${shown} of ${all}`
}

/** In the order in which they are written into the page. */
export const tableFunctions = [sortKey, compareKeys, sortBy, filterRows, startTables]
