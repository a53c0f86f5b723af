import { type Instant, MINUTE } from '../../core/time.ts'
import { dailyPair } from '../latest.ts'
import { readChoice, readWhole } from '../query.ts'
import { ok } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import { stamp } from '../wire.ts'
import type { World } from '../world.ts'

export const screenerRoutes: Route[] = [
  { method: 'GET', surface: 'data', pattern: '/v1beta1/screener/stocks/most-actives', handle: mostActives },
  { method: 'GET', surface: 'data', pattern: '/v1beta1/screener/stocks/movers', handle: movers },
]

/** A symbol's day so far, against the close before it. */
interface Standing {
  symbol: string
  price: number
  change: number
  percent: number
  volume: number
  trades: number
}

async function mostActives(world: World, { query, signal }: PocketRequest) {
  const by = readChoice(query, 'by', ['volume', 'trades'] as const) ?? 'volume'
  const top = readWhole(query, 'top', 10, 1, 100)
  const { at, list } = await standings(world, signal)
  const busiest = [...list].sort((a, b) => b[by] - a[by]).slice(0, top)
  const rows = busiest.map(({ symbol, volume, trades }) => ({ symbol, volume, trade_count: trades }))
  return ok({ most_actives: rows, last_updated: stamp(at) })
}

async function movers(world: World, { query, signal }: PocketRequest) {
  const top = readWhole(query, 'top', 10, 1, 50)
  const { at, list } = await standings(world, signal)
  const sorted = [...list].sort((a, b) => b.percent - a.percent)
  const out = ({ symbol, percent, change, price }: Standing) => ({ symbol, percent_change: percent, change, price })
  const gainers = sorted.filter((one) => one.change > 0).slice(0, top)
  const losers = sorted
    .filter((one) => one.change < 0)
    .slice(-top)
    .reverse()
  return ok({ gainers: gainers.map(out), losers: losers.map(out), market_type: 'stocks', last_updated: stamp(at) })
}

/** Reading hundreds of symbols costs seconds, so one reading serves a whole exchange minute, as the vendor's own screener does. */
const kept = new WeakMap<World, { at: Instant; list: Promise<Standing[]> }>()

async function standings(world: World, signal: AbortSignal): Promise<{ at: Instant; list: Standing[] }> {
  const at = Math.floor(world.time.now() / MINUTE) * MINUTE
  const known = kept.get(world)
  if (known?.at === at) return { at, list: await known.list }
  const list = readStandings(world, at, signal)
  kept.set(world, { at, list })
  list.catch(() => kept.delete(world))
  return { at, list: await list }
}

async function readStandings(world: World, now: Instant, signal: AbortSignal): Promise<Standing[]> {
  const list: Standing[] = []
  for (const { symbol } of await world.directory.all(signal)) {
    if (signal.aborted) break
    const { daily, previous } = await dailyPair(world, symbol, { iex: false, now }, signal)
    if (!daily || !previous) continue
    const change = daily.c - previous.c
    const rounded = (value: number) => Math.round(value * 1e4) / 1e4
    const percent = rounded((change / previous.c) * 100)
    list.push({ symbol, price: daily.c, change: rounded(change), percent, volume: daily.v, trades: daily.n })
  }
  return list
}
