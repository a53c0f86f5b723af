import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../../src/core/time.ts'
import { type Bars, createBars } from '../../../../src/market/bars.ts'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'

/** 2026-03-20 09:30 New York. */
const OPEN = Date.UTC(2026, 2, 20, 13, 30)

const tapeFrom = (from = OPEN, capacity = 10_000, makesBar?: (minute: number) => boolean) =>
  new LiveTape({ symbol: 'OBX', source: 'test', feed: 'sip', from, capacity, makesBar })

const print = (tape: LiveTape, at: number, price: number, size = 100, { conditions = '@', id = '', exchange = 'V' } = {}) =>
  tape.takePrint(OPEN + at, price, size, exchange, conditions, id, OPEN + at)

function rowsOf({ closed }: { closed: Bars }) {
  return Array.from({ length: closed.length }, (_, i) => ({
    at: (closed.time[i] - OPEN) / MINUTE,
    open: closed.open[i],
    high: closed.high[i],
    low: closed.low[i],
    close: closed.close[i],
    volume: closed.volume[i],
    prints: closed.prints![i],
  }))
}

const bar = (minute: number, open: number, high: number, low: number, close: number, volume: number, prints = 1) => ({
  time: OPEN + minute * MINUTE,
  ...{ open, high, low, close, volume, prints, vwap: close },
})

