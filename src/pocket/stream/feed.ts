import { type Instant, MINUTE, SECOND } from '../../core/time.ts'
import type { World } from '../world.ts'
import type { Block } from './block.ts'
import { broadcast } from './broadcast.ts'
import type { Channel } from './channels.ts'
import { createDailyBars } from './daily-bars.ts'
import type { DataClient } from './data-dialect.ts'
import { type Merged, mergeByTime } from './merge.ts'
import { minuteBlocks } from './minute-blocks.ts'
import { newsBlocks, newsOf } from './news-blocks.ts'
import { createPriceBands } from './price-bands.ts'
import { type Cuts, isMuted } from './socket-faults.ts'
import { statusBlocks } from './status-blocks.ts'
import { quoteBlock, tradeBlock } from './tape-block.ts'
import type { Stretch, TapeReader } from './tape-reader.ts'

/** Messages that one stretch should hold, so that a day of millions never lies in memory at once. */
const FEW = 40_000
const SHORTEST = SECOND
const LONGEST = 5 * MINUTE

/** One endpoint: the connections it has, and how far it has told them. */
export interface Feed {
  readonly clients: ReadonlySet<DataClient>
  /** A new connection hears what happens from now on. */
  add(one: DataClient): void
  remove(one: DataClient): void
  /** Tells everything up to an instant, waiting for clients that read slowly. */
  advance(to: Instant, signal: AbortSignal): Promise<void>
}

/** `delayMs`: how much later than the market this feed tells. */
export function createFeed(world: World, reader: TapeReader, cuts: Cuts, delayMs = 0): Feed {
  const clients = new Set<DataClient>()
  const parts = { daily: createDailyBars(world.calendar, reader), bands: createPriceBands(world.calendar) }
  let told = world.time.now() - delayMs
  let size = SHORTEST
  return {
    clients,
    add(one) {
      if (clients.size === 0) told = world.time.now() - delayMs
      clients.add(one)
    },
    remove: (one) => void clients.delete(one),
    async advance(by, signal) {
      const to = by - delayMs
      // A cut that meets nobody is over.
      if (clients.size === 0) return void cuts.due(by)
      const news = await newsFor(world, clients, { from: told, to }, signal)
      while (told < to && !signal.aborted) {
        const stretch = { from: told, to: Math.min(to, told + size, Math.max(cuts.next() - delayMs, told + 1)) }
        const blocks = [...newsBlocks(news, stretch), ...(await blocksOf(world, reader, parts, clients, stretch, signal))]
        const merged = mergeByTime(blocks, stretch.from)
        await broadcast(clients, blocks, audible(world, blocks, merged, delayMs))
        told = stretch.to
        size = Math.min(LONGEST, Math.max(SHORTEST, (size * FEW) / Math.max(merged.length, FEW / 4)))
        if (cuts.due(told + delayMs)) for (const { client } of clients) client.socket.terminate()
        for (const { client } of clients) await client.room()
        await turn()
      }
    },
  }
}

/** Lets requests and sockets have their turn in a long run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

async function newsFor(world: World, clients: Iterable<DataClient>, stretch: Stretch, signal: AbortSignal) {
  const wanted = new Set<string>()
  for (const { subscriptions } of clients) for (const symbol of subscriptions.of('news')) wanted.add(symbol)
  return wanted.size > 0 ? newsOf(world, wanted, stretch, signal) : []
}

/** What is told of the rows: those that fall into no scripted silence. */
function audible(world: World, blocks: readonly Block[], merged: Merged, delayMs: number): Merged {
  if (world.faults.lasting('mute-stream').length === 0) return merged
  const heard: number[] = []
  for (let k = 0; k < merged.length; k++) {
    const at = blocks[merged.block[k]].time(merged.row[k])
    if (!isMuted(world.faults, 'data', at + delayMs)) heard.push(k)
  }
  return {
    length: heard.length,
    block: Uint32Array.from(heard, (k) => merged.block[k]),
    row: Uint32Array.from(heard, (k) => merged.row[k]),
  }
}

async function blocksOf(
  world: World,
  reader: TapeReader,
  parts: Parameters<typeof minuteBlocks>[3],
  clients: Iterable<DataClient>,
  stretch: Stretch,
  signal: AbortSignal,
): Promise<Block[]> {
  const wanted = await wantedBy(clients, reader, signal)
  const blocks = statusBlocks(world.faults, stretch)
  if (Math.floor(stretch.to / MINUTE) > Math.floor(stretch.from / MINUTE)) {
    for (const symbol of new Set([...wanted('bars'), ...wanted('dailyBars'), ...wanted('lulds')])) {
      const minutes = await reader.minutes(symbol, stretch, signal)
      const of = (channel: Channel) => wanted(channel).has(symbol)
      const channels = { bars: of('bars'), dailyBars: of('dailyBars'), lulds: of('lulds') }
      if (minutes.length > 0) blocks.push(...(await minuteBlocks(symbol, minutes, channels, parts, signal)))
    }
  }
  for (const symbol of wanted('quotes')) {
    const quotes = await reader.quotes(symbol, stretch, signal)
    if (quotes) blocks.push(quoteBlock(symbol, quotes.tape, quotes.rows))
  }
  for (const symbol of wanted('trades')) {
    const prints = await reader.prints(symbol, stretch, signal)
    if (prints) blocks.push(tradeBlock(symbol, prints.tape, prints.rows))
  }
  return blocks
}

/** Symbols that somebody follows, channel by channel; `*` stands for all there are. */
async function wantedBy(
  clients: Iterable<DataClient>,
  reader: TapeReader,
  signal: AbortSignal,
): Promise<(channel: Channel) => ReadonlySet<string>> {
  const sets = new Map<Channel, Set<string>>()
  for (const channel of FOLLOWED) {
    const set = new Set<string>()
    for (const { subscriptions } of clients) for (const symbol of subscriptions.of(channel)) set.add(symbol)
    if (set.delete('*')) for (const symbol of await reader.all(signal)) set.add(symbol)
    sets.set(channel, set)
  }
  return (channel) => sets.get(channel) ?? new Set()
}

const FOLLOWED: readonly Channel[] = ['trades', 'quotes', 'bars', 'dailyBars', 'lulds']
