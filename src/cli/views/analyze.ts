import type { AnalyzeAnswer, AnalyzeResult, PatternFound } from '../../operations/analyze/output.ts'
import { shellWord } from '../../operations/common/words.ts'
import { correlationTable } from './correlation-table.ts'
import { factLine } from './fact-line.ts'
import { compact, count, number, percent, price, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs, wrap } from './paragraphs.ts'
import { failures, provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<AnalyzeAnswer> = (output, terminal) => {
  const blocks = output.results.map((result) => symbolBlock(result, output.asOf, terminal))
  const parts = [...blocks, correlation(output, terminal), failures(output.failed, terminal), next(output, terminal)]
  return parts.filter((part) => part !== '').join('\n\n')
}

function symbolBlock(result: AnalyzeResult, asOf: string, terminal: Terminal): string {
  const { paint } = terminal
  const adjusted = result.adjustment === 'splits' ? ', split-adjusted' : ''
  const { trend, regime, summary } = result.quick
  const head = [
    factLine(
      `${provenance({ ...result, asOf }, terminal)} · ${count(result.bars)} bars of ${result.timeframe}${adjusted}`,
      terminal,
    ),
    result.stale ? paint.yellow(`STALE: nothing newer than the bar of ${stamp(result.time)}`) : '',
    `${paint.bold(result.symbol)} ${price(result.price, result.symbol)}  ${signed(trend, terminal)}  ${regime}`,
    ...wrap(summary, terminal.width),
  ]
  const sections = [
    head.filter((line) => line !== '').join('\n'),
    section('Momentum', [momentum(result, terminal)], terminal),
    section('Regime', [paragraphs(regimeLines(result), terminal)], terminal),
    section('Support and resistance', [levels(result, terminal)], terminal),
    section('Volume profile', profile(result, terminal), terminal),
    section('Breakout', wrap(breakout(result, terminal), terminal.width), terminal),
    section('Algorithmic activity', wrap(algorithmic(result), terminal.width), terminal),
    section('Patterns', [patterns(result.patterns, terminal)], terminal),
  ]
  return sections.join('\n\n')
}

function section(title: string, lines: string[], terminal: Terminal): string {
  return [terminal.paint.bold(title), ...lines].join('\n')
}

function signed(trend: AnalyzeResult['quick']['trend'], { paint }: Terminal): string {
  if (trend === 'up') return paint.green('▲ up')
  if (trend === 'down') return paint.red('▼ down')
  return `· ${trend}`
}

function momentum({ momentum: windows }: AnalyzeResult, terminal: Terminal): string {
  const columns = windows.map(({ bars, change }, i) => ({
    title: `${bars} ${bars === 1 ? 'bar' : 'bars'}`,
    align: 'right' as const,
    drop: i,
    cell: () => move(change, terminal),
  }))
  return table(columns, [null], terminal)
}

function move(change: number | null, { paint }: Terminal): string {
  if (change === null || change === 0) return `· ${percent(change)}`
  return change > 0 ? paint.green(`▲ ${percent(change)}`) : paint.red(`▼ ${percent(change)}`)
}

function regimeLines({ regime }: AnalyzeResult): string[] {
  const { adx, plus, minus, drift, volatility, volatilityRank, thresholds } = regime
  return [
    `directional index ${number(adx, 1)} (a trend from ${thresholds.trendFrom}), of rises ${number(plus, 1)}, of falls ${number(minus, 1)}`,
    `line of 50 closes moved ${number(drift, 1)} ATR (at least ${thresholds.leastDrift})`,
    `volatility ${unsigned(volatility)} a bar, above ${unsigned(volatilityRank, 0)} of its past (high from ${unsigned(thresholds.highFrom, 0)})`,
  ]
}

function unsigned(value: number | null, digits = 2): string {
  return percent(value, digits).replace('+', '')
}

function levels(result: AnalyzeResult, terminal: Terminal): string {
  const { paint } = terminal
  if (result.levels.length === 0) return 'no price at which it turned twice'
  const kind = (name: string) => (name === 'support' ? paint.green('▲ support') : paint.red('▼ resistance'))
  const drawn = table<AnalyzeResult['levels'][number]>(
    [
      { title: 'Level', cell: (one) => kind(one.kind) },
      { title: 'Price', align: 'right', cell: (one) => price(one.price, result.symbol) },
      { title: 'Away', align: 'right', cell: (one) => percent(one.distance) },
      { title: 'Touches', align: 'right', cell: (one) => count(one.touches) },
      { title: 'Last touch', drop: 2, cell: (one) => stamp(one.lastTouch) },
      { title: 'Known at', drop: 1, cell: (one) => stamp(one.knownAt) },
    ],
    result.levels,
    terminal,
  )
  return `${drawn}\n${paint.dim(`settled turns within ${price(result.levelWidth, result.symbol)} (one ATR) of each other`)}`
}

const BAR_WIDTH = 30

function profile({ volumeProfile, price: last, symbol }: AnalyzeResult, terminal: Terminal): string[] {
  if (!volumeProfile) return ['no volume']
  const { pointOfControl, valueLow, valueHigh, bins } = volumeProfile
  const line = `point of control ${price(pointOfControl, symbol)}, 70% of the volume from ${price(valueLow, symbol)} to ${price(valueHigh, symbol)}`
  if (!terminal.terminal) return [line]
  const most = Math.max(...bins.map((bin) => bin.volume))
  const rows = bins.toReversed().map((bin) => {
    const inside = bin.low >= valueLow && bin.high <= valueHigh
    const bar = (inside ? '█' : '░').repeat(Math.round((BAR_WIDTH * bin.volume) / most)).padEnd(BAR_WIDTH)
    const here = last >= bin.low && last < bin.high ? ' ◀ last close' : ''
    return `${price((bin.low + bin.high) / 2, symbol).padStart(10)} ${bar} ${compact(bin.volume)}${here}`
  })
  return [paragraphs([line], terminal), ...rows]
}

function breakout({ breakout: one, symbol }: AnalyzeResult, { paint }: Terminal): string {
  const channel = `20-bar channel ${price(one.channelLow, symbol)} to ${price(one.channelHigh, symbol)}`
  if (one.state === 'unknown') return 'too few bars'
  if (one.state === 'inside') return `· inside; ${channel}`
  const away = `${number(one.distance, 1)} ATR from it; ${channel}`
  if (one.state.startsWith('near')) return `· near ${one.of} ${price(one.price, symbol)}, ${away}`
  const sign = one.state === 'broken-up' ? paint.green('▲ broken up') : paint.red('▼ broken down')
  const confirmed = one.volumeConfirmed ? 'confirmed' : 'not confirmed'
  const volume = one.volumeRatio === null ? 'no volume' : `volume ${number(one.volumeRatio, 1)} times the usual, ${confirmed}`
  const through = one.through.length === 0 ? '' : `, through ${one.through.map((level) => price(level, symbol)).join(' ')}`
  return `${sign} through ${price(one.price, symbol)} at ${stamp(one.since)}${through}; ${volume}; ${away}`
}

function algorithmic({ algorithmic: one }: AnalyzeResult): string {
  if (!one) return 'n/a: too few prints, or none from this source'
  return `score ${number(one.probability)} of 1 (a heuristic, no measured frequency), ${one.pattern}; ${count(one.prints)} prints from ${stamp(one.from)}`
}

function patterns(found: PatternFound[], terminal: Terminal): string {
  if (found.length === 0) return 'none lately'
  const { paint } = terminal
  const sign = { bullish: paint.green('▲ bullish'), bearish: paint.red('▼ bearish'), neutral: '· neutral' }
  return table<PatternFound>(
    [
      { title: 'Pattern', cell: (one) => one.name.replaceAll('_', ' ') },
      { title: 'Speaks for', cell: (one) => sign[one.direction] },
      { title: 'From', drop: 1, cell: (one) => stamp(one.from) },
      { title: 'To', drop: 2, cell: (one) => stamp(one.to) },
      { title: 'Known at', cell: (one) => stamp(one.knownAt) },
      { title: 'Bars ago', align: 'right', drop: 3, cell: (one) => count(one.age) },
    ],
    found,
    terminal,
  )
}

function correlation({ correlation: one }: AnalyzeAnswer, terminal: Terminal): string {
  if (!one) return ''
  return section(`Correlation of ${count(one.returns)} returns`, [correlationTable(one, terminal)], terminal)
}

function next({ results: [first] }: AnalyzeAnswer, terminal: Terminal): string {
  return first ? nextLine([`openbell indicators ${shellWord(first.symbol)} --timeframe ${first.timeframe}`], terminal) : ''
}
