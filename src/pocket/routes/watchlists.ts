import { notFound, ok } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import { accountId } from '../trading/account-view.ts'
import type { Desk } from '../trading/desk.ts'
import { readObject } from '../trading/order-request.ts'
import { inconsistent, unprocessable } from '../trading/refusals.ts'
import { type Watchlist, watchlistHead } from '../trading/watchlists.ts'
import type { World } from '../world.ts'
import { assetBySymbol } from './reference.ts'
import { deskRoute } from './trading-route.ts'

type Find = (world: World, request: PocketRequest) => Watchlist

const byId: Find = (world, { params }) => world.trading.watchlists.byId(params.id.toLowerCase()) ?? absent()
const byName: Find = (world, { query }) => world.trading.watchlists.byName(query.get('name') ?? '') ?? absent()

function absent(): never {
  throw notFound('watchlist not found')
}

export const watchlistRoutes: Route[] = [
  deskRoute('GET', '/v2/watchlists', (desk, _request, world) =>
    ok(world.trading.watchlists.all().map((list) => watchlistHead(list, accountId(desk)))),
  ),
  deskRoute('POST', '/v2/watchlists', async (desk, { body, signal }, world) => {
    const wish = readObject(body)
    const name = readName(wish)
    if (world.trading.watchlists.byName(name)) throw unprocessable('watchlist name must be unique')
    const symbols = await readSymbols(world, wish.symbols, signal)
    return ok(await view(desk, world, world.trading.watchlists.add(name, symbols), signal))
  }),
  ...verbs('/v2/watchlists/:id', byId),
  ...verbs('/v2/watchlists:by_name', byName),
  removal('/v2/watchlists/:id/:symbol', byId),
  removal('/v2/watchlists:by_name/:symbol', byName),
]

/** What one list takes, however it is named. */
function verbs(pattern: string, find: Find): Route[] {
  return [
    deskRoute('GET', pattern, async (desk, request, world) => ok(await view(desk, world, find(world, request), request.signal))),
    deskRoute('PUT', pattern, async (desk, request, world) => {
      const list = find(world, request)
      const wish = readObject(request.body)
      if (wish.symbols !== undefined) list.symbols = await readSymbols(world, wish.symbols, request.signal)
      if (wish.name !== undefined) list.name = readName(wish)
      world.trading.watchlists.touch(list)
      return ok(await view(desk, world, list, request.signal))
    }),
    deskRoute('POST', pattern, async (desk, request, world) => {
      const list = find(world, request)
      const [symbol] = await readSymbols(world, [readObject(request.body).symbol], request.signal)
      if (list.symbols.includes(symbol)) throw unprocessable('duplicate symbol')
      list.symbols.push(symbol)
      world.trading.watchlists.touch(list)
      return ok(await view(desk, world, list, request.signal))
    }),
    deskRoute('DELETE', pattern, (_desk, request, world) => {
      world.trading.watchlists.remove(find(world, request))
      return { status: 204 }
    }),
  ]
}

function removal(pattern: string, find: Find): Route {
  return deskRoute('DELETE', pattern, async (desk, request, world) => {
    const list = find(world, request)
    const symbol = request.params.symbol.toUpperCase()
    if (!list.symbols.includes(symbol)) throw notFound(`symbol ${symbol} is not in the watchlist`)
    list.symbols = list.symbols.filter((one) => one !== symbol)
    world.trading.watchlists.touch(list)
    return ok(await view(desk, world, list, request.signal))
  })
}

function readName({ name }: Record<string, unknown>): string {
  if (typeof name !== 'string' || name === '' || name.length > 64) throw inconsistent('name is required, 64 characters at most')
  return name
}

async function readSymbols(world: World, raw: unknown, signal: AbortSignal): Promise<string[]> {
  const names = raw === undefined || raw === null ? [] : Array.isArray(raw) ? raw : [raw]
  const symbols: string[] = []
  for (const name of names) {
    if (typeof name !== 'string' || name === '') throw inconsistent('symbols must be a list of symbols')
    const symbol = name.toUpperCase()
    if (!(await world.directory.mayTrade(symbol, signal))) throw unprocessable(`asset "${symbol}" not found`)
    if (!symbols.includes(symbol)) symbols.push(symbol)
  }
  return symbols
}

/** A list with its assets: answers about one list have them, lists of lists do not. */
async function view(desk: Desk, world: World, list: Watchlist, signal: AbortSignal): Promise<Record<string, unknown>> {
  const assets = []
  for (const symbol of list.symbols) assets.push(await assetBySymbol(world, symbol, signal))
  return { ...watchlistHead(list, accountId(desk)), assets }
}
