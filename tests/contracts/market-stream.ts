import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OpenbellError } from '../../src/core/errors.ts'
import { type Instant, MINUTE, SECOND } from '../../src/core/time.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import type { MarketStream, StreamOptions } from '../../src/ports/market-stream.ts'
import { createKeptSink, type HeardPrint, type HeardQuote, type KeptSink } from '../support/stream-sink.ts'

/** A stream under the contract, and what the suite must know of its market. Made anew for each test. */
export interface StreamSubject {
  source: MarketDataSource
  /** Two symbols with prints, and quotes and bars where the source has them, in the ten minutes after `from`. */
  symbols: [string, string]
  unknown: string
  /** The market stands here; a stream begins here. A whole minute. */
  from: Instant
  has: { quotes: boolean; bars: boolean }
  /** The market comes to an instant, and the stream has told everything up to it. */
  advance(stream: MarketStream, to: Instant): Promise<void>
  close(): Promise<void>
}

const quiet = new AbortController().signal

/** What every stream of a source promises, whatever tells it. What history says afterwards is the truth. */
export function marketStreamContract(name: string, make: () => Promise<StreamSubject>): void {
  describe(`market stream contract: ${name}`, () => {
    let subject: StreamSubject
    let sink: KeptSink
    let life: AbortController
    beforeEach(async () => {
      subject = await make()
      sink = createKeptSink()
      life = new AbortController()
    })
    afterEach(async () => {
      life.abort()
      await subject?.close()
    })

    const open = (options: Partial<StreamOptions> = {}): Promise<MarketStream> => {
      const { source, symbols, from } = subject
      if (!source.stream) throw new Error('the source has no stream')
      return source.stream({ symbols, from, quotes: false, bars: false, ...options }, sink, life.signal)
    }
    const since = (ms: number) => subject.from + ms
    const printsOf = (symbol: string) => sink.prints.filter((one) => one.symbol === symbol)

    test('says once that it is up, and what is subscribed', async () => {
      const stream = await open()
      expect(sink.states.map(({ state }) => state)).toEqual(['up'])
      expect([...stream.symbols].sort()).toEqual([...subject.symbols].sort())
      await subject.advance(stream, since(MINUTE))
      expect(sink.states.map(({ state }) => state)).toEqual(['up'])
      await stream.close()
    })

    test('tells every print once, in the order of the tape', async () => {
      const stream = await open()
      const end = since(2 * MINUTE + 7 * SECOND)
      for (let at = subject.from; at < end; at += 37 * SECOND) await subject.advance(stream, at)
      await subject.advance(stream, end)
      for (const symbol of subject.symbols) {
        const truth = await historyPrints(subject, symbol, end)
        expect(truth.length).toBeGreaterThan(0)
        expect(printsOf(symbol)).toEqual(truth)
      }
      await stream.close()
    })

    test('tells nothing of what has not happened yet', async () => {
      const stream = await open({ quotes: subject.has.quotes, bars: subject.has.bars })
      for (const to of [since(20 * SECOND), since(MINUTE - 1), since(MINUTE), since(MINUTE + 30 * SECOND)]) {
        await subject.advance(stream, to)
        expect(Math.max(subject.from, ...sink.order.map(({ at }) => at))).toBeLessThanOrEqual(to)
      }
      expect(sink.order.length).toBeGreaterThan(0)
      await stream.close()
    })

    test('tells quotes when they are wanted, each once and in order', async () => {
      if (!subject.has.quotes) return
      const stream = await open({ quotes: true })
      await subject.advance(stream, since(70 * SECOND))
      for (const symbol of subject.symbols) {
        const truth = await historyQuotes(subject, symbol, since(70 * SECOND))
        expect(truth.length).toBeGreaterThan(0)
        expect(sink.quotes.filter((one) => one.symbol === symbol)).toEqual(truth)
      }
      await stream.close()
    })

    test('tells no quotes and no bars that nobody wants', async () => {
      const stream = await open()
      await subject.advance(stream, since(3 * MINUTE))
      expect([sink.quotes, sink.bars]).toEqual([[], []])
      expect(sink.prints.length).toBeGreaterThan(0)
      await stream.close()
    })

    test('tells a minute when it is over, as history has it', async () => {
      if (!subject.has.bars) return
      const stream = await open({ bars: true })
      await subject.advance(stream, since(3 * MINUTE - 1))
      const early = sink.bars.length
      await subject.advance(stream, since(5 * MINUTE + 2 * SECOND))
      expect(early).toBeLessThan(sink.bars.length)
      for (const symbol of subject.symbols) {
        const told = sink.bars.filter((one) => one.symbol === symbol)
        expect(told.filter(({ updated }) => updated)).toEqual([])
        const truth = await historyBars(subject, symbol, since(5 * MINUTE))
        expect(told.map(({ bar }) => [bar.time, bar.open, bar.high, bar.low, bar.close, bar.volume])).toEqual(truth)
      }
      await stream.close()
    })

    test('a symbol may come while it runs, and is told from then on', async () => {
      const [first, second] = subject.symbols
      const stream = await open({ symbols: [first] })
      await subject.advance(stream, since(50 * SECOND))
      expect(printsOf(second)).toEqual([])
      await stream.subscribe([second], quiet)
      expect([...stream.symbols].sort()).toEqual([...subject.symbols].sort())
      await subject.advance(stream, since(2 * MINUTE))
      const truth = await historyPrints(subject, second, since(2 * MINUTE))
      expect(printsOf(second)).toEqual(truth.filter(({ time }) => time > since(50 * SECOND)))
      expect(printsOf(first)).toEqual(await historyPrints(subject, first, since(2 * MINUTE)))
      await stream.close()
    })

    test('one that is subscribed already changes nothing', async () => {
      const stream = await open()
      await stream.subscribe(subject.symbols, quiet)
      expect(stream.symbols.size).toBe(2)
      await subject.advance(stream, since(40 * SECOND))
      const [symbol] = subject.symbols
      expect(printsOf(symbol)).toEqual(await historyPrints(subject, symbol, since(40 * SECOND)))
      await stream.close()
    })

    test('a symbol may go, and the others stay', async () => {
      const [first, second] = subject.symbols
      const stream = await open()
      await subject.advance(stream, since(30 * SECOND))
      await stream.unsubscribe([second], quiet)
      expect([...stream.symbols]).toEqual([first])
      const before = printsOf(second).length
      await subject.advance(stream, since(2 * MINUTE))
      expect(printsOf(second)).toHaveLength(before)
      expect(printsOf(first)).toEqual(await historyPrints(subject, first, since(2 * MINUTE)))
      await stream.close()
    })

    test('an unknown symbol is not-found, named, and disturbs nobody', async () => {
      const failed = await failure(open({ symbols: [subject.symbols[0], subject.unknown] }))
      expect(failed).toMatchObject({ kind: 'not-found' })
      expect(failed.message).toContain(subject.unknown)
      const stream = await open()
      expect(await failure(stream.subscribe([subject.unknown], quiet))).toMatchObject({ kind: 'not-found' })
      expect([...stream.symbols].sort()).toEqual([...subject.symbols].sort())
      await subject.advance(stream, since(30 * SECOND))
      expect(sink.prints.length).toBeGreaterThan(0)
      await stream.close()
    })

    test('a restarted symbol goes on', async () => {
      const stream = await open()
      const [symbol] = subject.symbols
      await subject.advance(stream, since(20 * SECOND))
      stream.restart([symbol], 'nothing for 10 s')
      await subject.advance(stream, since(20 * SECOND))
      await subject.advance(stream, since(3 * MINUTE))
      const truth = await historyPrints(subject, symbol, since(3 * MINUTE))
      expect(printsOf(symbol)).toEqual(truth)
      await stream.close()
    })

    test('once closed it says nothing more', async () => {
      const stream = await open()
      await subject.advance(stream, since(20 * SECOND))
      await stream.close()
      const [before, states] = [sink.order.length, sink.states.length]
      await stream.catchUp(since(5 * MINUTE), quiet)
      expect([sink.order.length, sink.states.length]).toEqual([before, states])
      await stream.close()
    })

    test('who has given up gets canceled, and the stream of a fired signal ends', async () => {
      expect(await failure(subject.source.stream!(optionsOf(subject), sink, AbortSignal.abort()))).toMatchObject({
        kind: 'canceled',
      })
      const stream = await open({ symbols: [subject.symbols[0]] })
      expect(await failure(stream.subscribe([subject.symbols[1]], AbortSignal.abort()))).toMatchObject({ kind: 'canceled' })
      life.abort()
      const before = sink.order.length
      await stream.catchUp(since(5 * MINUTE), quiet).catch(() => {})
      await stream.close()
      expect(sink.order).toHaveLength(before)
    })
  })
}

