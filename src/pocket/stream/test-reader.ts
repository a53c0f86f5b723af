import { type Instant, MINUTE, SECOND } from '../../core/time.ts'
import { createPrints, createQuotes, type Prints, type Quotes } from '../../market/prints.ts'
import type { WireBar } from '../wire.ts'
import type { Stretch, TapeReader } from './tape-reader.ts'

/** The one symbol of the test stream; it trades at every hour of every day. */
const TEST_SYMBOL = 'FAKEPACA'

/** A print and a quote each second of the test symbol, made of the second itself: a price that wanders around 130 dollars. */
export const testReader: TapeReader = {
  prints: async (symbol, stretch) => (symbol === TEST_SYMBOL ? { tape: testPrints(stretch), rows: null } : null),
  quotes: async (symbol, stretch) => (symbol === TEST_SYMBOL ? { tape: testQuotes(stretch), rows: null } : null),
  async minutes(symbol, { from, to }) {
    if (symbol !== TEST_SYMBOL) return []
    const bars: WireBar[] = []
    for (let close = (Math.floor(from / MINUTE) + 1) * MINUTE; close <= to; close += MINUTE) bars.push(testBar(close - MINUTE))
    return bars
  },
  all: async () => [TEST_SYMBOL],
}

const HEAD = { symbol: TEST_SYMBOL, source: 'test', feed: 'test' }

function seconds({ from, to }: Stretch): Instant[] {
  const list: Instant[] = []
  for (let at = (Math.floor(from / SECOND) + 1) * SECOND; at <= to; at += SECOND) list.push(at)
  return list
}

function priceAt(at: Instant): number {
  const minutes = at / MINUTE
  return (
    Math.round(100 * (130 + 3 * Math.sin(minutes / 40) + 0.4 * Math.sin(minutes * 1.7) + 0.05 * Math.sin(minutes * 31))) / 100
  )
}

function sizeAt(at: Instant): number {
  return 10 + (Math.imul(at / SECOND, 2654435761) >>> 24)
}

function testPrints(stretch: Stretch): Prints {
  const times = seconds(stretch)
  const prints = createPrints(HEAD, times.length)
  times.forEach((at, i) => {
    prints.time[i] = at
    prints.price[i] = priceAt(at)
    prints.size[i] = sizeAt(at)
  })
  prints.length = times.length
  return prints
}

function testQuotes(stretch: Stretch): Quotes {
  const times = seconds(stretch)
  const quotes = createQuotes(HEAD, times.length)
  times.forEach((at, i) => {
    quotes.time[i] = at
    quotes.bidPrice[i] = Math.round(100 * priceAt(at) - 1) / 100
    quotes.askPrice[i] = Math.round(100 * priceAt(at) + 1) / 100
    quotes.bidSize[i] = 100
    quotes.askSize[i] = 100
  })
  quotes.length = times.length
  return quotes
}

function testBar(at: Instant): WireBar {
  const prints = testPrints({ from: at - 1, to: at + MINUTE - SECOND })
  const price = [...prints.price.subarray(0, prints.length)]
  const size = [...prints.size.subarray(0, prints.length)]
  const volume = size.reduce((sum, one) => sum + one, 0)
  const traded = price.reduce((sum, one, i) => sum + one * size[i], 0)
  const [o, c] = [price[0], price[price.length - 1]]
  return { at, o, h: Math.max(...price), l: Math.min(...price), c, v: volume, n: price.length, vw: traded / volume }
}
