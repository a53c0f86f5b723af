import { createHash } from 'node:crypto'
import { type DayNumber, HOUR, type Instant, MINUTE, SECOND } from '../core/time.ts'
import { newYorkDay, newYorkMidnight } from '../market/calendar/new-york.ts'
import { stamp } from './wire.ts'
import { orNothing, type World } from './world.ts'

/** One invented article. `at` is when it could first be known. */
export interface NewsItem {
  at: Instant
  symbol: string
  wire: Record<string, unknown>
}

/** A symbol has news on one trading day in so many; in those with news of everything, so many symbols have some each day. */
const QUIET_DAYS = 4
const STORIES_A_DAY = 12
/** Between seven in the morning and six in the evening. */
const FIRST_HOUR = 7
const HOURS = 11

/**
 * Articles in `[from, to]`, ascending, invented for the seed and told of moves that the market had made by then; nothing that came after is
 * in them. `symbols` null = a dozen each trading day from the whole directory.
 */
export async function newsBetween(
  world: World,
  symbols: readonly string[] | null,
  from: Instant,
  to: Instant,
  signal: AbortSignal,
): Promise<NewsItem[]> {
  const items: NewsItem[] = []
  const end = Math.min(to, world.time.now())
  for (let day = newYorkDay(from); day <= newYorkDay(end); day++)
    items.push(...(await newsOfDay(world, symbols, day, end, signal)))
  return items.filter(({ at }) => at >= from && at <= end).sort((a, b) => a.at - b.at || a.symbol.localeCompare(b.symbol))
}

/** Articles of one New York date that could be known by `end`. */
export async function newsOfDay(
  world: World,
  symbols: readonly string[] | null,
  day: DayNumber,
  end: Instant,
  signal: AbortSignal,
): Promise<NewsItem[]> {
  if (!world.calendar.day(day).regular) return []
  const items: NewsItem[] = []
  for (const symbol of symbols ?? (await drawn(world, day, signal))) {
    const draw = digits(world.seed, symbol, day)
    if (symbols !== null && draw[0] % QUIET_DAYS !== 0) continue
    const at = newYorkMidnight(day) + FIRST_HOUR * HOUR + (draw[1] % (HOURS * 60)) * MINUTE + (draw[2] % 60) * SECOND
    if (at > end) continue
    const item = await write(world, symbol, at, draw, signal)
    if (item) items.push(item)
  }
  return items
}

/** Symbols that the day's news are about, where nobody asked for any: some of those whose day it is. */
async function drawn(world: World, day: DayNumber, signal: AbortSignal): Promise<string[]> {
  const all = await world.directory.all(signal)
  const theirs = all.filter(({ symbol }) => digits(world.seed, symbol, day)[0] % QUIET_DAYS === 0)
  return theirs
    .map(({ symbol }) => ({ symbol, rank: digits(world.seed, symbol, day)[3] }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, STORIES_A_DAY)
    .map(({ symbol }) => symbol)
}

function digits(seed: number, symbol: string, day: DayNumber): number[] {
  const hash = createHash('sha256').update(`news|${seed}|${symbol}|${day}`).digest()
  return [0, 4, 8, 12, 16].map((at) => hash.readUInt32LE(at))
}

/** Below this move, as a fraction, a price is called little changed. */
const SMALL_MOVE = 0.005

async function write(world: World, symbol: string, at: Instant, draw: number[], signal: AbortSignal): Promise<NewsItem | null> {
  const seen = await orNothing(world.source.snapshot(symbol, at, signal))
  if (!seen) return null
  const name = (await world.directory.all(signal)).find((one) => one.symbol === symbol)?.name ?? symbol
  const move = seen.previousClose ? seen.price / seen.previousClose - 1 : 0
  const { headline, summary } = story(escapeHtml(name), seen.price, move, draw)
  const created = stamp(at)
  const wire = {
    id: draw[4] % 100_000_000,
    headline,
    author: 'Pocket Exchange',
    created_at: created,
    updated_at: created,
    summary,
    content: '',
    images: [],
    symbols: [symbol],
    source: 'simulated',
    url: `https://example.com/simulated/${draw[4] % 100_000_000}`,
  }
  return { at, symbol, wire }
}

const WHY_UP = [
  'invented orders &amp; outlook',
  'a made-up upgrade',
  'imagined demand, it&#39;s said',
  'a fictional guidance raise',
]
const WHY_DOWN = [
  'invented costs &amp; delays',
  'a made-up downgrade',
  'imagined weakness, it&#39;s said',
  'a fictional guidance cut',
]

function story(name: string, price: number, move: number, draw: number[]): { headline: string; summary: string } {
  const percent = `${Math.abs(move * 100).toFixed(1)}%`
  const summary = `Simulated news: ${name} stood at ${price.toFixed(2)} dollars, ${move < 0 ? 'down' : 'up'} ${percent} from the close before. Nothing in this text is real.`
  if (Math.abs(move) < SMALL_MOVE)
    return { headline: `[Simulated] ${name} little changed, traders &quot;wait and see&quot;`, summary }
  const why = (move > 0 ? WHY_UP : WHY_DOWN)[draw[3] % WHY_UP.length]
  return { headline: `[Simulated] ${name} ${move > 0 ? 'gains' : 'falls'} ${percent} on ${why}`, summary }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;')
}