describe('minutes from prints', () => {
  it('the minute forms print by print and closes when its time is over', () => {
    const tape = tapeFrom()
    expect(tape.forming).toBeNull()
    print(tape, 1 * SECOND, 100, 10)
    print(tape, 20 * SECOND, 102, 30)
    print(tape, 59 * SECOND, 101, 20)
    expect(tape.forming).toMatchObject({ time: OPEN, open: 100, high: 102, low: 100, close: 101, volume: 60, prints: 3 })
    expect(tape.forming!.vwap).toBeCloseTo((1000 + 3060 + 2020) / 60, 12)
    expect(tape.closeThrough(OPEN + 59 * SECOND)).toBe(0)
    expect(tape.closed.length).toBe(0)
    expect(tape.closeThrough(OPEN + MINUTE)).toBe(0)
    expect(tape.forming).toBeNull()
    expect(rowsOf(tape)).toEqual([{ at: 0, open: 100, high: 102, low: 100, close: 101, volume: 60, prints: 3 }])
    expect(tape.closeThrough(OPEN + MINUTE)).toBe(1)
  })

  it('a print of the next minute closes the one before; both are told at the next look', () => {
    const tape = tapeFrom()
    print(tape, 0, 100)
    print(tape, MINUTE, 101)
    print(tape, 3 * MINUTE, 102)
    expect(tape.closed.length).toBe(2)
    expect(tape.closeThrough(OPEN + 4 * MINUTE)).toBe(0)
    expect(rowsOf(tape).map(({ at }) => at)).toEqual([0, 1, 3])
  })

  it('a minute in which nothing may set a price makes no bar', () => {
    const tape = tapeFrom()
    print(tape, 0, 100, 5, { conditions: '@,I' })
    expect(tape.forming).toBeNull()
    expect(tape.price).toBeNaN()
    expect(tape.closeThrough(OPEN + MINUTE)).toBe(0)
    expect(tape.closed.length).toBe(0)
    print(tape, 90 * SECOND, 100, 5, { conditions: '@,I' })
    print(tape, 91 * SECOND, 99)
    tape.closeThrough(OPEN + 2 * MINUTE)
    expect(rowsOf(tape)).toEqual([{ at: 1, open: 99, high: 99, low: 99, close: 99, volume: 105, prints: 2 }])
  })

  it('form T makes bars before the open and not after it', () => {
    const tape = tapeFrom(OPEN - 5 * MINUTE)
    print(tape, -MINUTE, 98, 100, { conditions: '@,T' })
    print(tape, 0, 100)
    print(tape, 10, 90, 7, { conditions: '@,T' })
    tape.closeThrough(OPEN + MINUTE)
    expect(rowsOf(tape)).toMatchObject([
      { at: -1, close: 98 },
      { at: 0, low: 100, close: 100, volume: 107 },
    ])
    expect(tape.price).toBe(100)
  })

  it('prints in any order make the same bars as in order, however often minutes close in between', () => {
    const step = fc.record({
      at: fc.integer({ min: 0, max: 6 * 60 }),
      price: fc.integer({ min: 90, max: 110 }),
      size: fc.integer({ min: 1, max: 500 }),
      conditions: fc.constantFrom('@', '@', '@', '@,I', '@,4', 'Z', 'M', 'T'),
    })
    const steps = fc.uniqueArray(step, { selector: ({ at }) => at, minLength: 1, maxLength: 120 })
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), fc.boolean(), (all, draws, closes) => {
        const inOrder = tapeFrom()
        for (const one of all.toSorted((a, b) => a.at - b.at)) print(inOrder, one.at * SECOND, one.price, one.size, one)
        inOrder.closeThrough(OPEN + 10 * MINUTE)
        const anyhow = tapeFrom()
        for (const one of all) {
          print(anyhow, one.at * SECOND, one.price, one.size, one)
          if (closes && draws.next().value! < 0.2) anyhow.closeThrough(OPEN + Math.floor(draws.next().value! * 400) * SECOND)
        }
        anyhow.closeThrough(OPEN + 10 * MINUTE)
        expect(rowsOf(anyhow)).toEqual(rowsOf(inOrder))
        for (let i = 0; i < inOrder.closed.length; i++) {
          expect(anyhow.closed.vwap![i]).toBeCloseTo(inOrder.closed.vwap![i], 10)
        }
        expect([anyhow.price, anyhow.priceTime]).toEqual([inOrder.price, inOrder.priceTime])
      }),
      { numRuns: 300 },
    )
  })

  it('tells which closed row a late print changed, and whether it is a new one', () => {
    const tape = tapeFrom()
    print(tape, 0, 100)
    print(tape, 2 * MINUTE, 102)
    tape.closeThrough(OPEN + 3 * MINUTE)
    print(tape, 10 * SECOND, 105)
    expect([tape.changedRow, tape.changeIsNew]).toEqual([0, false])
    expect(tape.closed.high[0]).toBe(105)
    print(tape, 80 * SECOND, 101)
    expect([tape.changedRow, tape.changeIsNew]).toEqual([1, true])
    expect(rowsOf(tape).map(({ at }) => at)).toEqual([0, 1, 2])
    print(tape, 3 * MINUTE, 103)
    expect(tape.changedRow).toBe(-1)
    expect(tape.counts.outOfOrder).toBe(2)
    expect(tape.closeThrough(OPEN + 4 * MINUTE)).toBe(3)
  })

  it('a row that was never told is not told as changed', () => {
    const tape = tapeFrom()
    print(tape, 0, 100)
    print(tape, MINUTE, 101)
    print(tape, 30 * SECOND, 99)
    expect(tape.changedRow).toBe(-1)
    expect(tape.closeThrough(OPEN + MINUTE)).toBe(0)
    expect(tape.closed.low[0]).toBe(99)
  })

  it('minutes that shall have no bar move the price and nothing else', () => {
    const tape = tapeFrom(OPEN - 5 * MINUTE, 100, (minute) => minute >= OPEN)
    print(tape, -MINUTE, 98)
    expect([tape.price, tape.forming]).toEqual([98, null])
    print(tape, 0, 100)
    print(tape, -30 * SECOND, 97)
    tape.closeThrough(OPEN + MINUTE)
    expect(rowsOf(tape).map(({ at }) => at)).toEqual([0])
    expect(tape.prints.length).toBe(3)
  })
})

