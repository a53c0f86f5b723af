import { html, type Part } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal, money, percent } from '../html/words.ts'
import { gain } from '../sections/table.ts'
import type { AccountReportInput } from './input.ts'

/** The few figures that are read first. */
export function accountFigures({
  label,
  money: account,
  trading,
  positions,
  openOrders,
  roundTrips,
  days,
}: AccountReportInput): Section {
  const dayProfit = account.lastEquity === null ? null : account.equity - account.lastEquity
  const realised = days.reduce((sum, day) => sum + day.realised, 0)
  const won = roundTrips.filter(({ profit }) => profit > 0).length
  const figures: [string, Part][] = [
    ['Account', label],
    ['Equity', money(account.equity)],
    ['Cash', money(account.cash)],
    ['Buying power', money(account.buyingPower)],
    ['Since the last close', dayProfit === null ? 'n/a' : gain(dayProfit, money(dayProfit))],
    ['Realised, all days', gain(realised, money(realised))],
    ['Positions', decimal(positions.length, 0)],
    ['Open orders', decimal(openOrders.length, 0)],
    ['Round trips', decimal(roundTrips.length, 0)],
    ['Won', roundTrips.length === 0 ? 'n/a' : percent(won / roundTrips.length, 0)],
    ['Trading', trading.state],
  ]
  const body = html`<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
  return { id: 'figures', title: 'Key figures', body }
}
