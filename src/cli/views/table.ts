import Table from 'cli-table3'
import stringWidth from 'string-width'
import { isSimulated } from '../../market/feeds.ts'
import { stamp } from './format.ts'
import { paragraphs } from './paragraphs.ts'
import type { Terminal } from './view.ts'

export interface TableColumn<Row> {
  /** Heading, with the unit where there is one. */
  title: string
  /** Numbers stand right. Default left. */
  align?: 'left' | 'right'
  /** When the table is too wide, the highest number goes first; 0 (default) never goes. */
  drop?: number
  /** A text that may be cut down to so many columns, with an ellipsis, before any column goes. */
  least?: number
  cell(row: Row): string
}

/** A table that fits the width by dropping its least important columns, and says how many it left out. */
export function table<Row>(columns: TableColumn<Row>[], rows: Row[], terminal: Terminal): string {
  const cells = columns.map((column) => rows.map((row) => column.cell(row)))
  const widths = columns.map((column, i) =>
    cells[i].reduce((most, cell) => Math.max(most, stringWidth(cell)), stringWidth(column.title)),
  )
  const least = columns.map((column, i) => Math.min(widths[i], Math.max(column.least ?? widths[i], stringWidth(column.title))))
  const kept = keptColumns(columns, least, terminal.width)
  const fitting = shared(kept, widths, least, terminal.width)
  const shape = {
    colAligns: kept.map((i) => columns[i].align ?? ('left' as const)),
    colWidths: kept.map((i) => fitting[i] + GUTTER),
  }
  const titles = kept.map((i) => terminal.paint.bold(columns[i].title))
  const drawn = [titles, ...rows.map((_, r) => kept.map((i) => cells[i][r]))]
  const slices = Array.from({ length: Math.ceil(drawn.length / SLICE) }, (_, i) => drawn.slice(i * SLICE, (i + 1) * SLICE))
  const lines = slices.flatMap((slice) => draw(slice, shape)).map((line) => line.trimEnd())
  const left = columns.length - kept.length
  if (left > 0)
    lines.push(terminal.paint.dim(`(${left} column${left > 1 ? 's' : ''} left out; widen the terminal or use --json)`))
  return lines.join('\n')
}

/** Blanks between two columns. */
const GUTTER = 2

/** Rows drawn at once: the drawing library's time grows with the square of them. */
const SLICE = 100

/** Some rows as lines of text. */
function draw(rows: string[][], shape: { colAligns: ('left' | 'right')[]; colWidths: number[] }): string[] {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': GUTTER }
  const drawn = new Table({ ...shape, style, chars: EMPTY_CHARS })
  drawn.push(...rows)
  return drawn.toString().split('\n')
}

function keptColumns<Row>(columns: TableColumn<Row>[], widths: number[], room: number): number[] {
  let kept = columns.map((_, i) => i)
  const total = () => kept.reduce((sum, i) => sum + widths[i] + GUTTER, 0)
  while (total() - GUTTER > room) {
    const worst = kept.reduce((a, b) => ((columns[b].drop ?? 0) >= (columns[a].drop ?? 0) ? b : a))
    if (!columns[worst].drop) break
    kept = kept.filter((i) => i !== worst)
  }
  return kept
}

/** What is left of the screen goes to the columns that were cut, the first ones first. */
function shared(kept: number[], widths: number[], least: number[], room: number): number[] {
  const fitting = [...least]
  let spare = room - kept.reduce((sum, i) => sum + least[i] + GUTTER, -GUTTER)
  for (const i of kept) {
    const more = Math.max(0, Math.min(spare, widths[i] - least[i]))
    fitting[i] += more
    spare -= more
  }
  return fitting
}

const EMPTY_CHARS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}

/**
 * The line above every market-data answer: where it comes from and as of when. Simulated data cannot be taken for real, not
 * even after it went through the store.
 */
export function provenance(
  answer: { source: string; feed: string; asOf: string; staleSince?: string | null },
  terminal: Terminal,
): string {
  const simulated = isSimulated(answer.source) || isSimulated(answer.feed)
  const label = simulated ? terminal.paint.inverse(' SIMULATED ') : terminal.paint.bold(answer.source.toUpperCase())
  const from = simulated && answer.source !== 'simulated' ? ` from ${answer.source} ·` : ''
  const old = answer.staleSince
    ? terminal.paint.yellow(` · the vendor failed, bars fetched ${stamp(answer.staleSince)} stand in`)
    : ''
  return `${label}${from} feed ${answer.feed} · as of ${stamp(answer.asOf.replace(/\.\d+Z$/, 'Z'))}${old}`
}

/** The symbols without an answer, a line each. */
export function failures(failed: { symbol: string; message: string; hint: string | null }[], terminal: Terminal): string {
  const lines = failed.map((one) => `${one.symbol}: ${one.message}${one.hint ? ` (${one.hint})` : ''}`)
  return terminal.paint.yellow(paragraphs(lines, terminal))
}
