import type { z } from '../../operations/operation.ts'
import type { risk } from '../../operations/risk/risk.ts'
import { correlationTable } from './correlation-table.ts'
import { counted, number, percent, stamp } from './format.ts'
import { money } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import { shares } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof risk.output>
type Limit = Output['limits'][number]

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const trading = output.state === 'active' ? 'trading active' : paint.yellow(`trading ${output.state}`)
  const held = counted(output.concentration.positions.length, 'position')
  const head = accountLine(output, [`equity $${money(output.equity)}`, held, trading], terminal)
  const parts = [
    output.diverged ? `${head}\n${paint.red(paragraphs([output.diverged], terminal))}` : head,
    exposureLine(output),
    positions(output, terminal),
    correlation(output, terminal),
    tails(output, terminal),
    limits(output, terminal),
    paint.yellow(paragraphs(output.warnings, terminal)),
    nextLine(['openbell risk check SYMBOL buy 10', 'openbell risk log'], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const plain = (value: number | null) => percent(value).replace('+', '')

function exposureLine({ exposure: { gross, net, long, short, pending } }: Output): string {
  const waiting = pending === null || pending > 0 ? `, entries at rest ${plain(pending)}` : ''
  return `Exposure: gross ${plain(gross)} of equity, net ${percent(net)} (long ${plain(long)}, short ${plain(short)})${waiting}`
}

function positions({ concentration: { positions: rows, effective } }: Output, terminal: Terminal): string {
  if (rows.length === 0) return ''
  const drawn = table(
    [
      { title: 'Symbol', cell: (one) => terminal.paint.bold(one.symbol) },
      { title: 'Value $', align: 'right', cell: (one) => money(one.value) },
      { title: 'Of equity', align: 'right', cell: (one) => percent(one.share) },
    ],
    rows,
    terminal,
  )
  return `${drawn}\n${terminal.paint.dim(`as if held in ${number(effective, 1)} equal positions`)}`
}

function correlation({ correlation: one }: Output, terminal: Terminal): string {
  if (!one) return ''
  return `${terminal.paint.bold(`Correlation of ${counted(one.returns, 'daily return')}`)}\n${correlationTable(one, terminal)}`
}

function tails({ var: loss, cvar, equity, concentration, asOf, source, feed }: Output, terminal: Terminal): string {
  if (concentration.positions.length === 0) return 'Nothing is held: nothing is at risk'
  const rows = [
    { name: 'Past days as they were', loss: loss.historical, tail: cvar.historical },
    { name: 'Normal', loss: loss.parametric, tail: cvar.parametric },
    { name: 'Simulated', loss: loss.monteCarlo, tail: cvar.monteCarlo },
  ]
  const inMoney = (value: number | null) => money(value === null ? null : value * equity)
  const drawn = table(
    [
      { title: '', cell: (one) => one.name },
      { title: 'VaR', align: 'right', cell: (one) => plain(one.loss) },
      { title: 'VaR $', align: 'right', cell: (one) => inMoney(one.loss) },
      { title: 'CVaR', align: 'right', cell: (one) => plain(one.tail) },
      { title: 'CVaR $', align: 'right', cell: (one) => inMoney(one.tail) },
    ],
    rows,
    terminal,
  )
  const past = `${counted(loss.days, 'day')} of ${source} feed ${feed}, as of ${stamp(asOf.replace(/\.\d+Z$/, 'Z'))}`
  const title = `Loss of a day that ${plain(1 - loss.level)} of days exceed`
  return `${terminal.paint.bold(title)}\n${drawn}\n${terminal.paint.dim(past)}`
}

/** Limits whose figures are dollars or counts; all others are fractions. */
const DOLLARS = new Set(['positionNotional', 'dayLossNotional', 'dayNotional'])
const COUNTS = new Set(['ordersPerMinute', 'ordersPerDay', 'losingStreak'])

function figure(rule: string, value: number | null): string {
  if (value === null) return 'n/a'
  if (DOLLARS.has(rule)) return `$${money(value)}`
  return COUNTS.has(rule) ? shares(value) : plain(value)
}

function limits({ limits: rows, rules }: Output, terminal: Terminal): string {
  const { paint } = terminal
  if (rows.length === 0) return paragraphs(rules.text, terminal)
  const room = (one: Limit) => {
    const text = figure(one.rule, one.room)
    return one.room === null || one.room <= 0 ? paint.red(`${text} ▼`) : text
  }
  const drawn = table(
    [
      { title: 'Limit', cell: (one) => (one.symbol === null ? one.rule : `${one.rule} (${one.symbol})`) },
      { title: 'Now', align: 'right', cell: (one) => figure(one.rule, one.value) },
      { title: 'Limit at', align: 'right', cell: (one) => figure(one.rule, one.limit) },
      { title: 'Room', align: 'right', cell: room },
    ],
    rows,
    terminal,
  )
  return `${paint.bold('Limits')}\n${drawn}`
}
