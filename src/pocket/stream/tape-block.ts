import { type Instant, SECOND } from '../../core/time.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import { label, quoteOut, stamp, tradeId, tradeOut } from '../wire.ts'
import { type Block, wireBody } from './block.ts'
import { pack } from './codec.ts'

/** Prints as messages. Millions of them pass in a day, so their JSON is put together from pieces instead of objects. */
export function tradeBlock(symbol: string, prints: Prints, rows: readonly number[] | null): Block {
  const at = rows ? (i: number) => rows[i] : (i: number) => i
  const conditions = new Map<number, string>()
  const head = `{"T":"t","S":${JSON.stringify(symbol)},"i":`
  return {
    channel: 'trades',
    symbols: [symbol],
    length: rows?.length ?? prints.length,
    time: (i) => prints.time[at(i)],
    text(i) {
      const row = at(i)
      let tail = conditions.get(prints.conditions.codes[row] * 65_536 + prints.exchange.codes[row])
      if (tail === undefined) {
        const { x, c, z } = tradeOut(prints, row)
        tail = `,"x":${JSON.stringify(x)},"c":${JSON.stringify(c)},"z":${JSON.stringify(z)},"t":"`
        conditions.set(prints.conditions.codes[row] * 65_536 + prints.exchange.codes[row], tail)
      }
      return `${head}${tradeId(prints, row)},"p":${prints.price[row]},"s":${prints.size[row]}${tail}${quickStamp(prints.time[row])}"}`
    },
    packed: (i) => pack(wireBody('t', symbol, prints.time[at(i)], tradeOut(prints, at(i)))),
  }
}

/** Quotes as messages, made as prints are. */
export function quoteBlock(symbol: string, quotes: Quotes, rows: readonly number[] | null): Block {
  const at = rows ? (i: number) => rows[i] : (i: number) => i
  const head = `{"T":"q","S":${JSON.stringify(symbol)},"bx":"`
  return {
    channel: 'quotes',
    symbols: [symbol],
    length: rows?.length ?? quotes.length,
    time: (i) => quotes.time[at(i)],
    text(i) {
      const row = at(i)
      const bid = `${label(quotes.bidExchange, row) || 'Q'}","bp":${quotes.bidPrice[row]},"bs":${quotes.bidSize[row]}`
      const ask = `${label(quotes.askExchange, row) || 'Q'}","ap":${quotes.askPrice[row]},"as":${quotes.askSize[row]}`
      return `${head}${bid},"ax":"${ask},"c":["R"],"z":"C","t":"${quickStamp(quotes.time[row])}"}`
    },
    packed: (i) => pack(wireBody('q', symbol, quotes.time[at(i)], quoteOut(quotes, at(i)))),
  }
}

const FRACTIONS = Array.from({ length: SECOND }, (_, ms) =>
  ms === 0 ? '' : `.${String(ms).padStart(3, '0').replace(/0+$/, '')}`,
)

let second = Number.NaN
let secondText = ''

/** The same text as `stamp`, by looking up what repeats: the second, and the millisecond within it. */
export function quickStamp(at: Instant): string {
  const ms = at % SECOND
  if (!Number.isInteger(ms) || at < 0) return stamp(at)
  if (at - ms !== second) {
    second = at - ms
    secondText = stamp(second).slice(0, -1)
  }
  return `${secondText}${FRACTIONS[ms]}Z`
}
