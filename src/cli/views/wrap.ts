import type { WrapOutput } from '../../operations/wrap/output.ts'
import { counted, percent } from './format.ts'
import { money } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import { dollars, shares } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

/** The day in a screen: money first, then what was done, what was not let through, what was wrong, and what is worth a note. */
export const view: View<WrapOutput> = (output, terminal) => {
  const { date, session, lessons, report } = output
  const day = session === null ? `${date} (no session)` : `${date}${session.halfDay ? ' (half day)' : ''}`
  const parts = [
    accountLine(output, [day, output.account], terminal),
    figures(output, terminal),
    symbols(output, terminal),
    denials(output, terminal),
    output.stopped.length > 0 ? terminal.paint.yellow(paragraphs(output.stopped, terminal)) : '',
    lessons.length > 0
      ? titled(
          'Worth a note',
          paragraphs(
            lessons.map(({ text }) => text),
            terminal,
            '  ',
          ),
          terminal,
        )
      : '',
    report === null ? '' : `report: ${report}`,
    nextLine([...others(output), `openbell wrap --date ${date} --report`, 'openbell trade history'], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** Where nothing was done on this account, simulated ones on which something was. */
function others({ others: accounts, date, orders, fills }: WrapOutput): string[] {
  if (orders.made + fills.count > 0) return []
  const simulated = accounts
    .filter((account) => account.startsWith('simulated:'))
    .map((account) => account.slice('simulated:'.length))
  return simulated.slice(0, 3).map((account) => `openbell wrap --date ${date} --account ${account}`)
}

function titled(title: string, body: string, { paint }: Terminal): string {
  return `${paint.bold(title)}\n${body}`
}

function figures(output: WrapOutput, terminal: Terminal): string {
  const { equity, fills, orders } = output
  const lines: [string, string][] = [
    ['equity', `${dollars(equity.end)}, began with ${dollars(equity.start)} (${percent(equity.change)})`],
    ['round trips', tripsLine(output)],
    ['best', tripLine(output.roundTrips.best)],
    ['worst', tripLine(output.roundTrips.worst)],
    ['fills', `${counted(fills.count, 'fill')}, fees ${dollars(fills.fees)}`],
    ['orders', ordersLine(orders)],
    ['alerts', alertsLine(output)],
    ['data', dataLine(output)],
    ['at the end', output.flat ? 'nothing held' : terminal.paint.yellow(heldLine(output))],
  ]
  return lines.map(([name, value]) => `${name.padEnd(12)} ${value}`).join('\n')
}

function tripsLine({ roundTrips }: WrapOutput): string {
  const { count, won, winRate, profit, meanWin, meanLoss } = roundTrips
  if (count === 0) return 'none ended'
  const rate = winRate === null ? '' : ` (${(winRate * 100).toFixed(0)}%)`
  return `${count}, ${won} won${rate}, ${dollars(profit)} after fees; mean gain ${dollars(meanWin)}, mean loss ${dollars(meanLoss)}`
}

function tripLine(trip: WrapOutput['roundTrips']['best']): string {
  if (trip === null) return 'n/a'
  const { symbol, side, shares: size, profit, entryTime, exitTime } = trip
  return `${dollars(profit)} ${side} ${shares(size)} ${symbol}, ${newYork(entryTime).slice(11, 16)} to ${newYork(exitTime).slice(11, 16)} New York`
}

/** Made, then what became of them: only what there was. */
function ordersLine({ made, ...rest }: WrapOutput['orders']): string {
  const became = Object.entries(rest).filter(([, count]) => count > 0)
  return [`${made} made`, ...became.map(([state, count]) => `${count} ${state}`)].join(', ')
}

function alertsLine({ alerts }: WrapOutput): string {
  if (alerts.count === 0) return 'none fired'
  const { count, failed, heldBack, byRule } = alerts
  const rules = byRule.slice(0, 3).map((one) => `${one.name} ${one.count}`)
  const more = [...(failed > 0 ? [`${failed} not sent`] : []), ...(heldBack > 0 ? [`${heldBack} held back`] : [])]
  return `${count} fired (${rules.join(', ')})${more.length > 0 ? `, ${more.join(', ')}` : ''}`
}

function dataLine({ data }: WrapOutput): string {
  if (data === null) return 'n/a: no session told'
  const faults = Object.entries({ stale: data.stale, gaps: data.gaps, restarts: data.restarts, duplicates: data.duplicates })
  const found = faults.filter(([, count]) => count > 0).map(([what, count]) => `${what} ${count}`)
  return `${counted(data.symbols, 'symbol')}: ${found.length === 0 ? 'nothing wrong' : found.join(', ')}`
}

function heldLine({ held }: WrapOutput): string {
  return held.map(({ symbol, shares: size, averagePrice }) => `${shares(size)} ${symbol} at ${money(averagePrice)}`).join(', ')
}

function symbols({ bySymbol }: WrapOutput, terminal: Terminal): string {
  if (bySymbol.length < 2) return ''
  return table(
    [
      { title: 'Symbol', cell: (one) => terminal.paint.bold(one.symbol) },
      { title: 'Round trips', align: 'right', cell: (one) => String(one.roundTrips) },
      { title: 'Won', align: 'right', cell: (one) => String(one.won) },
      { title: 'Profit $', align: 'right', cell: (one) => money(one.profit) },
    ],
    bySymbol,
    terminal,
  )
}

function denials({ denials: rows }: WrapOutput, terminal: Terminal): string {
  if (rows.length === 0) return ''
  return table(
    [
      { title: 'Denied by', cell: (one) => one.rule },
      { title: 'Times', align: 'right', cell: (one) => String(one.denied) },
      { title: 'Shrunk', align: 'right', drop: 1, cell: (one) => String(one.shrunk) },
      { title: 'Said last', least: 24, cell: (one) => one.message },
    ],
    rows,
    terminal,
  )
}