function optionsOf({ symbols, from }: StreamSubject): StreamOptions {
  return { symbols, from, quotes: false, bars: false }
}

/** Prints of `[from, to]` as history has them. */
async function historyPrints(subject: StreamSubject, symbol: string, to: Instant): Promise<HeardPrint[]> {
  const tape = await subject.source.history({ kind: 'prints', ...rangeOf(subject, symbol, to) }, quiet)
  return Array.from({ length: tape.length }, (_, i) => ({
    symbol,
    time: tape.time[i],
    price: tape.price[i],
    size: tape.size[i],
    exchange: tape.exchange.names[tape.exchange.codes[i]],
    conditions: tape.conditions.names[tape.conditions.codes[i]],
    id: tape.id?.[i] ?? '',
  }))
}

async function historyQuotes(subject: StreamSubject, symbol: string, to: Instant): Promise<HeardQuote[]> {
  const tape = await subject.source.history({ kind: 'quotes', ...rangeOf(subject, symbol, to) }, quiet)
  return Array.from({ length: tape.length }, (_, i) => ({
    symbol,
    time: tape.time[i],
    bid: tape.bidPrice[i],
    bidSize: tape.bidSize[i],
    ask: tape.askPrice[i],
    askSize: tape.askSize[i],
  }))
}

async function historyBars(subject: StreamSubject, symbol: string, to: Instant): Promise<number[][]> {
  const query = { kind: 'bars', timeframe: '1m', session: 'all', raw: true, ...rangeOf(subject, symbol, to) } as const
  const bars = await subject.source.history(query, quiet)
  return Array.from({ length: bars.length }, (_, i) => [
    bars.time[i],
    bars.open[i],
    bars.high[i],
    bars.low[i],
    bars.close[i],
    bars.volume[i],
  ])
}

function rangeOf({ from }: StreamSubject, symbol: string, to: Instant) {
  return { symbol, from, to: to + 2 ** -11, asOf: to }
}

async function failure(work: Promise<unknown>): Promise<OpenbellError> {
  const thrown = await work.then(() => null).catch((error) => error)
  expect(thrown).toBeInstanceOf(OpenbellError)
  return thrown
}
