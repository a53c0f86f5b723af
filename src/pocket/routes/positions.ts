import { readFlag } from '../query.ts'
import { notFound, ok, Refusal, type Reply } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import { decimal, readDecimal } from '../trading/decimal.ts'
import type { Desk } from '../trading/desk.ts'
import { positionView } from '../trading/position-view.ts'
import { forbidden, inconsistent, unprocessable } from '../trading/refusals.ts'
import { checkAvailable } from '../trading/rules/account.ts'
import type { WireOrder } from '../trading/wire-order.ts'
import type { World } from '../world.ts'
import { cancelAll, submit } from './orders.ts'
import { venueOf } from './reference.ts'
import { deskRoute } from './trading-route.ts'

export const positionRoutes: Route[] = [
  deskRoute('GET', '/v2/positions', async (desk, request, world) => {
    const rows: Record<string, unknown>[] = []
    for (const symbol of heldSymbols(desk)) rows.push(await view(desk, symbol, world, request.signal))
    return ok(rows)
  }),
  deskRoute('DELETE', '/v2/positions', closeAll),
  deskRoute('GET', '/v2/positions/:symbol', async (desk, { params, signal }, world) =>
    ok(await view(desk, find(desk, params.symbol), world, signal)),
  ),
  deskRoute('DELETE', '/v2/positions/:symbol', async (desk, request, world) => {
    const symbol = find(desk, request.params.symbol)
    return ok(await close(desk, symbol, sharesToClose(desk, symbol, request.query), world, request.signal))
  }),
  deskRoute('POST', '/v2/positions/:symbol/exercise', noContract),
  deskRoute('POST', '/v2/positions/:symbol/do-not-exercise', noContract),
]

function noContract(): never {
  throw forbidden('no available position for the specified contract')
}

function heldSymbols(desk: Desk): string[] {
  return [...desk.listedSymbols()]
    .filter(([, listing]) => desk.exchange.shares(listing) !== 0)
    .map(([symbol]) => symbol)
    .sort()
}

/** The symbol of a position by its name or the id of its asset. */
function find(desk: Desk, name: string): string {
  const symbol = heldSymbols(desk).find((one) => one === name.toUpperCase() || desk.uuid('asset', one) === name.toLowerCase())
  if (symbol === undefined) throw notFound('position does not exist')
  return symbol
}

async function view(desk: Desk, symbol: string, world: World, signal: AbortSignal): Promise<Record<string, unknown>> {
  const market = await world.trading.prices.of(symbol, signal).catch(() => null)
  return positionView(desk, symbol, await venueOf(world, symbol, signal), market)
}

function sharesToClose(desk: Desk, symbol: string, query: URLSearchParams): number {
  const held = Math.abs(desk.held(symbol))
  const [qty, percentage] = [query.get('qty'), query.get('percentage')]
  if (qty && percentage) throw inconsistent('only one of qty or percentage is accepted')
  if (!qty && !percentage) return held
  const read = readDecimal(qty || percentage)
  if (!read || !(read.value > 0) || read.digits > 9)
    throw inconsistent(`invalid ${qty ? 'qty' : 'percentage'}: ${qty || percentage}`)
  if (qty) return read.value
  if (read.value > 100) throw inconsistent('percentage must be between 0 and 100')
  return Math.floor(((held * read.value) / 100) * 1e9 + 1e-6) / 1e9
}

/** A market order for the day that lowers the position. */
async function close(desk: Desk, symbol: string, shares: number, world: World, signal: AbortSignal): Promise<WireOrder> {
  if (!(shares > 0)) throw unprocessable('qty must be > 0')
  checkAvailable(desk, symbol, shares)
  const side = desk.held(symbol) > 0 ? 'sell' : 'buy'
  return submit(desk, { symbol, qty: decimal(shares), side, type: 'market', time_in_force: 'day' }, world, signal)
}

async function closeAll(desk: Desk, { query, signal }: PocketRequest, world: World): Promise<Reply> {
  if (readFlag(query, 'cancel_orders')) cancelAll(desk)
  const answers: Record<string, unknown>[] = []
  for (const symbol of heldSymbols(desk)) {
    try {
      answers.push({ symbol, status: 200, body: await close(desk, symbol, Math.abs(desk.held(symbol)), world, signal) })
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      answers.push({ symbol, status: thrown.reply.status, body: thrown.reply.body })
    }
  }
  return { status: 207, body: answers }
}
