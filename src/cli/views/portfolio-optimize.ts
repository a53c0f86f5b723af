import { shellWord } from '../../operations/common/words.ts'
import type { PortfolioAnswer } from '../../operations/portfolio/output.ts'
import { BOLD, MEANING } from '../../tui/styles.ts'
import { count, counted, number, percent, price } from './format.ts'
import { frontierChart, frontierSigns } from './frontier-chart.ts'
import { money } from './metric.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<PortfolioAnswer> = (output, terminal) => {
  const parts = [
    head(output, terminal),
    weights(output, terminal),
    forecasts(output, terminal),
    summary(output, terminal),
    terminal.terminal ? chart(output, terminal) : '',
    tried(output, terminal),
    terminal.paint.yellow(paragraphs(output.warnings, terminal)),
    nextLine([`openbell analyze ${output.symbols.map(shellWord).join(' ')} --correlate`, ...other(output)], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** A ratio, zero without a sign. */
const ratio = (value: number | null) => number(value).replace(/^-(?=0\.00$)/, '')

const plain = (value: number | null, digits = 2) => percent(value, digits).replace('+', '')

const NAMES: Record<PortfolioAnswer['method'], string> = {
  'mean-variance': 'Mean-variance',
  'min-variance': 'Least variance',
  'risk-parity': 'Risk parity',
  hrp: 'Hierarchical risk parity',
}

function head(output: PortfolioAnswer, terminal: Terminal): string {
  const { method, riskTolerance, maxWeight, observations, from, to, shrinkage } = output
  const told = [
    riskTolerance === null ? '' : `risk tolerance ${riskTolerance}`,
    maxWeight < 1 ? `at most ${plain(maxWeight, 0)} in one` : '',
  ].filter((one) => one !== '')
  const past = `${counted(observations, 'daily return')} that all ${output.symbols.length} symbols have, ${from} to ${to}`
  const drawn = `covariance drawn ${plain(shrinkage.covariance, 0)} of the way to one correlation for all, means ${plain(shrinkage.returns, 0)} to a common one`
  const lines = [
    past,
    drawn,
    `prices ${output.adjustment === 'splits' ? 'adjusted for splits' : 'as the source gave them'}, dividends not counted`,
  ]
  return `${provenance(output, terminal)}\n${terminal.paint.bold([NAMES[method], ...told].join(', '))}\n${terminal.paint.dim(paragraphs(lines, terminal))}`
}

type Row = PortfolioAnswer['weights'][number]

function weights({ weights: rows, notional }: PortfolioAnswer, terminal: Terminal): string {
  const { paint } = terminal
  const drawn = table<Row>(
    [
      { title: 'Symbol', cell: (one) => paint.bold(one.symbol) },
      { title: 'Weight', align: 'right', cell: (one) => plain(one.weight) },
      { title: 'Of the risk', align: 'right', drop: 1, cell: (one) => plain(one.riskContribution) },
      { title: 'Risk a year', align: 'right', drop: 2, cell: (one) => plain(one.volatility) },
      { title: 'Expected a year', align: 'right', cell: (one) => percent(one.expectedReturn) },
      { title: 'From', drop: 3, cell: (one) => one.expectedReturnSource },
      {
        title: 'Past mean',
        align: 'right',
        drop: 4,
        cell: (one) => `${percent(one.historicalReturn)} ± ${plain(one.standardError)}`,
      },
      ...(notional ? [{ title: 'Shares', align: 'right' as const, cell: (one: Row) => count(one.shares) }] : []),
      ...(notional
        ? [{ title: 'Close', align: 'right' as const, drop: 6, cell: (one: Row) => price(one.price, one.symbol) }]
        : []),
    ],
    [...rows].sort((a, b) => b.weight - a.weight),
    terminal,
  )
  const left = notional
    ? `\n${paint.dim(`$${money(notional.invested)} of $${money(notional.amount)} in whole shares at the last closes, $${money(notional.cash)} left`)}`
    : ''
  return `${drawn}\n${paint.dim('past mean ± one standard error; expected returns are shrunk means, or forecasts where they beat the last value')}${left}`
}

/** What the model said of each symbol, used or not. */
function forecasts({ weights: rows }: PortfolioAnswer, terminal: Terminal): string {
  const lines = rows.flatMap(({ symbol, forecast: one, expectedReturnSource }) => {
    if (one === null) return []
    const skill = `skill ${plain(one.skill, 1)} (95%: ${plain(one.skillLow, 1)} to ${plain(one.skillHigh, 1)})`
    const used = expectedReturnSource === 'forecast' ? 'used' : 'not used, it does not beat the last value'
    return [`${symbol}: forecast ${percent(one.move)} in ${counted(one.horizon, 'bar')}, ${skill}: ${used}`]
  })
  return paragraphs(lines, terminal)
}

function summary({ equalWeight, minVariance, ...own }: PortfolioAnswer, terminal: Terminal): string {
  const rows = [
    { name: 'This portfolio', ...own },
    { name: 'Equal weights', ...equalWeight },
    { name: 'Least variance', ...minVariance },
  ]
  return table(
    [
      { title: 'Of a year', cell: (one) => one.name },
      { title: 'Expected', align: 'right', cell: (one) => percent(one.expectedReturn) },
      { title: 'Risk', align: 'right', cell: (one) => plain(one.risk) },
      { title: 'Sharpe', align: 'right', cell: (one) => ratio(one.sharpe) },
    ],
    rows,
    terminal,
  )
}

function chart(output: PortfolioAnswer, terminal: Terminal): string {
  const { paint } = terminal
  const { own, equal, symbol } = frontierSigns(terminal)
  const marks = [
    ...output.weights.map((one) => ({
      risk: one.volatility,
      return: one.expectedReturn,
      sign: symbol,
      label: one.symbol,
      style: MEANING.muted,
    })),
    {
      risk: output.equalWeight.risk,
      return: output.equalWeight.expectedReturn,
      sign: equal,
      label: 'equal',
      style: MEANING.plain,
    },
    { risk: output.risk, return: output.expectedReturn, sign: own, label: '', style: BOLD },
  ]
  const key = `${own} this portfolio, ${equal} equal weights, ${symbol} one symbol`
  const title = `${paint.bold('Frontier')} ${paint.dim(`expected return of a year up; ${key}`)}`
  return `${title}\n${frontierChart(output.frontier, marks, terminal)}`
}

const VERDICTS = {
  better: 'better than equal weights beyond luck',
  'less-risk': 'less risk than equal weights beyond luck; no better return for it is shown',
  undecided: 'not to be told from equal weights: the difference may be luck',
  worse: 'worse than equal weights beyond luck',
  unknown: 'not to be compared: nothing moved',
}

function tried({ outOfSample: one }: PortfolioAnswer, terminal: Terminal): string {
  if (one === null) return ''
  const { paint } = terminal
  const rows = [
    { name: 'This method', ...one.method },
    { name: 'Equal weights', ...one.equalWeight },
    { name: 'Without shrinkage', ...one.sampleCovariance },
  ]
  const drawn = table(
    [
      { title: `Tried ${one.from} to ${one.to}`, cell: (row) => row.name },
      { title: 'Return a year', align: 'right', cell: (row) => percent(row.return) },
      { title: 'Risk', align: 'right', cell: (row) => plain(row.risk) },
      { title: 'Sharpe', align: 'right', cell: (row) => ratio(row.sharpe) },
      { title: 'Deepest fall', align: 'right', drop: 2, cell: (row) => plain(row.maxDrawdown) },
      { title: 'Turnover a year', align: 'right', drop: 1, cell: (row) => plain(row.turnover, 0) },
    ],
    rows,
    terminal,
  )
  const how = `new weights at ${counted(one.months, 'month end')}, each from the days before it alone, on history; before costs; the symbols are chosen with hindsight, here and in equal weights`
  return [
    drawn,
    paragraphs(
      [differences('less equal weights', one.versusEqual), differences('less without shrinkage', one.versusSample)],
      terminal,
    ),
    `${paint.bold(VERDICTS[one.verdict])}`,
    paint.dim(paragraphs([how], terminal)),
  ].join('\n')
}

function differences(name: string, found: NonNullable<PortfolioAnswer['outOfSample']>['versusEqual']): string {
  if (found === null) return `${name}: n/a`
  const { sharpe, risk, return: gain, sharpeLuck } = found
  const one = (value: { value: number; low: number; high: number }) =>
    `${percent(value.value)} (95%: ${percent(value.low)} to ${percent(value.high)})`
  const told = `Sharpe ${ratio(sharpe.value)} (95%: ${ratio(sharpe.low)} to ${ratio(sharpe.high)}; odds of luck ${sharpeLuck < 0.01 ? 'under 1%' : plain(sharpeLuck, 0)})`
  return `${name}: return ${one(gain)}, risk ${one(risk)}, ${told}`
}

/** The same question put another way. */
function other({ method, symbols }: PortfolioAnswer): string[] {
  const next = method === 'hrp' ? 'risk-parity' : 'hrp'
  return [`openbell portfolio optimize ${symbols.map(shellWord).join(' ')} --method ${next}`]
}