describe('what was told before, corrected or taken back', () => {
  it('the same id of the same exchange is one print', () => {
    const tape = tapeFrom()
    expect(print(tape, 0, 100, 100, { id: '7' })).toBe(0)
    expect(print(tape, 0, 100, 100, { id: '7' })).toBe(-1)
    expect(print(tape, 5, 100, 100, { id: '7', exchange: 'Q' })).toBe(1)
    expect(tape.counts).toMatchObject({ prints: 2, duplicates: 1 })
    expect(tape.forming!.volume).toBe(200)
  })

  it('prints without an id are all real', () => {
    const tape = tapeFrom()
    print(tape, 0, 100)
    print(tape, 0, 100)
    expect(tape.counts).toMatchObject({ prints: 2, duplicates: 0 })
  })

  it('a correction makes the minute anew, in progress or closed', () => {
    const tape = tapeFrom()
    print(tape, 1, 100, 100, { id: 'a' })
    print(tape, 2, 150, 100, { id: 'b' })
    print(tape, 3, 101, 100, { id: 'c' })
    tape.correct(OPEN + 2, 'b', 102, 50)
    expect(tape.forming).toMatchObject({ high: 102, close: 101, volume: 250, prints: 3 })
    tape.closeThrough(OPEN + MINUTE)
    tape.correct(OPEN + 3, 'c', null, null)
    expect(tape.changedRow).toBe(0)
    expect(rowsOf(tape)).toEqual([{ at: 0, open: 100, high: 102, low: 100, close: 102, volume: 150, prints: 2 }])
    expect([tape.price, tape.counts.corrections]).toEqual([102, 2])
  })

  it('a minute whose prints are no longer held is doubtful until its bar comes', () => {
    const tape = tapeFrom(OPEN, 2)
    print(tape, 1, 100, 100, { id: 'a' })
    print(tape, 2, 101, 100, { id: 'b' })
    print(tape, 3, 102, 100, { id: 'c' })
    tape.correct(OPEN + 1, 'a', 90, 100)
    expect(tape.doubtful).toEqual([OPEN])
    tape.correct(OPEN + 3, 'c', 95, 100)
    expect(tape.doubtful).toEqual([OPEN])
    tape.takeBar(bar(0, 90, 101, 90, 95, 300, 3), OPEN + MINUTE)
    expect(tape.doubtful).toEqual([])
  })

  it('the minute in which the stream began is doubtful', () => {
    expect(tapeFrom(OPEN).doubtful).toEqual([])
    expect(tapeFrom(OPEN + 5 * SECOND).doubtful).toEqual([OPEN])
  })
})

describe("the vendor's bars", () => {
  it('one that equals ours changes nothing and is counted', () => {
    const tape = tapeFrom()
    print(tape, 1, 100)
    tape.closeThrough(OPEN + MINUTE)
    tape.takeBar(bar(0, 100, 100, 100, 100, 100), OPEN + MINUTE)
    expect([tape.changedRow, tape.differed, tape.told]).toEqual([-1, false, { equal: 1, different: 0 }])
  })

  it('one that differs stands, and late prints no longer change it', () => {
    const tape = tapeFrom()
    print(tape, 1, 100)
    tape.closeThrough(OPEN + MINUTE)
    expect(tape.takeBar(bar(0, 100, 103, 99, 102, 900, 4), OPEN + MINUTE)).toBe(0)
    expect([tape.changedRow, tape.changeIsNew, tape.differed]).toEqual([0, false, true])
    print(tape, 30 * SECOND, 200)
    expect(rowsOf(tape)[0]).toMatchObject({ high: 103, volume: 900 })
    expect(tape.changedRow).toBe(-1)
  })

  it('one that comes first closes the minute, and an older one finds its place', () => {
    const tape = tapeFrom()
    print(tape, 2 * MINUTE + 1, 100)
    tape.takeBar(bar(2, 100, 101, 100, 101, 50), OPEN + 3 * MINUTE)
    expect(tape.forming).toBeNull()
    expect(tape.closeThrough(OPEN + 3 * MINUTE)).toBe(0)
    expect(tape.takeBar(bar(0, 98, 98, 98, 98, 1), OPEN + 3 * MINUTE)).toBe(0)
    expect([tape.changedRow, tape.changeIsNew]).toEqual([0, true])
    expect(rowsOf(tape).map(({ at, close }) => [at, close])).toEqual([
      [0, 98],
      [2, 101],
    ])
  })
})

