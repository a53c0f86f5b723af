import { shellWord } from '../../operations/common/words.ts'
import type { KeptSignal, PeakTroughAnswer, PeakTroughResult, Turn } from '../../operations/peak-trough/output.ts'
import { type ChartMark, lineChart } from './chart.ts'
import { factLine } from './fact-line.ts'
import { count, number, percent, price, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { failures, provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

/** Newest turns shown of each symbol; --json has all. */
const SHOWN = 8

const REPAINTS = 'Provisional turns repaint: the smoother looks half a window ahead, so later bars can move or remove them.'

export const view: View<PeakTroughAnswer> = (output, terminal) => {
  if (output.history) return history(output.history, terminal)
  const blocks = output.results.map((result) => symbolBlock(result, output.asOf ?? '', terminal))
  const failed = failures(output.failed, terminal)
  return [...blocks, failed, terminal.paint.dim(paragraphs([REPAINTS], terminal)), next(output, terminal)]
    .filter((part) => part !== '')
    .join('\n\n')
}

function symbolBlock(result: PeakTroughResult, asOf: string, terminal: Terminal): string {
  const { paint } = terminal
  const settings = `${result.bars} bars of ${result.timeframe}, window ${result.window}, lookahead ${result.lookahead}${result.adjustment === 'splits' ? ', split-adjusted' : ''}`
  const delta = result.delta > 0 ? `, delta ${result.delta}` : ''
  const lines = [
    factLine(`${provenance({ ...result, asOf }, terminal)} · ${settings}${delta}`, terminal),
    result.stale ? paint.yellow(`STALE: nothing newer than the bar of ${stamp(result.time)}`) : '',
    `${paint.bold(result.symbol)} ${price(result.signal.price, result.symbol)}  ${action(result, terminal)}  ${result.signal.reason}`,
    paragraphs([details(result), liquidityLine(result), survivalLine(result)], terminal),
  ]
  if (terminal.terminal) lines.push(chart(result, terminal))
  lines.push(turnsTable(result, terminal))
  return lines.filter((line) => line !== '').join('\n')
}

function action({ signal }: PeakTroughResult, terminal: Terminal): string {
  const { paint } = terminal
  if (signal.action === 'BUY') return paint.green('▲ BUY')
  if (signal.action === 'SELL') return paint.red('▼ SELL')
  return '· HOLD'
}

function details({ signal, symbol }: PeakTroughResult): string {
  if (signal.action === 'HOLD') return ''
  const tradable = signal.tradable ? 'tradable' : 'not tradable'
  return `confidence ${number(signal.confidence)}, stop ${price(signal.stop, symbol)}, ${tradable}`
}

function liquidityLine({ liquidity }: PeakTroughResult): string {
  if (liquidity.printsPerMinute === null) return 'liquidity UNKNOWN: the source has no print counts, so nothing here is tradable'
  const enough = liquidity.meetsMinimum ? 'meets the minimum' : 'below the minimum'
  const share = percent(liquidity.coverage, 1).replace('+', '')
  const partial = liquidity.coverage < 1 ? ` (the feed carries about ${share} of the market; not scaled up)` : ''
  return `liquidity ${liquidity.rating}: ${count(liquidity.printsPerMinute)} prints a minute, ${enough}${partial}`
}

function survivalLine({ survival, survivalOf }: PeakTroughResult): string {
  if (survival === null) return 'survival n/a: no provisional turn has grown old enough'
  const share = percent(survival, 0).replace('+', '')
  return `survival ${share}: of ${count(survivalOf)} turns seen while provisional, so many were still there once settled`
}

type Marked = Turn & { kind: 'peak' | 'trough' }

function turns(result: PeakTroughResult): Marked[] {
  const peaks = result.peaks.map((turn) => ({ ...turn, kind: 'peak' as const }))
  const troughs = result.troughs.map((turn) => ({ ...turn, kind: 'trough' as const }))
  return [...peaks, ...troughs].sort((a, b) => b.age - a.age)
}

function turnsTable(result: PeakTroughResult, terminal: Terminal): string {
  const rows = turns(result).slice(-SHOWN)
  if (rows.length === 0) return 'no peaks or troughs'
  return table<Marked>(
    [
      { title: 'turn', cell: (turn) => `${sign(turn)} ${turn.kind}` },
      { title: 'time', cell: (turn) => stamp(turn.time) },
      { title: 'price', align: 'right', cell: (turn) => price(turn.price, result.symbol) },
      { title: 'smoothed', align: 'right', drop: 3, cell: (turn) => price(turn.smoothed, result.symbol) },
      { title: 'bars ago', align: 'right', drop: 2, cell: (turn) => count(turn.age) },
      { title: 'known at', drop: 1, cell: (turn) => stamp(turn.knownAt) },
      { title: 'state', cell: (turn) => (turn.provisional ? 'provisional' : 'settled') },
    ],
    rows,
    terminal,
  )
}

/** Filled = settled, hollow = provisional. */
function sign(turn: Marked): string {
  if (turn.kind === 'peak') return turn.provisional ? '▽' : '▼'
  return turn.provisional ? '△' : '▲'
}

function chart(result: PeakTroughResult, terminal: Terminal): string {
  const { close } = result.recent
  const { paint } = terminal
  const marks: ChartMark[] = turns(result)
    .filter((turn) => turn.age < close.length)
    .map((turn) => ({
      at: close.length - 1 - turn.age,
      sign: sign(turn),
      above: turn.kind === 'peak',
      paint: turn.kind === 'peak' ? paint.red : paint.green,
    }))
  const title = paint.dim(`closes of the last ${close.length} bars; ▼ ▲ settled, ▽ △ provisional`)
  return `${title}\n${lineChart(close, terminal, { marks, label: (value) => price(value, result.symbol) })}`
}

function history(kept: KeptSignal[], terminal: Terminal): string {
  if (kept.length === 0) return `No signal has been kept yet.\n\n${nextLine(['openbell peak-trough SYMBOL'], terminal)}`
  return table<KeptSignal>(
    [
      { title: 'as of', cell: (one) => stamp(one.asOf) },
      { title: 'symbol', cell: (one) => one.symbol },
      { title: 'source', drop: 1, cell: (one) => (one.source === 'simulated' ? 'SIMULATED' : one.source) },
      { title: 'bars', drop: 3, cell: (one) => one.timeframe },
      { title: 'signal', cell: (one) => one.action },
      { title: 'price', align: 'right', cell: (one) => price(one.price, one.symbol) },
      { title: 'stop', align: 'right', drop: 2, cell: (one) => price(one.stop, one.symbol) },
      { title: 'confidence', align: 'right', drop: 4, cell: (one) => number(one.confidence) },
      { title: 'tradable', drop: 5, cell: (one) => (one.tradable ? 'yes' : 'no') },
      { title: 'reason', drop: 6, cell: (one) => one.reason },
    ],
    kept,
    terminal,
  )
}

function next({ results: [first] }: PeakTroughAnswer, terminal: Terminal): string {
  return first ? nextLine([`openbell bars ${shellWord(first.symbol)} --timeframe ${first.timeframe} --limit 20`], terminal) : ''
}
