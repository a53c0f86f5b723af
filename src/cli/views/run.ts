import { flagName } from '../../operations/common/fields.ts'
import { shellWord } from '../../operations/common/words.ts'
import type { FollowUpCall, RunAnswer } from '../../operations/run/output.ts'
import { factLine } from './fact-line.ts'
import { paragraphs } from './paragraphs.ts'
import { sparkline } from './sparkline.ts'
import { provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

/** Rows of a result that a person reads; --json has all. */
const SHOWN = 30

export const view: View<RunAnswer> = (output, terminal) => {
  const { paint } = terminal
  const parts = [
    head(output, terminal),
    output.console.map(({ level, text }) => (level === 'log' ? text : paint.yellow(text))).join('\n'),
    output.ok ? resultText(output.result, terminal) : '',
    ...output.charts.map((chart) => chartText(chart, terminal)),
    paragraphs(output.insights, terminal),
    paint.dim(['leads on to:', ...output.followUps.map((one) => `  ${one.title}: ${commandOf(one)}`)].join('\n')),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function head(output: RunAnswer, terminal: Terminal): string {
  const took = `${output.executionMs.toFixed(0)} ms`
  if (output.dataset === null) return factLine(`no dataset · ${took}`, terminal)
  const from = provenance({ source: output.source!, feed: output.feed ?? 'none', asOf: output.asOf! }, terminal)
  return factLine(`${from} · ${terminal.paint.bold(output.dataset)} · ${took}`, terminal)
}

/** A table of records, a list, or JSON. */
function resultText(result: RunAnswer['result'], terminal: Terminal): string {
  const records = recordsOf(result)
  if (records !== null) return recordTable(records, terminal)
  if (Array.isArray(result) && result.length > 0 && result.every((one) => one === null || typeof one !== 'object')) {
    const shown = result.slice(0, SHOWN).map(cell).join(' ')
    return result.length > SHOWN ? `${shown}\n${terminal.paint.dim(`and ${result.length - SHOWN} more: --json`)}` : shown
  }
  return typeof result === 'string' ? result : JSON.stringify(result, null, 2)
}

function recordsOf(result: unknown): Record<string, unknown>[] | null {
  if (!Array.isArray(result) || result.length === 0) return null
  const isRecord = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one) && Object.keys(one).length > 0
  return result.every(isRecord) ? result : null
}

function recordTable(records: Record<string, unknown>[], terminal: Terminal): string {
  const names = [...new Set(records.slice(0, SHOWN).flatMap((row) => Object.keys(row)))]
  const columns = names.map((name, i) => ({
    title: name,
    align: records.some((row) => typeof row[name] === 'number') ? ('right' as const) : ('left' as const),
    drop: i,
    cell: (row: Record<string, unknown>) => cell(row[name]),
  }))
  const more = records.length > SHOWN ? `\n${terminal.paint.dim(`and ${records.length - SHOWN} more rows: --json`)}` : ''
  return `${table(columns, records.slice(0, SHOWN), terminal)}${more}`
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'n/a'
  if (typeof value === 'number') return String(Number(value.toPrecision(8)))
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function chartText({ title, series }: RunAnswer['charts'][number], terminal: Terminal): string {
  const lines = series.map(
    ({ name, values }) =>
      `  ${name}  ${sparkline(
        values.map((one) => one ?? Number.NaN),
        Math.max(10, terminal.width - name.length - 6),
      )}`,
  )
  return [terminal.paint.bold(title), ...lines].join('\n')
}

/** Nobody types more. */
const LONGEST_COMMAND = 240

/** Fields that stand on the command line without a flag, in this order. */
const PLACES = ['name', 'symbols']

/** A call as a person types it. */
function commandOf({ operation, input }: FollowUpCall): string {
  const words = ['openbell', ...operation.split('.')]
  for (const field of PLACES) for (const value of [input[field] ?? []].flat()) words.push(shellWord(String(value)))
  for (const [field, value] of Object.entries(input)) {
    if (!PLACES.includes(field)) words.push(`--${flagName(field)}`, shellWord(String(value)))
  }
  const command = words.join(' ')
  return command.length > LONGEST_COMMAND ? `openbell ${operation.replaceAll('.', ' ')} (its code: --json)` : command
}