describe('past bars', () => {
  function past(minutes: number[]): Bars {
    const bars = createBars({ symbol: 'OBX', timeframe: '1m', source: 'test', feed: 'sip' }, minutes.length, { prints: true })
    bars.length = minutes.length
    for (const [i, minute] of minutes.entries()) {
      bars.time[i] = OPEN + minute * MINUTE
      for (const name of ['open', 'high', 'low', 'close', 'volume', 'prints'] as const) bars[name]![i] = 50 + minute
    }
    return bars
  }

  it('stand before those of the stream and are not told as new', () => {
    const tape = tapeFrom()
    print(tape, 0, 100)
    print(tape, MINUTE, 101)
    expect(tape.seed(past([-3, -2]))).toBe(2)
    expect(rowsOf(tape).map(({ at }) => at)).toEqual([-3, -2, 0])
    expect(tape.closed.vwap![0]).toBeNaN()
    expect(tape.closeThrough(OPEN + 2 * MINUTE)).toBe(2)
  })

  it('a minute that is here already stays as it is, one that is missing is put in', () => {
    const tape = tapeFrom()
    print(tape, 0, 100)
    print(tape, 2 * MINUTE, 102)
    tape.closeThrough(OPEN + 3 * MINUTE)
    expect(tape.seed(past([-1, 0, 1, 2]))).toBe(2)
    expect(rowsOf(tape).map(({ at, close }) => [at, close])).toEqual([
      [-1, 49],
      [0, 100],
      [1, 51],
      [2, 102],
    ])
  })

  it('late prints do not change them', () => {
    const tape = tapeFrom()
    tape.seed(past([-2, -1]))
    print(tape, -30 * SECOND, 1000)
    expect(rowsOf(tape).map(({ close }) => close)).toEqual([48, 49])
  })
})

describe('how good the data is', () => {
  it('latency is smoothed by eighths; what was fetched afterwards says nothing of it', () => {
    const tape = tapeFrom()
    tape.takePrint(OPEN, 100, 1, 'V', '@', '', OPEN + 8)
    expect(tape.latency).toBe(8)
    tape.takeQuote(OPEN + 10, 99, 1, 101, 1, OPEN + 10 + 16)
    expect(tape.latency).toBe(9)
    tape.takePrint(OPEN - 5 * SECOND, 100, 1, 'V', '@', '', Number.NaN)
    expect([tape.latency, tape.heardAt, tape.counts.outOfOrder]).toEqual([9, OPEN + 26, 0])
  })

  it('an older print or quote does not replace the newest', () => {
    const tape = tapeFrom()
    print(tape, 100, 101)
    print(tape, 50, 99)
    tape.takeQuote(OPEN + 100, 100, 1, 102, 1, OPEN + 100)
    tape.takeQuote(OPEN + 50, 1, 1, 2, 1, OPEN + 101)
    expect([tape.price, tape.priceTime, tape.bid, tape.ask, tape.quoteTime]).toEqual([101, OPEN + 100, 100, 102, OPEN + 100])
  })

  it('a price that was asked for counts when it is newer, and is no print', () => {
    const tape = tapeFrom()
    print(tape, 100, 101)
    tape.takePrice(90, OPEN + 50, OPEN + 120)
    expect(tape.price).toBe(101)
    tape.takePrice(102, OPEN + 150, OPEN + 160)
    expect([tape.price, tape.prints.length, tape.heardAt]).toEqual([102, 1, OPEN + 160])
  })
})
