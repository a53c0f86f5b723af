import stringWidth from 'string-width'
import type { backtestOutput } from '../../operations/backtest/output.ts'
import type { z } from '../../operations/operation.ts'
import { METRIC_GROUPS } from '../../operations/runs/metric-names.ts'
import { factLine } from './fact-line.ts'
import { count, counted, dates, percent, price, stamp } from './format.ts'
import { metric, money } from './metric.ts'
import { paragraphs } from './paragraphs.ts'
import { labelledSparkline } from './sparkline.ts'
import { provenance, table } from './table.ts'
import type { Terminal } from './view.ts'

export type RunAnswer = z.output<typeof backtestOutput>

/** Round trips shown on a screen; the report and --json have all. */
const NEWEST = 5

/** What a finished run says on a terminal, for `backtest` and `runs show` alike; parts are joined by blank lines. */
export function runSummary(answer: RunAnswer, terminal: Terminal): string {
  const { paint } = terminal
  const parts = [
    factLine(
      `${provenance(answer, terminal)} · ${answer.timeframe} bars · prices ${answer.adjustment === 'splits' ? 'split-adjusted' : 'as given'}`,
      terminal,
    ),
    heading(answer, terminal),
    labelledSparkline(answer.curve, terminal, (value) => money(value)),
    metricTable(answer.metrics, terminal),
    roundTrips(answer, terminal),
    paragraphs([...answer.costs.text, ...answer.limits.text], terminal),
    paragraphs(why(answer), terminal),
    grade(answer, terminal),
    paint.yellow(
      paragraphs(
        answer.warnings.map((warning) => `Note: ${warning}`),
        terminal,
      ),
    ),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function heading({ strategy, symbols, params, bars, run, ...span }: RunAnswer, terminal: Terminal): string {
  const { paint } = terminal
  const set = Object.entries(params).map(([name, value]) => `${name} ${value}`)
  const named = symbols.length > 8 ? `${symbols.slice(0, 8).join(' ')} ... (${symbols.length})` : symbols.join(' ')
  const range = `${dates({ ...span, symbols })}, ${counted(bars, 'bar')}`
  const what = `${paint.bold(strategy)} on ${paint.bold(named)}${set.length > 0 ? `, ${set.join(', ')}` : ''}`
  return [what, `${range} · run ${run}`].map((line) => factLine(line, terminal)).join('\n')
}

/** Metrics in as many columns as fit, group by group. */
export function metricTable(metrics: Record<string, number | null>, terminal: Terminal): string {
  const blocks = METRIC_GROUPS.map(({ title, metrics: names }) => {
    const rows = names.filter(({ name }) => name in metrics).map((one) => [one.label, metric(metrics[one.name], one.form)])
    return block(title, rows, terminal)
  }).filter((one) => one.length > 1)
  const width = Math.max(...blocks.flat().map((line) => stringWidth(line)))
  const perRow = Math.max(1, Math.min(3, Math.floor((terminal.width + GAP) / (width + GAP))))
  const bands = Array.from({ length: Math.ceil(blocks.length / perRow) }, (_, i) => blocks.slice(i * perRow, (i + 1) * perRow))
  return bands.map((band) => beside(band, width)).join('\n\n')
}

const GAP = 4

function block(title: string, rows: string[][], { paint }: Terminal): string[] {
  const left = Math.max(...rows.map(([label]) => label.length))
  const right = Math.max(...rows.map(([, value]) => value.length))
  return [paint.bold(title), ...rows.map(([label, value]) => `${label.padEnd(left)}  ${value.padStart(right)}`)]
}

function beside(blocks: string[][], width: number): string {
  const height = Math.max(...blocks.map((one) => one.length))
  const pad = (text: string) => text + ' '.repeat(width + GAP - stringWidth(text))
  const lines = Array.from({ length: height }, (_, row) => blocks.map((one) => pad(one[row] ?? '')).join(''))
  return lines.map((line) => line.trimEnd()).join('\n')
}

function roundTrips({ roundTrips: all, timeframe }: RunAnswer, terminal: Terminal): string {
  if (all.length === 0) return ''
  // Bars of a day and more are named by their date.
  const daily = timeframe === '1d' || timeframe === '1w'
  const when = (at: string) => (daily ? at.slice(0, 10) : stamp(at))
  const zone = daily ? '' : ' (UTC)'
  const drawn = table(
    [
      { title: 'Symbol', cell: (one) => one.symbol },
      { title: 'Side', drop: 6, cell: (one) => one.side },
      { title: 'Shares', align: 'right', drop: 2, cell: (one) => String(Number(one.shares.toFixed(4))) },
      { title: `Entry${zone}`, cell: (one) => when(one.entryTime) },
      { title: 'Price', align: 'right', drop: 3, cell: (one) => price(one.entryPrice, one.symbol) },
      { title: `Exit${zone}`, cell: (one) => (one.exitTime === null ? 'open' : when(one.exitTime)) },
      { title: 'Price', align: 'right', drop: 4, cell: (one) => price(one.exitPrice, one.symbol) },
      { title: 'Profit', align: 'right', cell: (one) => gain(one.profit, money(one.profit), terminal) },
      { title: 'Return', align: 'right', drop: 1, cell: (one) => percent(one.return) },
      { title: 'Left because', drop: 5, least: 12, cell: (one) => one.exitReason ?? '' },
    ],
    all.slice(-NEWEST),
    terminal,
  )
  const shown = all.length > NEWEST ? `The newest ${NEWEST} of ${count(all.length)} round trips` : 'Round trips'
  return `${terminal.paint.bold(shown)}\n${drawn}`
}

function gain(value: number, text: string, { paint }: Terminal): string {
  return value > 0 ? paint.green(`▲ ${text}`) : value < 0 ? paint.red(`▼ ${text}`) : `· ${text}`
}

/** What came of what the strategy asked for: a run that did nothing says why, and intents that came to nothing never vanish. */
function why({ why: facts, roundTrips: all }: RunAnswer): string[] {
  const seen = [counted(facts.barsSeen, 'bar'), counted(facts.signals, 'signal'), counted(facts.intents, 'intent')]
  const reasons = (rows: RunAnswer['why']['denied']) =>
    rows.map(({ rule, count: times }) => `${rule} (${count(times)})`).join(', ')
  const lines = [`${all.length === 0 ? 'No round trip: ' : ''}${seen[0]} seen, ${seen[1]}, ${seen[2]}`]
  if (facts.denied.length > 0) lines.push(`Denied by the risk limits: ${reasons(facts.denied)}`)
  if (facts.ignored.length > 0) lines.push(`Came to nothing: ${reasons(facts.ignored)}`)
  return lines
}

/** The rules of the grade count returns of days; those of weekly bars are of weeks. */
function grade({ grade: { letter, reasons }, timeframe }: RunAnswer, terminal: Terminal): string {
  const said = timeframe === '1w' ? reasons.map((reason) => reason.replace(/\bday(s?) of returns/, 'week$1 of returns')) : reasons
  return `${terminal.paint.bold(`Grade ${letter}`)}: how far this may be trusted\n${paragraphs(said, terminal, '  ')}`
}
