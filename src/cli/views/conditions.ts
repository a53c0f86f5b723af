import { shellWord } from '../../operations/common/words.ts'
import type { Conditions, ConditionsOutput, Recommendation } from '../../operations/conditions/output.ts'
import { factLine } from './fact-line.ts'
import { count, counted, number, percent, price } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { failures, provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<ConditionsOutput> = (output, terminal) => {
  const { breadth, results, timeframe, phase } = output
  const head = factLine(`${provenance(output, terminal)} · bars of ${timeframe} · market ${phase}`, terminal)
  const of = counted(breadth.symbols, 'symbol')
  const trends = `${breadth.up} in a trend up, ${breadth.down} down, ${breadth.sideways} without; ${breadth.highVolatility} volatile, ${breadth.liquid} liquid`
  const parts = [
    head,
    paragraphs([`${of}: ${trends}`], terminal),
    facts(results, terminal),
    ...results.map((one) => rules(one, terminal)),
    failures(output.failed, terminal),
    nextLine([`openbell analyze ${shellWord(results[0]?.symbol ?? 'SYMBOL')}`, 'openbell scan momentum'], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function facts(results: Conditions[], terminal: Terminal): string {
  const { paint } = terminal
  return table<Conditions>(
    [
      { title: 'Symbol', cell: (one) => paint.bold(one.symbol) },
      { title: 'Price', align: 'right', cell: (one) => price(one.price, one.symbol) },
      { title: 'Trend', cell: (one) => signed(one.regime.trend, terminal) },
      { title: 'ADX', align: 'right', drop: 2, cell: (one) => number(one.regime.adx, 1) },
      { title: 'Volatility', cell: ({ volatility }) => volatility.level },
      { title: 'Above', align: 'right', cell: ({ volatility }) => percent(volatility.percentile, 0).replace('+', '') },
      { title: 'Prints a minute', align: 'right', cell: ({ liquidity }) => count(liquidity.printsPerMinute) },
      { title: '5 bars', align: 'right', cell: ({ momentum }) => percent(momentum.change5) },
      { title: '20 bars', align: 'right', drop: 1, cell: ({ momentum }) => percent(momentum.change20) },
      { title: 'Algorithmic', align: 'right', drop: 3, cell: ({ algorithmic }) => number(algorithmic?.probability ?? null) },
    ],
    results,
    terminal,
  )
}

function signed(trend: Conditions['regime']['trend'], { paint }: Terminal): string {
  if (trend === 'up') return paint.green('▲ up')
  return trend === 'down' ? paint.red('▼ down') : `· ${trend}`
}

function rules({ symbol, recommendations }: Conditions, terminal: Terminal): string {
  if (recommendations.length === 0) return ''
  const lines = recommendations.map(({ text, evidence }) => `${symbol} ${text}${because(evidence)}`)
  return paragraphs(lines, terminal)
}

function because(evidence: Recommendation['evidence']): string {
  if (evidence.length === 0) return ''
  const said = evidence.map(({ figure, value, comparison, threshold }) => {
    const plain = value === null ? 'n/a' : String(Number(value.toPrecision(4)))
    return `${figure} ${plain}, ${comparison} ${threshold}`
  })
  return ` (${said.join('; ')})`
}
