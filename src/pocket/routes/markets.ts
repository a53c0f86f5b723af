import { type DayNumber, type Instant, iso, isoDate, parseInstant } from '../../core/time.ts'
import { settlementDay } from '../../exchange/account/settlement.ts'
import type { SessionDay } from '../../market/calendar/calendar.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import { newYorkStamp } from '../new-york.ts'
import { readDay } from '../query.ts'
import { badParameter, notFound, ok } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import { fullDay, type World } from '../world.ts'

/** Clock and calendar by market, the newer routes. All markets here keep the hours of US stocks. */
export const marketRoutes: Route[] = [
  { method: 'GET', surface: 'trading', pattern: '/v3/clock', handle: clocks },
  { method: 'GET', surface: 'trading', pattern: '/v3/calendar/:market', handle: calendar },
]

const MARKETS = [
  { name: 'New York Stock Exchange', acronym: 'NYSE', mic: 'XNYS', bic: null, timezone: 'America/New_York' },
  { name: 'Nasdaq Stock Market', acronym: 'NASDAQ', mic: 'XNAS', bic: null, timezone: 'America/New_York' },
]

function find(name: string) {
  const market = MARKETS.find(({ acronym, mic }) => name.toUpperCase() === acronym || name.toUpperCase() === mic)
  if (!market) throw notFound(`market not found: ${name}`)
  return market
}

const PHASES = { pre: 'pre', regular: 'core', post: 'post', closed: 'closed' } as const

function clocks(world: World, { query }: PocketRequest) {
  const names = (query.get('markets') ?? '').split(',').filter((name) => name !== '')
  const asked = query.get('time')
  const at = asked ? parseInstant(asked) : world.time.now()
  if (at === null) throw badParameter(`invalid time: ${asked}`)
  const today = newYorkDay(at)
  const { phase, to } = world.calendar.at(at)
  return ok({
    clocks: (names.length > 0 ? names.map(find) : MARKETS).map((market) => ({
      market,
      timestamp: newYorkStamp(at),
      is_market_day: world.calendar.day(today).regular !== null,
      next_market_open: newYorkStamp(world.calendar.nextOpen(at)),
      next_market_close: newYorkStamp(world.calendar.nextClose(at)),
      phase: PHASES[phase],
      phase_until: newYorkStamp(Number.isFinite(to) ? to : world.calendar.nextOpen(at)),
    })),
  })
}

const WEEK = 7

function calendar(world: World, { params, query }: PocketRequest) {
  const market = find(params.market)
  const show = query.get('timezone') === 'UTC' ? iso : newYorkStamp
  const start = readDay(query, 'start') ?? newYorkDay(world.time.now())
  const end = readDay(query, 'end') ?? start + WEEK
  const days: Record<string, string>[] = []
  for (let day = start; day <= end; day++) {
    const session = world.calendar.day(day)
    if (session.regular) days.push(dayView(world, day, session, show))
  }
  return ok({ market, calendar: days })
}

function dayView(world: World, day: DayNumber, session: SessionDay, show: (at: Instant) => string): Record<string, string> {
  const { open, close } = session.regular!
  const whole = fullDay(world.calendar, day)!
  return {
    date: session.date,
    pre_start: show(whole.open),
    pre_end: show(open),
    core_start: show(open),
    core_end: show(close),
    post_start: show(close),
    post_end: show(whole.close),
    settlement_date: isoDate(settlementDay(day, world.calendar)),
  }
}
