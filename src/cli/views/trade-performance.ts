import type { z } from '../../operations/operation.ts'
import type { tradePerformance } from '../../operations/trade/performance.ts'
import { counted, number, percent } from './format.ts'
import { metric } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { dollars, shares } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof tradePerformance.output>

/** The figures in a column; one that cannot be said has its reason in its place. */
export const view: View<Output> = (output, terminal) => {
  const { notes } = output
  const parts = [
    accountLine(output, [periodWords(output)], terminal),
    figures(output, terminal),
    notes.length > 0 ? terminal.paint.yellow(paragraphs(notes, terminal)) : '',
    nextLine(['openbell trade history', 'openbell wrap'], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function periodWords({ from, to, days }: Output): string {
  return from === null ? 'nothing was marked yet' : `${from} to ${to}, ${counted(days, 'marked day')}`
}

function figures(output: Output, terminal: Terminal): string {
  const { totalReturn, sharpe, maxDrawdown } = output
  const known = (figure: Output['unknown'][number]['figure'], text: string) => whyNot(output, figure, terminal) ?? text
  const lines: [string, string][] = [
    ['equity', equityWords(output)],
    ['return', known('totalReturn', percent(totalReturn))],
    ['Sharpe', known('sharpe', number(sharpe))],
    ['drawdown', known('maxDrawdown', metric(maxDrawdown, 'percent'))],
    ['round trips', output.roundTrips === 0 ? 'none ended' : tripsWords(output)],
    ['won', known('winRate', metric(output.winRate, 'percent'))],
    ...(output.roundTrips > 1 ? bestAndWorst(output) : []),
    ['realised', `${dollars(output.realised)} after fees; fees ${dollars(output.fees)}`],
  ]
  return lines.map(([name, value]) => `${name.padEnd(12)} ${value}`).join('\n')
}

function whyNot({ unknown }: Output, figure: string, { paint }: Terminal): string | null {
  const found = unknown.find((one) => one.figure === figure)
  return found ? paint.dim(`n/a: ${found.reason}`) : null
}

function equityWords({ firstEquity, lastEquity, transferred }: Output): string {
  if (lastEquity === null) return 'n/a'
  const way = transferred > 0 ? 'came in' : 'went out'
  const moved = transferred === 0 ? '' : `; ${dollars(Math.abs(transferred))} ${way}, in no return`
  return `${dollars(lastEquity)}, began with ${dollars(firstEquity)}${moved}`
}

function tripsWords({ roundTrips, won, lost, meanWin, meanLoss }: Output): string {
  const mean = (value: number | null) => (value === null ? '' : ` (mean ${dollars(value)})`)
  return `${roundTrips}: ${won} won${mean(meanWin)}, ${lost} lost${mean(meanLoss)}`
}

function bestAndWorst({ best, worst }: Output): [string, string][] {
  return [
    ['best', tripWords(best)],
    ['worst', tripWords(worst)],
  ]
}

function tripWords(trip: Output['best']): string {
  if (trip === null) return 'n/a'
  const { profit, side, shares: size, symbol, exitTime } = trip
  return `${dollars(profit)} ${side} ${shares(size)} ${symbol}, ended ${newYork(exitTime)} New York`
}
