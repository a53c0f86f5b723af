import { readLatestFeed } from '../feed.ts'
import { latestBar, snapshotOf, type View } from '../latest.ts'
import { readSymbols } from '../query.ts'
import { notFound, ok } from '../reply.ts'
import type { Handler, PocketRequest, Route } from '../router.ts'
import { latestTape } from '../tape-series.ts'
import { barOut } from '../wire.ts'
import type { World } from '../world.ts'
import { listed } from './history.ts'

type Latest = (world: World, symbol: string, view: View, signal: AbortSignal) => Promise<Record<string, unknown> | null>

const bar: Latest = async (world, symbol, view, signal) => {
  const found = await latestBar(world, symbol, view, signal)
  return found && barOut(found)
}
const trade: Latest = async (world, symbol, view, signal) =>
  (await latestTape(world, symbol, 'prints', view.now, view.iex, signal))?.wire ?? null
const quote: Latest = async (world, symbol, view, signal) =>
  (await latestTape(world, symbol, 'quotes', view.now, view.iex, signal))?.wire ?? null

/** The newest bar, trade or quote and whole snapshots: of several symbols as a map, of one alone. */
export const latestRoutes: Route[] = [
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/bars/latest', handle: several('bars', bar) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/trades/latest', handle: several('trades', trade) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/quotes/latest', handle: several('quotes', quote) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/:symbol/bars/latest', handle: single('bar', bar) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/:symbol/trades/latest', handle: single('trade', trade) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/:symbol/quotes/latest', handle: single('quote', quote) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/snapshots', handle: snapshots },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/:symbol/snapshot', handle: oneSnapshot },
]

/** Symbols with something to show, each with it; the others are missing. */
async function gather(world: World, request: PocketRequest, latest: Latest): Promise<Record<string, unknown>> {
  const { empty, ...view } = readLatestFeed(world, request.query)
  const symbols = await listed(world, readSymbols(request.query, request.params.symbol), request.signal)
  const found: Record<string, unknown> = {}
  for (const symbol of empty ? [] : symbols) {
    const value = await latest(world, symbol, view, request.signal)
    if (value) found[symbol] = value
  }
  return found
}

function several(name: string, latest: Latest): Handler {
  return async (world, request) => ok({ [name]: await gather(world, request, latest) })
}

function single(name: string, latest: Latest): Handler {
  return async (world, request) => {
    const symbol = request.params.symbol.toUpperCase()
    const found = await gather(world, request, latest)
    if (!found[symbol]) throw notFound(`no ${name} found for ${symbol}`)
    return ok({ symbol, [name]: found[symbol] })
  }
}

async function snapshots(world: World, request: PocketRequest) {
  return ok(await gather(world, request, snapshotOf))
}

async function oneSnapshot(world: World, request: PocketRequest) {
  const symbol = request.params.symbol.toUpperCase()
  const found = (await gather(world, request, snapshotOf))[symbol] as Record<string, unknown> | undefined
  if (!found) throw notFound(`no snapshot found for ${symbol}`)
  return ok({ symbol, ...found })
}
