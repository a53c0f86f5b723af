import { shellWord } from '../../operations/common/words.ts'
import type { KeptScan, ScanOutput, ScanRow } from '../../operations/scan/output.ts'
import { factLine } from './fact-line.ts'
import { compact, count, number, percent, price, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { failures, provenance, type TableColumn, table } from './table.ts'
import type { Terminal, View } from './view.ts'

/** Skipped and failed symbols named on the screen; --json has all. */
const NAMED = 8

const FIXED = new Set(
  'rank symbol time adjustment price change change_1 gap volume session_volume rvol rvol_sessions prints_per_minute prints_feed prints_coverage'.split(
    ' ',
  ),
)

export const view: View<ScanOutput> = (output, terminal) => {
  if (output.history) return history(output.history, terminal)
  const source = { source: output.source ?? '', feed: output.feed ?? '', asOf: output.asOf ?? '' }
  const parts = [
    factLine(`${provenance(source, terminal)} · ${output.timeframe} bars · session ${output.session ?? 'n/a'}`, terminal),
    paragraphs(heading(output), terminal),
    output.rows.length > 0 ? rowsTable(output, terminal) : '',
    output.rows.length === 0 || output.matched === 0 ? clauses(output) : '',
    skipped(output),
    failures(output.failed.slice(0, NAMED), terminal),
    terminal.paint.yellow(
      paragraphs(
        output.warnings.map((warning) => `Note: ${warning}`),
        terminal,
      ),
    ),
    next(output, terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function heading({ rule, expression, scanned, matched, universe, rows, sort }: ScanOutput): string[] {
  const named = rule === null ? 'everything' : rule === expression ? rule : `${rule}: ${expression}`
  const shown = rows.length < matched ? `, the first ${rows.length} shown` : ''
  return [named, `${count(matched)} of ${count(scanned)} symbols of ${universe.name} match${shown}; ranked by ${sort}`]
}

function rowsTable(output: ScanOutput, terminal: Terminal): string {
  const extra = Object.keys(output.rows[0]).filter((name) => !FIXED.has(name))
  const columns: TableColumn<ScanRow>[] = [
    { title: '#', align: 'right', cell: (row) => String(row.rank) },
    { title: 'Symbol', cell: (row) => terminal.paint.bold(row.symbol) },
    { title: 'Price', align: 'right', cell: (row) => price(row.price, row.symbol) },
    { title: 'Change', align: 'right', cell: (row) => signed(row.change, terminal) },
    { title: 'Gap', align: 'right', drop: 2, cell: (row) => percent(row.gap) },
    { title: 'Session vol', align: 'right', drop: 3, cell: (row) => compact(row.session_volume) },
    { title: 'RVol', align: 'right', cell: (row) => number(row.rvol) },
    { title: 'Prints/min', align: 'right', drop: 1, cell: prints },
    ...extra.map((name) => ({ title: name, align: 'right' as const, cell: (row: ScanRow) => figure(row[name]) })),
  ]
  return table(columns, output.rows, terminal)
}

/** A count of a part of the market is marked. */
function prints({ prints_per_minute, prints_coverage }: ScanRow): string {
  const partial = prints_per_minute !== null && prints_coverage !== null && prints_coverage < 1
  return `${count(prints_per_minute)}${partial ? '*' : ''}`
}

function signed(change: number | null, terminal: Terminal): string {
  if (change === null) return 'n/a'
  if (change === 0) return `· ${percent(change)}`
  return change > 0 ? terminal.paint.green(`▲ ${percent(change)}`) : terminal.paint.red(`▼ ${percent(change)}`)
}

function figure(value: unknown): string {
  if (typeof value !== 'number') return 'n/a'
  return Math.abs(value) >= 10_000 ? compact(value) : number(value, Math.abs(value) >= 1 ? 2 : 4)
}

/** Why nothing matched: what stopped how many. */
function clauses({ failedClauses, scanned }: ScanOutput): string {
  if (failedClauses.length === 0) return ''
  const lines = failedClauses.map(({ clause, failed }) => `  ${clause}  stopped ${count(failed)} of ${count(scanned)}`)
  return ['Nothing matched:', ...lines].join('\n')
}

function skipped(output: ScanOutput): string {
  const reasons = Map.groupBy(output.skipped, (one) => one.reason)
  const lines = [...reasons].map(([reason, list]) => {
    const names = list.slice(0, NAMED).map((one) => one.symbol)
    return `${count(list.length)} skipped as ${reason}: ${names.join(' ')}${list.length > NAMED ? ' ...' : ''}`
  })
  if (output.failed.length > 0) lines.push(`${count(output.failed.length)} failed:`)
  return lines.join('\n')
}

function next({ rows: [best], timeframe }: ScanOutput, terminal: Terminal): string {
  return best ? nextLine([`openbell peak-trough ${shellWord(best.symbol)} --timeframe ${timeframe}`], terminal) : ''
}

function history(kept: KeptScan[], terminal: Terminal): string {
  if (kept.length === 0) return `No scan has been kept yet.\n\n${nextLine(['openbell scan momentum'], terminal)}`
  const columns: TableColumn<KeptScan>[] = [
    { title: 'Ran at', cell: (one) => stamp(one.at) },
    { title: 'As of', drop: 2, cell: (one) => stamp(one.asOf) },
    { title: 'Rule', cell: (one) => one.rule ?? '(everything)' },
    { title: 'Bars', cell: (one) => one.timeframe },
    { title: 'Source', drop: 3, cell: (one) => (one.source === 'simulated' ? 'SIMULATED' : `${one.source} ${one.feed}`) },
    { title: 'Matched', align: 'right', cell: (one) => `${count(one.matched)} of ${count(one.scanned)}` },
    { title: 'Symbols', drop: 1, cell: (one) => `${one.symbols.slice(0, 5).join(' ')}${one.symbols.length > 5 ? ' ...' : ''}` },
  ]
  return table(columns, kept, terminal)
}
