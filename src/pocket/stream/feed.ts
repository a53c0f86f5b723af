import { type Instant, MINUTE, SECOND } from '../../core/time.ts'
import type { World } from '../world.ts'
import type { Block } from './block.ts'
import { broadcast } from './broadcast.ts'
import { createDailyBars } from './daily-bars.ts'
import type { DataClient } from './data-dialect.ts'
import { type Merged, mergeByTime } from './merge.ts'
import { newsBlocks, newsOf } from './news-blocks.ts'
import { createPriceBands } from './price-bands.ts'
import { type Cuts, isMuted } from './socket-faults.ts'
import { blocksOf } from './stretch-blocks.ts'
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
      if (![...clients].some(({ client }) => client.open)) told = world.time.now() - delayMs
      clients.add(one)
    },
    remove: (one) => void clients.delete(one),
    async advance(by, signal) {
      const to = by - delayMs
      // A cut that meets nobody is over.
      if (clients.size === 0) return void cuts.due(by)
      const news = await newsFor(world, clients, { from: told, to }, signal)
      while (told < to && clients.size > 0 && !signal.aborted) {
        const stretch = { from: told, to: Math.min(to, told + size, Math.max(cuts.next() - delayMs, told + 1)) }
        const blocks = [...newsBlocks(news, stretch), ...(await blocksOf(world, reader, parts, clients, stretch, signal))]
        const merged = mergeByTime(blocks)
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
