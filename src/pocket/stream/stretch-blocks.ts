import type { WireBar } from '../wire.ts'
import type { World } from '../world.ts'
import type { Block } from './block.ts'
import type { Channel } from './channels.ts'
import type { DataClient } from './data-dialect.ts'
import { holdsMinute, isLate, updatedBlocks, withoutLate } from './late-prints.ts'
import { type MinuteParts, minuteBlocks } from './minute-blocks.ts'
import { statusBlocks } from './status-blocks.ts'
import { quoteBlock, tradeBlock } from './tape-block.ts'
import type { Stretch, TapeReader } from './tape-reader.ts'

/** Everything that the clients follow and that happens in a stretch; of one instant what closes comes before what begins. */
export async function blocksOf(
  world: World,
  reader: TapeReader,
  parts: Omit<MinuteParts, 'early'>,
  clients: Iterable<DataClient>,
  stretch: Stretch,
  signal: AbortSignal,
): Promise<Block[]> {
  const wanted = await wantedBy(clients, reader, signal)
  const blocks = statusBlocks(world.faults, stretch)
  blocks.push(...(await updatedBlocks(world.faults, reader, wanted('updatedBars'), stretch, signal)))
  if (holdsMinute(stretch)) {
    for (const symbol of new Set([...wanted('bars'), ...wanted('dailyBars'), ...wanted('lulds')])) {
      const minutes = await reader.minutes(symbol, stretch, signal)
      const of = (channel: Channel) => wanted(channel).has(symbol)
      const channels = { bars: of('bars'), dailyBars: of('dailyBars'), lulds: of('lulds') }
      const early = (minute: WireBar) =>
        isLate(world.faults, symbol, minute) ? withoutLate(reader, symbol, minute, signal) : minute
      if (minutes.length > 0) blocks.push(...(await minuteBlocks(symbol, minutes, channels, { ...parts, early }, signal)))
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

const FOLLOWED: readonly Channel[] = ['trades', 'quotes', 'bars', 'updatedBars', 'dailyBars', 'lulds']
