import { type DayNumber, isoDate, parseDate } from '../../core/time.ts'
import { settlementDay } from '../../exchange/account/settlement.ts'
import { newYorkClock } from '../../market/calendar/new-york.ts'
import type { SymbolInfo } from '../../ports/market-data.ts'
import { newYorkStamp } from '../new-york.ts'
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
  {
    method: 'GET',
    surface: 'trading',
    pattern: '/v2/options/contracts',
    handle: () => ok({ option_contracts: [], next_page_token: null }),
  },
  {
    method: 'GET',
    surface: 'trading',
    pattern: '/v2/options/contracts/:symbol',
    handle: (_world, { params }) => {
      throw notFound(`option contract not found for ${params.symbol}`)
    },
  },
]

function clock(world: World) {
  const now = world.time.now()
  const body = {
    timestamp: newYorkStamp(now),
    is_open: world.calendar.at(now).phase === 'regular',
    next_open: newYorkStamp(world.calendar.nextOpen(now)),
    next_close: newYorkStamp(world.calendar.nextClose(now)),
  }
  // Beside the vendor's fields, for whoever reckons from one reading to the next: how fast this clock goes.
  return { status: 200, body, headers: { 'X-Exchange-Speed': String(world.time.speed) } }
}

const FIRST_DAY = parseDate('1970-01-01') as DayNumber
const LAST_DAY = parseDate('2029-12-31') as DayNumber
/** Five sessions, as once was the custom, and a long weekend. */
const LONGEST_SETTLEMENT = 12

/**
 * Trading days from `start` to `end`, both inclusive, by their own date or by the date they settle on; days outside what the calendar knows
 * are left out rather than guessed.
 */
function calendar(world: World, { query }: PocketRequest) {
  const settles = (query.get('date_type') ?? '').toUpperCase() === 'SETTLEMENT'
  const from = readDay(query, 'start') ?? FIRST_DAY
  const first = Math.max(FIRST_DAY, settles ? from - LONGEST_SETTLEMENT : from)
  const last = Math.min(LAST_DAY, readDay(query, 'end') ?? LAST_DAY)
  const days: Record<string, string>[] = []
  for (let day = first; day <= last; day++) {
    const session = world.calendar.day(day)
    if (!session.regular) continue
    const settled = settlementDay(day, world.calendar)
    if (settles && (settled < from || settled > last)) continue
    days.push({
      date: session.date,
      open: newYorkClock(session.regular.open),
      close: newYorkClock(session.regular.close),
      session_open: newYorkClock((session.pre ?? session.regular).open).replace(':', ''),
      session_close: newYorkClock((session.post ?? session.regular).close).replace(':', ''),
      settlement_date: isoDate(settled),
    })
  }
  return ok(days)
}

async function assets(world: World, { query, signal }: PocketRequest) {
  const wanted = (name: string, own: string) => (query.get(name) || own).toLowerCase() === own.toLowerCase()
  const attributes = (query.get('attributes') ?? '').split(',').filter((one) => one !== '')
  const list = (await world.directory.all(signal)).map((info) => assetOf(world, info.symbol, info))
  return ok(
    list.filter(
      (one) =>
        wanted('status', one.status) &&
        wanted('asset_class', one.class) &&
        wanted('exchange', one.exchange) &&
        (attributes.length === 0 || attributes.some((name) => one.attributes.includes(name))),
    ),
  )
}

async function asset(world: World, { params, signal }: PocketRequest) {
  const name = params.symbol
  const list = await world.directory.all(signal)
  const found =
    list.find((one) => one.symbol === name.toUpperCase()) ?? list.find((one) => assetId(world, one.symbol) === name.toLowerCase())
  if (!found) throw notFound(`asset not found for ${name}`)
  return ok(assetOf(world, found.symbol, found))
}

/** The asset of a symbol that may be traded here; a source without a directory knows no more than its name. */
export async function assetBySymbol(world: World, symbol: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  const info = (await world.directory.all(signal)).find((one) => one.symbol === symbol)
  return assetOf(world, symbol, info ?? null)
}

/** Name of the exchange where a symbol is listed. */
export async function venueOf(world: World, symbol: string, signal: AbortSignal): Promise<string> {
  return String((await assetBySymbol(world, symbol, signal)).exchange)
}

function assetId(world: World, symbol: string): string {
  return stableUuid(world.seed, 'asset', symbol)
}

function assetOf(world: World, symbol: string, info: SymbolInfo | null) {
  return {
    id: assetId(world, symbol),
    class: 'us_equity',
    exchange: info?.kind === 'fund' ? 'ARCA' : 'NASDAQ',
    symbol,
    name: info?.name ?? symbol,
    status: 'active',
    tradable: true,
    marginable: true,
    shortable: true,
    easy_to_borrow: true,
    borrow_status: 'easy_to_borrow',
    fractionable: true,
    margin_requirement_long: '30',
    margin_requirement_short: '30',
    maintenance_margin_requirement: 30,
    attributes: ['fractional_eh_enabled'],
  }
}
