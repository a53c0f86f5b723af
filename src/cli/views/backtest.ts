import { isoDate, parseDate } from '../../core/time.ts'
import { shellWord } from '../../operations/common/words.ts'
import { NOT_KEPT } from '../../operations/runs/kept.ts'
import { count, counted, number, percent, stamp } from './format.ts'
import { money } from './metric.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { type RunAnswer, runSummary } from './run-summary.ts'
import { failures, table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<RunAnswer> = (answer, terminal) => {
  const parts = [
    runSummary(answer, terminal),
    significance(answer, terminal),
    monteCarlo(answer, terminal),
    check(answer, terminal),
    equity(answer, terminal),
    failures(answer.failed, terminal),
    answer.report && !terminal.dryRun ? `Report written to ${answer.report}` : '',
    next(answer, terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function significance({ significance: one }: RunAnswer, terminal: Terminal): string {
  const { paint } = terminal
  if (!one) return ''
  const verdict = one.pValue <= 0.05 ? 'better than chance' : 'not told apart from chance'
  const lines = [
    `${paint.bold('Entries against random ones')}: ${verdict} (p ${number(one.pValue, 3)} of ${count(one.draws)} draws, seed ${one.seed})`,
    `mean gain of a round trip ${percent(one.meanReturn)}, random entries ${percent(one.randomMedian)}, one in twenty above ${percent(one.random95)}`,
  ]
  return facts(lines, terminal)
}

/** Sessions below which the same few are drawn over and over. */
const FEW = 60

function monteCarlo({ monteCarlo: drawn, timeframe }: RunAnswer, terminal: Terminal): string {
  const { paint } = terminal
  const step = timeframe === '1w' ? 'week' : 'session'
  if (drawn === undefined) return ''
  if (drawn === null) return `Monte Carlo: n/a with fewer than two ${step}s`
  const spread = ({ p5, p50, p95 }: { p5: number; p50: number; p95: number }) =>
    `${percent(p5)}, ${percent(p50)}, ${percent(p95)}`
  const chance = (value: number | null) => percent(value, 1).replace('+', '')
  const few =
    drawn.days < FEW
      ? [paint.yellow(`only ${counted(drawn.days, step)} to draw from: what has not happened in them cannot happen here`)]
      : []
  const lines = [
    `${paint.bold('Monte Carlo')}: ${counted(drawn.paths, 'history', 'histories')} of ${counted(drawn.days, step)} in blocks of ${number(drawn.blockLength, 1)}, seed ${drawn.seed}`,
    `return at 5%, 50%, 95%: ${spread(drawn.finalReturn)}`,
    `deepest fall at 5%, 50%, 95%: ${spread(drawn.maxDrawdown).replaceAll('+', '')}`,
    `ends below the start ${chance(drawn.chanceOfLoss)}; loses ${chance(drawn.ruinLoss)} of the start ${chance(drawn.chanceOfRuin)}; falls ${chance(drawn.lossLimit)} from the top ${chance(drawn.chanceOfLossLimit)}`,
    ...few,
  ]
  return facts(lines, terminal)
}

/** A line and what belongs below it. */
function facts([head, ...below]: string[], terminal: Terminal): string {
  return [paragraphs([head], terminal), paragraphs(below, terminal, '  ')].filter((part) => part !== '').join('\n')
}

function check({ check: found }: RunAnswer, terminal: Terminal): string {
  const { paint } = terminal
  if (!found) return ''
  const tried = `${counted(found.cuts, 'cut')}, ${counted(found.shuffles, 'shuffled future')}, ${counted(found.starts, 'later start')}`
  const { notes } = found
  if (found.passed)
    return facts([`${paint.green('✓')} Look-ahead check passed: no intent changed in ${tried}`, ...notes], terminal)
  const lines = found.findings.map((one) => `${one.kind}: ${changed(one)}`)
  const head = `${paint.red('✗')} ${paint.bold('Look-ahead check failed')} (${tried}): intents changed with data they could not have known`
  return facts([head, ...lines, ...notes], terminal)
}

/** A run that failed altogether has no intent of its own to name. */
function changed({ symbol, at, reason, was, is }: NonNullable<RunAnswer['check']>['findings'][number]): string {
  const where = [symbol, `at ${stamp(at)}`, reason && `"${reason}"`].filter((part) => part !== '').join(' ')
  return `${where}: was ${was ?? 'nothing'}, is ${is ?? 'nothing'}`
}

function equity({ equity: rows }: RunAnswer, terminal: Terminal): string {
  if (!rows) return ''
  return table(
    [
      { title: 'Date', cell: (row) => isoDate(parseDate(row.date) as number) },
      { title: 'Equity', align: 'right', cell: (row) => money(row.equity) },
    ],
    rows,
    terminal,
  )
}

function next({ run, strategy, file, symbols, timeframe, check: found, warnings }: RunAnswer, terminal: Terminal): string {
  const bars = timeframe === '1d' ? '' : ` --timeframe ${timeframe}`
  const kept = !warnings.some((warning) => warning.startsWith(NOT_KEPT))
  return nextLine(
    [
      ...(kept ? [`openbell report ${run.slice(0, 8)}`] : ['openbell doctor']),
      ...(found ? [] : [`openbell backtest ${[file ?? strategy, ...symbols].map(shellWord).join(' ')}${bars} --check`]),
    ],
    terminal,
  )
}
