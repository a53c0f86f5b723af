import { MINUTE } from '../../core/time.ts'
import { barOut, type WireBar } from '../wire.ts'
import { type Block, blockOf, type Message, wireBody } from './block.ts'
import { LETTERS } from './channels.ts'
import { Stamp } from './codec.ts'
import type { createDailyBars } from './daily-bars.ts'
import type { createPriceBands } from './price-bands.ts'

export interface MinuteParts {
  daily: ReturnType<typeof createDailyBars>
  bands: ReturnType<typeof createPriceBands>
  /** A minute's bar as it is told when the minute is over; null when all its prints come late. */
  early(minute: WireBar): WireBar | null | Promise<WireBar | null>
}

/** What each closed minute of a symbol says: its bar, the day's bar so far, new price bands. */
export async function minuteBlocks(
  symbol: string,
  minutes: readonly WireBar[],
  wanted: { bars: boolean; dailyBars: boolean; lulds: boolean },
  parts: MinuteParts,
  signal: AbortSignal,
): Promise<Block[]> {
  const blocks: Block[] = []
  if (wanted.lulds) {
    const bands = parts.bands.after(symbol, minutes)
    const body = (up: number, down: number, at: number) => ({
      T: 'l',
      S: symbol,
      u: up,
      d: down,
      i: 'B',
      t: new Stamp(at),
      z: 'C',
    })
    blocks.push(
      blockOf(
        'lulds',
        [symbol],
        bands.map(({ at, up, down }) => ({ at, body: body(up, down, at) })),
      ),
    )
  }
  if (wanted.bars) {
    const told: Message[] = []
    for (const minute of minutes) {
      const bar = await parts.early(minute)
      if (bar) told.push(barMessage('bars', symbol, minute, bar))
    }
    blocks.push(blockOf('bars', [symbol], told))
  }
  if (wanted.dailyBars) {
    const days = await parts.daily.after(symbol, minutes, signal)
    const messages = minutes.flatMap((minute, i) => {
      const day = days[i]
      return day ? [barMessage('dailyBars', symbol, minute, day)] : []
    })
    blocks.push(blockOf('dailyBars', [symbol], messages))
  }
  return blocks.filter((block) => block.length > 0)
}

/** A bar is told when its minute is over. */
function barMessage(channel: 'bars' | 'dailyBars', symbol: string, minute: WireBar, bar: WireBar): Message {
  return { at: minute.at + MINUTE, body: wireBody(LETTERS[channel], symbol, bar.at, barOut(bar)) }
}
