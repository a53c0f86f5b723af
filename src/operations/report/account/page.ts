import { iso, isoDate } from '../../../core/time.ts'
import type { Page } from '../html/page.ts'
import type { Section } from '../html/section.ts'
import { stamp } from '../html/words.ts'
import { list } from '../sections/table.ts'
import { daysSection } from './days.ts'
import { accountEquity } from './equity.ts'
import { accountFigures } from './figures.ts'
import { fillsSection, moneySection } from './fills.ts'
import { ordersSection, positionsSection } from './holdings.ts'
import type { AccountReportInput } from './input.ts'
import { eventsSection, refusalsSection } from './refusals.ts'
import { accountRoundTrips } from './round-trips.ts'

/** The report of an account: what stands now first, then what was done, then what was not let through. */
export function accountPage(input: AccountReportInput): Page {
  const sections: (Section | null)[] = [
    lessonsSection(input),
    accountFigures(input),
    accountEquity(input),
    positionsSection(input),
    ordersSection(input),
    daysSection(input),
    accountRoundTrips(input),
    fillsSection(input),
    moneySection(input),
    refusalsSection(input),
    eventsSection(input),
  ]
  const { label, place, account, at, source, day } = input
  return {
    title: `${label} account ${account}${day === null ? '' : `, ${isoDate(day)}`}`,
    subtitle: `${label}${label === 'SIMULATED' ? '' : ` at ${place}`} · as of ${stamp(iso(at))} UTC by the broker's clock · prices from ${source}`,
    simulated: input.simulatedMarket,
    banner: bannerOf(input),
    notes: accountNotes(input),
    sections: sections.filter((section) => section !== null),
  }
}

/** What of a day is worth a note; a report of all days has none. */
function lessonsSection({ lessons }: AccountReportInput): Section | null {
  if (lessons.length === 0) return null
  return { id: 'lessons', title: 'Of this day', body: list(lessons) }
}

/** Which account this is, in words that nobody overlooks. */
function bannerOf({ label, place, simulatedMarket }: AccountReportInput): Page['banner'] {
  const market = simulatedMarket ? '; its market is made up' : ''
  switch (label) {
    case 'LIVE':
      return { look: 'live', text: `LIVE: real money at ${place}` }
    case 'PAPER':
      return { look: 'paper', text: `PAPER: a practice account at ${place}, no money was moved${market}` }
    default:
      return { look: 'simulated', text: `SIMULATED: an account of the simulated exchange, no money was moved${market}` }
  }
}

/** What to know before reading on. */
export function accountNotes({ day, diverged, trading, isOpen, openOrders }: AccountReportInput): string[] {
  const unknown = openOrders.filter(({ state }) => state === 'unknown').length
  const set = trading.by === null ? '' : ` by ${trading.by}: ${trading.reason}`
  return [
    day !== null && `what was done is of ${isoDate(day)} alone; money, positions and orders are of now`,
    diverged,
    trading.haltFile && 'the file HALT in the home folder halts entries',
    trading.state !== 'active' && !trading.haltFile && `trading is ${trading.state}${set}`,
    unknown > 0 && `${unknown} open ${unknown === 1 ? 'order' : 'orders'} of which nobody knows whether they arrived`,
    !isOpen && 'no order was sent from here yet: what is shown is what the broker tells',
  ].filter((note) => typeof note === 'string')
}
