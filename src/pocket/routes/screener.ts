import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import { type Instant, MINUTE } from '../../core/time.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import { adjust, readAdjustment } from '../adjustment.ts'
import { dailyPair } from '../latest.ts'
import { readChoice, readWhole } from '../query.ts'
import { ok } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import { stamp, type WireBar } from '../wire.ts'
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
  const shared = known?.at === at ? await known.list.catch(unlessCanceled) : null
  if (shared) return { at, list: shared }
  throwIfAborted(signal)
  const list = readStandings(world, at, signal)
  kept.set(world, { at, list })
  list.catch(() => {
    if (kept.get(world)?.list === list) kept.delete(world)
  })
  return { at, list: await list }
}

/** Whoever began the reading went away; that is no answer for those who wait for it. */
function unlessCanceled(thrown: unknown): null {
  if (thrown instanceof OpenbellError && thrown.kind === 'canceled') return null
  throw thrown
}

async function readStandings(world: World, now: Instant, signal: AbortSignal): Promise<Standing[]> {
  const list: Standing[] = []
  for (const { symbol } of await world.directory.all(signal)) {
    throwIfAborted(signal)
    const pair = await dailyPair(world, symbol, { iex: false, now }, signal)
    if (pair.daily && pair.previous) list.push(await standingOf(world, symbol, pair.daily, pair.previous, signal))
  }
  return list
}

/** Both closes in the shares of today: a split is no crash. */
async function standingOf(
  world: World,
  symbol: string,
  daily: WireBar,
  previous: WireBar,
  signal: AbortSignal,
): Promise<Standing> {
  const splits = await readAdjustment(world, 'split', newYorkDay(previous.at) + 1).factorsOf(symbol, signal)
  const [before, now] = [adjust(previous, splits).c, adjust(daily, splits)]
  const change = now.c - before
  const rounded = (value: number) => Math.round(value * 1e4) / 1e4
  const percent = rounded((change / before) * 100)
  return { symbol, price: now.c, change: rounded(change), percent, volume: now.v, trades: now.n }
}
