import { until } from '../../market/trading-rules.ts'
import type { StatusOutput } from '../../operations/status/output.ts'
import { factLine } from './fact-line.ts'
import { counted, percent, price, stamp } from './format.ts'
import { money } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import { shares } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

export const view: View<StatusOutput> = (output, terminal) => {
  const { paint } = terminal
  const head = accountLine(output, [`data ${output.source}`, `as of ${stamp(output.asOf.replace(/\.\d+Z$/, 'Z'))}`], terminal)
  const lines = [
    `Session: ${sessionLine(output)}`,
    `Health: ${healthLine(output, terminal)}`,
    `Account: ${accountFacts(output)}`,
    `Risk: ${riskLine(output, terminal)}`,
    `Today: ${todayLine(output)}`,
  ]
  const failed = output.failed.map(({ part, message, hint }) => `${part}: ${message}${hint ? ` (${hint})` : ''}`)
  const parts = [
    factLine(head, terminal),
    paragraphs(lines, terminal),
    checks(output, terminal),
    positions(output, terminal),
    near(output, terminal),
    paint.yellow(paragraphs(failed, terminal)),
    nextLine(next(output), terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function sessionLine({ session: { phase, part, date, opensIn, closesIn, holiday, quietWindow } }: StatusOutput): string {
  const names = { pre: 'pre-market', regular: `open, ${part}`, post: 'after-hours', closed: 'closed' }
  const why = holiday ? ` (${holiday})` : ''
  const turn = closesIn !== null ? `, closes in ${until(closesIn)}` : opensIn !== null ? `, opens in ${until(opensIn)}` : ''
  const quiet = quietWindow?.now ? `; no new orders before ${newYork(quietWindow.to).slice(11, 16)} New York` : ''
  return `${names[phase]}${why}${turn}; date ${date}${quiet}`
}

function healthLine({ health }: StatusOutput, { paint }: Terminal): string {
  const { ready, failed, warned, session, halted, diverged, unknownOrders } = health
  const verdict = ready ? paint.green('ready') : paint.red(`not ready: ${failed.map(({ name }) => name).join(', ')}`)
  const facts = [
    verdict,
    ...(warned.length > 0 ? [`mind ${warned.map(({ name }) => name).join(', ')}`] : []),
    ...(halted ? [paint.yellow('HALTED')] : []),
    ...(diverged ? [paint.red(diverged)] : []),
    ...(unknownOrders.length > 0 ? [paint.yellow(`fate unknown: ${unknownOrders.join(', ')}`)] : []),
    session ? `session of process ${session.pid}, stream ${session.stream ?? 'n/a'}` : 'no session runs',
    ...(session && session.notLive.length > 0 ? [paint.yellow(`not live: ${session.notLive.join(', ')}`)] : []),
  ]
  return facts.join('; ')
}

function accountFacts({ account }: StatusOutput): string {
  if (!account) return 'n/a'
  const { equity, cash, dayProfit, openOrderCount, positions: held, state } = account
  const day = dayProfit === null ? 'day n/a' : `day ${dayProfit > 0 ? '+' : ''}${money(dayProfit)}`
  const trouble = state === 'active' ? '' : `; the broker calls it ${state}`
  return `equity $${money(equity)}, cash $${money(cash)}, ${day}; ${counted(held.length, 'position')}, ${counted(openOrderCount, 'open order')}${trouble}`
}

function riskLine({ risk }: StatusOutput, { paint }: Terminal): string {
  if (!risk) return 'n/a'
  const { state, by, reason, grossExposure, limits, near: close } = risk
  const said = by === null ? '' : ` by ${by}: ${reason ?? 'no reason given'}`
  const trading = state === 'active' ? 'trading active' : paint.yellow(`trading ${state}${said}`)
  return `${trading}; gross ${percent(grossExposure).replace('+', '')} of equity; ${close.length} of ${counted(limits, 'limit')} near`
}

function todayLine({ today }: StatusOutput): string {
  if (!today) return 'n/a'
  const { date, roundTrips, won, profit, fees, denied } = today
  const trips =
    roundTrips === 0 ? 'no round trip' : `${counted(roundTrips, 'round trip')} (${won} won), ${money(profit)} after fees`
  return `${date}: ${trips}; fees ${money(fees)}; ${denied} denied`
}

function checks({ health: { failed, warned } }: StatusOutput, terminal: Terminal): string {
  const { paint } = terminal
  const said = (word: string) => (one: { name: string; message: string; hint: string | null }) =>
    `${word} ${one.name}: ${one.message}${one.hint ? ` (${one.hint})` : ''}`
  return paragraphs([...failed.map(said(paint.red('FAIL'))), ...warned.map(said(paint.yellow('warn')))], terminal)
}

function positions({ account }: StatusOutput, terminal: Terminal): string {
  if (!account || account.positions.length === 0) return ''
  const { paint } = terminal
  const stop = (one: (typeof account.positions)[number]) =>
    one.stop === null ? paint.yellow('none') : price(one.stop, one.symbol)
  return table(
    [
      { title: 'Position', cell: (one) => paint.bold(one.symbol) },
      { title: 'Shares', align: 'right', cell: (one) => shares(one.shares) },
      { title: 'Paid', align: 'right', drop: 2, cell: (one) => price(one.averagePrice, one.symbol) },
      { title: 'Price', align: 'right', cell: (one) => price(one.price, one.symbol) },
      { title: 'Profit $', align: 'right', cell: (one) => money(one.profit) },
      { title: 'Profit', align: 'right', drop: 1, cell: (one) => percent(one.profitFraction) },
      { title: 'Stop', align: 'right', cell: stop },
      { title: 'Calls for', drop: 3, cell: (one) => one.alert ?? '' },
    ],
    account.positions,
    terminal,
  )
}

function near({ risk }: StatusOutput, { paint }: Terminal): string {
  if (!risk || risk.near.length === 0) return ''
  const lines = risk.near.map(({ rule, symbol, value, limit }) => {
    const of = symbol === null ? rule : `${rule} (${symbol})`
    return `  ${of}: ${value === null ? 'not known' : round(value)} of ${round(limit)}`
  })
  return paint.yellow(['Near a limit', ...lines].join('\n'))
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)))
}

function next({ health, account }: StatusOutput): string[] {
  if (health.diverged || health.unknownOrders.length > 0) return ['openbell trade reconcile']
  if (health.failed.length > 0) return ['openbell startup']
  if (health.halted) return ['openbell trade status']
  return account && account.positions.length > 0 ? ['openbell trade positions', 'openbell risk'] : ['openbell conditions']
}
