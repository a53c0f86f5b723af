import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { justAfter, justBefore, type Stretch, type TapeReader } from '../../../../src/adapters/common/tape-reader.ts'
import { createTapeStream } from '../../../../src/adapters/common/tape-stream.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../../../src/core/time.ts'
import { createBars } from '../../../../src/market/bars.ts'
import { createPrints, createQuotes } from '../../../../src/market/prints.ts'
import type { StreamOptions } from '../../../../src/ports/market-stream.ts'
import { createKeptSink, type KeptSink } from '../../../support/stream-sink.ts'

const OPEN = Date.parse('2026-03-20T13:30:00Z')
const quiet = new AbortController().signal

/** What happened to a symbol; the price of a print tells which one it is. */
interface Tape {
  prints?: Instant[]
  quotes?: Instant[]
  /** Opens of minutes. */
  bars?: Instant[]
}

interface MadeReader extends TapeReader {
  asked: { kind: string; symbol: string; stretch: Stretch }[]
  /** What the next readings of a symbol fail with. */
  fail: Map<string, OpenbellError>
}

function readerOf(tapes: Record<string, Tape>, grain = 1): MadeReader {
  const reader: MadeReader = {
    grain,
    asked: [],
    fail: new Map(),
    end(symbol) {
      const tape = tapes[symbol]
      if (!tape) throw new OpenbellError('not-found', `${symbol} is nowhere`)
      const last = [tape.prints?.at(-1), tape.quotes?.at(-1), (tape.bars?.at(-1) ?? Number.NaN) + MINUTE]
      return Math.max(...(last.filter((at) => at !== undefined && !Number.isNaN(at)) as number[]))
    },
    async prints(symbol, stretch) {
      const rows = rowsOf('prints', symbol, stretch)
      const prints = createPrints({ symbol, source: 'made', feed: 'made' }, rows.length)
      prints.length = rows.length
      rows.forEach(({ at, number }, i) => {
        prints.time[i] = at
        prints.price[i] = number + 1
      })
      return prints
    },
    async quotes(symbol, stretch) {
      const rows = rowsOf('quotes', symbol, stretch)
      const quotes = createQuotes({ symbol, source: 'made', feed: 'made' }, rows.length)
      quotes.length = rows.length
      rows.forEach(({ at, number }, i) => {
        quotes.time[i] = at
        quotes.bidPrice[i] = number + 1
      })
      return quotes
    },
    async bars(symbol, { from, to }) {
      const rows = rowsOf('bars', symbol, { from: from - MINUTE, to: to - MINUTE })
      const bars = createBars({ symbol, timeframe: '1m', source: 'made', feed: 'made' }, rows.length)
      bars.length = rows.length
      rows.forEach(({ at }, i) => {
        bars.time[i] = at
      })
      return bars
    },
  }
  const rowsOf = (kind: keyof Tape, symbol: string, stretch: Stretch) => {
    reader.asked.push({ kind, symbol, stretch })
    const fault = reader.fail.get(symbol)
    if (fault) throw fault
    const rows = (tapes[symbol][kind] ?? [])
      .map((at, number) => ({ at, number }))
      .filter(({ at }) => at > stretch.from && at <= stretch.to)
    if (rows.length === 0) throw new OpenbellError('no-data', 'nothing')
    return rows
  }
  return reader
}

const everything = { quotes: true, bars: true, from: OPEN }

function open(reader: TapeReader, symbols: string[], sink: KeptSink, more: Partial<StreamOptions> = {}, life = quiet) {
  return createTapeStream(reader, { ...everything, symbols, ...more }, sink, life)
}

/** Everything that was told, in order, with what tells one row from another. */
function told(sink: KeptSink): string[] {
  const [prints, quotes] = [sink.prints.values(), sink.quotes.values()]
  return sink.order.map(({ kind, symbol, at }) => {
    const number = kind === 'print' ? prints.next().value!.price : kind === 'quote' ? quotes.next().value!.bid : ''
    return `${at - OPEN} ${kind} ${symbol} ${number}`
  })
}

/** Instants around a few places, so that many are equal, on the minute, or a fraction apart. */
const instants = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 20 }).map((n) => n * 15 * SECOND),
      fc.integer({ min: 0, max: 1200 }).map((n) => n * 250 + 0.25),
      fc.integer({ min: 0, max: 5 }).map((n) => justBefore(OPEN + n * MINUTE) - OPEN),
    ),
    { maxLength: 25 },
  )
  .map((list) => list.map((ms) => OPEN + ms).sort((a, b) => a - b))
const minutes = fc
  .uniqueArray(fc.integer({ min: -1, max: 5 }), { maxLength: 5 })
  .map((list) => list.sort((a, b) => a - b).map((n) => OPEN + n * MINUTE))
const tapes = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.record({ prints: instants, quotes: instants, bars: minutes }), {
  minKeys: 1,
})

