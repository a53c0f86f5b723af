import { type DayNumber, isoDate, parseDate } from '../../core/time.ts'
import type { SymbolInfo } from '../../ports/market-data.ts'
import { newYorkStamp, newYorkTime } from '../new-york.ts'
import { readDay } from '../query.ts'
import { notFound, ok } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import { stableUuid } from '../stable-uuid.ts'
import type { World } from '../world.ts'

/** The trading host's clock, calendar and list of assets. */
export const referenceRoutes: Route[] = [
  { method: 'GET', surface: 'trading', pattern: '/v2/clock', handle: clock },
  { method: 'GET', surface: 'trading', pattern: '/v2/calendar', handle: calendar },
  { method: 'GET', surface: 'trading', pattern: '/v2/assets', handle: assets },
  { method: 'GET', surface: 'trading', pattern: '/v2/assets/:symbol', handle: asset },
]

function clock(world: World) {
  const now = world.time.now()
  return ok({
    timestamp: newYorkStamp(now),
    is_open: world.calendar.at(now).phase === 'regular',
    next_open: newYorkStamp(world.calendar.nextOpen(now)),
    next_close: newYorkStamp(world.calendar.nextClose(now)),
  })
}

const FIRST_DAY = parseDate('1970-01-01') as DayNumber
const LAST_DAY = parseDate('2029-12-31') as DayNumber

/** Trading days from `start` to `end`, both inclusive; days outside what the calendar knows are left out rather than guessed. */
function calendar(world: World, { query }: PocketRequest) {
  const first = Math.max(FIRST_DAY, readDay(query, 'start') ?? FIRST_DAY)
  const last = Math.min(LAST_DAY, readDay(query, 'end') ?? LAST_DAY)
  const days: Record<string, string>[] = []
  for (let day = first; day <= last; day++) {
    const session = world.calendar.day(day)
    if (!session.regular) continue
    days.push({
      date: session.date,
      open: newYorkTime(session.regular.open),
      close: newYorkTime(session.regular.close),
      session_open: newYorkTime((session.pre ?? session.regular).open).replace(':', ''),
      session_close: newYorkTime((session.post ?? session.regular).close).replace(':', ''),
      settlement_date: isoDate(world.calendar.next(day)),
    })
  }
  return ok(days)
}

async function assets(world: World, { query, signal }: PocketRequest) {
  const wanted = (name: string, own: string) => (query.get(name) ?? own).toLowerCase() === own.toLowerCase()
  const list = (await world.directory.all(signal)).map((info) => assetOf(world, info))
  return ok(
    list.filter((one) => wanted('status', one.status) && wanted('asset_class', one.class) && wanted('exchange', one.exchange)),
  )
}

async function asset(world: World, { params, signal }: PocketRequest) {
  const name = params.symbol
  const list = (await world.directory.all(signal)).map((info) => assetOf(world, info))
  const found = list.find((one) => one.symbol === name.toUpperCase() || one.id === name.toLowerCase())
  if (!found) throw notFound(`asset not found for ${name}`)
  return ok(found)
}

function assetOf(world: World, info: SymbolInfo) {
  return {
    id: stableUuid(world.seed, 'asset', info.symbol),
    class: 'us_equity',
    exchange: info.kind === 'fund' ? 'ARCA' : 'NASDAQ',
    symbol: info.symbol,
    name: info.name,
    status: 'active',
    tradable: true,
    marginable: true,
    shortable: true,
    easy_to_borrow: true,
    borrow_status: 'easy_to_borrow',
    fractionable: true,
    margin_requirement_long: '30',
    margin_requirement_short: '30',
    attributes: ['fractional_eh_enabled'],
  }
}