describe('a tape', () => {
  it('is told the same however the way is cut into calls, and whatever is read together', async () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 400 * SECOND }), { maxLength: 12 })
    const grains = fc.constantFrom(1, SECOND, MINUTE)
    await fc.assert(
      fc.asyncProperty(tapes, cuts, grains, async (all, ends, grain) => {
        const [whole, pieces] = [createKeptSink(), createKeptSink()]
        const once = await open(readerOf(all), Object.keys(all), whole)
        await once.catchUp(OPEN + 400 * SECOND, quiet)
        const often = await open(readerOf(all, grain), Object.keys(all), pieces)
        for (const end of [...ends.sort((a, b) => a - b), 400 * SECOND]) {
          await often.catchUp(OPEN + end, quiet)
          expect(Math.max(OPEN, ...pieces.order.map(({ at }) => at))).toBeLessThanOrEqual(OPEN + end)
        }
        expect(told(pieces)).toEqual(told(whole))
        expect(told(whole)).toEqual(byDefinition(all))
      }),
    )
  })

  it('is told as one even where it was asked for in many calls at once', async () => {
    const all = { A: { prints: Array.from({ length: 50 }, (_, i) => OPEN + i * SECOND) } }
    const sink = createKeptSink()
    const stream = await open(readerOf(all), ['A'], sink)
    await Promise.all([40, 10, 60, 50].map((seconds) => stream.catchUp(OPEN + seconds * SECOND, quiet)))
    expect(told(sink)).toEqual(byDefinition(all))
  })

  it('at one instant tells what closes, then what stands, then what is done', async () => {
    const at = OPEN + MINUTE
    const sink = createKeptSink()
    const stream = await open(
      readerOf({ A: { prints: [at], quotes: [at], bars: [OPEN] }, B: { prints: [at], bars: [OPEN] } }),
      ['A', 'B'],
      sink,
    )
    await stream.catchUp(at, quiet)
    expect(sink.order.map(({ kind, symbol }) => `${kind} ${symbol}`)).toEqual(['bar A', 'bar B', 'quote A', 'print A', 'print B'])
  })

  it('begins with what happens at its first instant; a minute that was over by then is no news', async () => {
    const sink = createKeptSink()
    const stream = await open(
      readerOf({ A: { prints: [justBefore(OPEN), OPEN, justAfter(OPEN)], bars: [OPEN - MINUTE, OPEN] } }),
      ['A'],
      sink,
    )
    await stream.catchUp(OPEN + MINUTE, quiet)
    expect(told(sink)).toEqual(['0 print A 2', `${justAfter(OPEN) - OPEN} print A 3`, '60000 bar A '])
  })

  it('of a symbol that comes later begins there, also where its stretch was read before', async () => {
    const all = { A: { prints: [OPEN + 5, OPEN + 900] }, B: { prints: [OPEN + 100, OPEN + 200, OPEN + 300] } }
    const sink = createKeptSink()
    const stream = await open(readerOf(all, MINUTE), ['A'], sink)
    await stream.catchUp(OPEN + 200, quiet)
    await stream.subscribe(['B'], quiet)
    await stream.unsubscribe(['A'], quiet)
    await stream.catchUp(OPEN + HOUR, quiet)
    expect(told(sink)).toEqual(['5 print A 1', '300 print B 3'])
    expect([...stream.symbols]).toEqual(['B'])
  })

  it('of a symbol that is named twice is told once; without any symbol it waits', async () => {
    const all = { A: { prints: [OPEN + 5, OPEN + SECOND] } }
    const sink = createKeptSink()
    const stream = await open(readerOf(all), ['A', 'A'], sink)
    await stream.catchUp(OPEN + 5, quiet)
    await stream.unsubscribe(['A'], quiet)
    await stream.catchUp(OPEN + 10, quiet)
    expect(sink.states.map(({ state }) => state)).toEqual(['up'])
    await stream.subscribe(['A', 'A'], quiet)
    await stream.catchUp(OPEN + MINUTE, quiet)
    expect(told(sink)).toEqual(['5 print A 1', '1000 print A 2'])
  })

  it('says that it is over when its last row has been told, and that it goes on when more comes', async () => {
    const sink = createKeptSink()
    const all = { A: { prints: [OPEN + SECOND] }, B: { prints: [OPEN + HOUR] } }
    const reader = readerOf(all)
    const stream = await open(reader, ['A'], sink)
    await stream.catchUp(OPEN + 999, quiet)
    expect(sink.states.map(({ state }) => state)).toEqual(['up'])
    await stream.catchUp(OPEN + 2 * SECOND, quiet)
    await stream.catchUp(OPEN + 3 * SECOND, quiet)
    expect(sink.states.map(({ state }) => state)).toEqual(['up', 'over'])
    const asked = reader.asked.length
    await stream.catchUp(OPEN + 30 * MINUTE, quiet)
    expect(reader.asked).toHaveLength(asked)
    await stream.subscribe(['B'], quiet)
    await stream.catchUp(OPEN + 2 * HOUR, quiet)
    expect(sink.states.map(({ state }) => state)).toEqual(['up', 'over', 'up', 'over'])
    expect(told(sink)).toEqual(['1000 print A 1', `${HOUR} print B 1`])
  })

  it('that cannot be read leaves a hole, is named once, and the others go on', async () => {
    const sink = createKeptSink()
    const every = Array.from({ length: 600 }, (_, i) => OPEN + i * SECOND)
    const reader = readerOf({ A: { prints: every }, B: { prints: every } })
    const stream = await open(reader, ['A', 'B'], sink)
    reader.fail.set('B', new OpenbellError('unavailable', 'the disk is gone'))
    await stream.catchUp(OPEN + 100 * SECOND, quiet)
    reader.fail.clear()
    await stream.catchUp(OPEN + 20 * MINUTE, quiet)
    expect(sink.prints.filter(({ symbol }) => symbol === 'A')).toHaveLength(600)
    expect(
      sink.states.map(({ message }) => message).filter((message) => message.includes('B has a hole: the disk is gone')),
    ).toHaveLength(1)
    expect(sink.prints.filter(({ symbol }) => symbol === 'B').at(-1)?.price).toBe(600)
  })

  it('stops with a failure of any other kind, and with a signal; what was told is not told again', async () => {
    const sink = createKeptSink()
    const every = Array.from({ length: 600 }, (_, i) => OPEN + i * SECOND)
    const reader = readerOf({ A: { prints: every }, B: { prints: every } })
    const stream = await open(reader, ['A', 'B'], sink)
    await stream.catchUp(OPEN + 30 * SECOND, quiet)
    reader.fail.set('B', new OpenbellError('internal', 'a bug'))
    await expect(stream.catchUp(OPEN + 20 * MINUTE, quiet)).rejects.toMatchObject({ kind: 'internal' })
    reader.fail.clear()
    await expect(stream.catchUp(OPEN + 20 * MINUTE, AbortSignal.abort())).rejects.toMatchObject({ kind: 'canceled' })
    await stream.catchUp(OPEN + 20 * MINUTE, quiet)
    for (const symbol of ['A', 'B']) {
      expect(sink.prints.filter((one) => one.symbol === symbol).map(({ price }) => price)).toEqual(every.map((_, i) => i + 1))
    }
  })

  it('is read in stretches: never a whole dense day at once, and a closed market in a few', async () => {
    // Forty prints a second for nearly three hours, then nothing for days.
    const last = OPEN + 10_000 * SECOND
    const numberAt = (at: Instant) => Math.floor((Math.min(at, last) - OPEN) / 25)
    const reader = readerOf({ A: { prints: [OPEN, OPEN + 4 * DAY] } })
    const asked: { stretch: Stretch; length: number }[] = []
    reader.prints = async (symbol, stretch) => {
      const length = numberAt(stretch.to) - numberAt(stretch.from)
      asked.push({ stretch, length })
      if (length === 0) throw new OpenbellError('no-data', 'nothing')
      const prints = createPrints({ symbol, source: 'made', feed: 'made' }, length)
      return { ...prints, length, time: prints.time.fill(stretch.to) }
    }
    const stream = await createTapeStream(
      reader,
      { symbols: ['A'], from: OPEN, quotes: false, bars: false },
      createKeptSink(),
      quiet,
    )
    await stream.catchUp(OPEN + 5 * DAY, quiet)
    expect(asked.reduce((sum, { length }) => sum + length, 0)).toBe(400_001)
    expect(Math.max(...asked.map(({ length }) => length))).toBeLessThan(200_000)
    const closed = asked.filter(({ stretch }) => stretch.from > OPEN + 12 * HOUR && stretch.to < OPEN + 60 * HOUR)
    expect(closed.length).toBeLessThan(10)
  })
})

/** Bars by their close, then quotes, then prints; symbols in the order they were subscribed. */
function byDefinition(all: Record<string, Tape>): string[] {
  const rows = Object.entries(all).flatMap(([symbol, { prints = [], quotes = [], bars = [] }], rank) => [
    ...bars
      .filter((at) => at >= OPEN)
      .map((at) => ({ at: at + MINUTE, kind: 'bar', order: 0, symbol, rank, number: '' as number | '' })),
    ...quotes.map((at, i) => ({ at, kind: 'quote', order: 1, symbol, rank, number: i + 1 })),
    ...prints.map((at, i) => ({ at, kind: 'print', order: 2, symbol, rank, number: i + 1 })),
  ])
  return rows
    .filter(({ at }) => at >= OPEN && at <= OPEN + 400 * SECOND)
    .sort((a, b) => a.at - b.at || a.order - b.order || a.rank - b.rank)
    .map(({ at, kind, symbol, number }) => `${at - OPEN} ${kind} ${symbol} ${number}`)
}
