import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRule } from '../../../../src/analysis/alerts/read-rule.ts'
import { type Instant, iso, MINUTE, SECOND } from '../../../../src/core/time.ts'
import { AlertBook, type AlertBookParts } from '../../../../src/engine/alerts/alert-book.ts'
import type { AlertRule, FiredAlert } from '../../../../src/market/alerts.ts'
import { createBars } from '../../../../src/market/bars.ts'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'

/** 09:30 New York. */
const OPEN = Date.UTC(2026, 2, 20, 13, 30)

const rule = (id: number, text: string, more: Partial<AlertRule> = {}): AlertRule => {
  const { kind, text: spelled } = readRule(text)
  return { id, name: text, kind, rule: spelled, symbols: null, timeframe: '1m', once: false, via: null, addedAt: 0, ...more }
}

const bookOf = (rules: AlertRule[], more: Partial<AlertBookParts> = {}) =>
  new AlertBook({ rules, fired: [], phases: 'regular', minimumPrintsPerMinute: 5, coverage: 1, ...more })

/** A symbol with the session before (closed at 100) behind it. */
function tapeOf(symbol = 'SIMALL'): LiveTape {
  const tape = new LiveTape({ symbol, source: 'test', feed: 'test', from: OPEN })
  const before = createBars({ symbol, timeframe: '1m', source: 'test', feed: 'test' }, 60, { prints: true, vwap: true })
  for (let i = 0; i < 60; i++) {
    before.time[i] = Date.UTC(2026, 2, 19, 19, i)
    for (const name of ['open', 'high', 'low', 'close', 'vwap'] as const) before[name]![i] = 100
    before.volume[i] = 1000
    before.prints![i] = 50
  }
  before.length = 60
  tape.seed(before)
  return tape
}

/** Prints as [seconds after the open, price], told to the book with `ask` seconds between two looks. */
function play(book: AlertBook, prints: [number, number][], { ask = 1, until = 0, tape = tapeOf() } = {}): FiredAlert[] {
  const fired: FiredAlert[] = []
  const last = Math.max(until, (prints.at(-1)?.[0] ?? 0) + 2)
  let next = 0
  book.onTape(tape, OPEN)
  const start = Math.min(0, prints[0]?.[0] ?? 0)
  for (let now = start; now <= last; now += ask) {
    for (; next < prints.length && prints[next][0] <= now; next++) {
      const at = OPEN + prints[next][0] * SECOND
      fired.push(...close(book, tape, at))
      tape.takePrint(at, prints[next][1], 100, 'V', '', `${next}`, at)
    }
    fired.push(...book.onTape(tape, OPEN + now * SECOND))
  }
  return fired
}

function close(book: AlertBook, tape: LiveTape, at: Instant): FiredAlert[] {
  const from = tape.closeThrough(at)
  const fired: FiredAlert[] = []
  for (let row = from; row < tape.closed.length; row++) fired.push(...book.onBar(tape, row))
  return fired
}

const told = (fired: FiredAlert[]) => fired.map(({ at, message }) => `${iso(at).slice(11, 19)} ${message}`)

describe('rules on prices', () => {
  it('a rule fires at the second in which its price is first there, and says what it read', () => {
    const fired = play(bookOf([rule(1, 'price > 101')]), [
      [1, 100.5],
      [3, 101.5],
      [4, 102],
    ])
    expect(told(fired)).toEqual(['13:30:03 SIMALL: price > 101 (price 101.5)'])
    expect(fired[0]).toMatchObject({ symbol: 'SIMALL', price: 101.5, values: { price: 101.5 } })
  })

  it('a price that was there for a moment between two looks is not missed', () => {
    const prints: [number, number][] = [
      [1, 100],
      [1.2, 105],
      [1.4, 100],
    ]
    expect(told(play(bookOf([rule(1, 'price > 101')]), prints))).toEqual(['13:30:02 SIMALL: price > 101 (price 105)'])
  })

  it('change is against the last close before the session, as a fraction', () => {
    const fired = play(bookOf([rule(1, 'change > 0.03')]), [
      [1, 102],
      [5, 103.5],
    ])
    expect(told(fired)).toEqual(['13:30:05 SIMALL: change > 0.03 (change 3.50%)'])
  })

  it('before the session there is no change; with its first print there is', () => {
    const fired = play(bookOf([rule(1, 'change > 0.03'), rule(2, 'price > 103')]), [
      [-60, 104],
      [-30, 104.5],
      [2, 105],
    ])
    expect(told(fired)).toEqual(['13:29:00 SIMALL: price > 103 (price 104)', '13:30:02 SIMALL: change > 0.03 (change 5.00%)'])
  })

  it('a trembling price is told once, one that was away for a minute again', () => {
    const trembling = Array.from({ length: 40 }, (_, i): [number, number] => [1 + i, i % 2 === 0 ? 101.5 : 100.5])
    const away = Array.from({ length: 62 }, (_, i): [number, number] => [50 + i, 100])
    const fired = play(bookOf([rule(1, 'price > 101')]), [...trembling, ...away, [120, 102]])
    expect(told(fired).map((text) => text.slice(0, 8))).toEqual(['13:30:01', '13:32:00'])
  })

  it('once is once of each symbol; symbols that a rule does not name are left alone', () => {
    const book = bookOf([rule(1, 'price > 101', { once: true, symbols: ['SIMALL'] })])
    const prints: [number, number][] = [
      [1, 102],
      ...Array.from({ length: 70 }, (_, i): [number, number] => [2 + i, 100]),
      [80, 103],
    ]
    expect(play(book, prints)).toHaveLength(1)
    expect(play(book, prints, { tape: tapeOf('SIMTEC') })).toEqual([])
  })

  it('what fired earlier in the session is held, what fired once ever is spent', () => {
    const prints: [number, number][] = [[1, 102]]
    const earlier = (thisSession: boolean) => [{ rule: 1, symbol: 'SIMALL', thisSession }]
    expect(play(bookOf([rule(1, 'price > 101')], { fired: earlier(true) }), prints)).toEqual([])
    expect(play(bookOf([rule(1, 'price > 101')], { fired: earlier(false) }), prints)).toHaveLength(1)
    expect(play(bookOf([rule(1, 'price > 101', { once: true })], { fired: earlier(false) }), prints)).toEqual([])
  })

  it('rules that come later are heard; what goes is silent; what stays remembers', () => {
    const book = bookOf([rule(1, 'price > 101')])
    const tape = tapeOf()
    const print = (second: number, price: number) => {
      tape.takePrint(OPEN + second * SECOND, price, 1, 'V', '', `${second}`, OPEN + second * SECOND)
      return book.onTape(tape, OPEN + second * SECOND).map(({ rule: { id } }) => id)
    }
    expect(print(1, 102)).toEqual([1])
    book.setRules([rule(1, 'price > 101'), rule(2, 'price > 102')])
    expect(print(3, 103)).toEqual([2])
    book.setRules([])
    expect(print(200, 90)).toEqual([])
  })

  it('property: it does not matter how often it is asked', () => {
    const walk = fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 990, max: 1030 })), { maxLength: 80 })
    fc.assert(
      fc.property(walk, fc.constantFrom(0.25, 0.5, 2, 5, 30), (steps, ask) => {
        let at = 0
        const prints = steps.map(([wait, price]): [number, number] => {
          at += wait
          return [at / 1000, price / 10]
        })
        const rules = () => [rule(1, 'price > 101'), rule(2, 'price < 99.5')]
        const until = 60 * Math.ceil((at / 1000 + 2) / 60)
        expect(told(play(bookOf(rules()), prints, { ask, until }))).toEqual(
          told(play(bookOf(rules()), prints, { ask: 1, until })),
        )
      }),
      { numRuns: 60 },
    )
  })
})

/** Closes of consecutive minutes from the open, a print each second. */
function playMinutes(book: AlertBook, closes: number[], prints = 6, tape = tapeOf()): FiredAlert[] {
  const fired: FiredAlert[] = []
  closes.forEach((price, minute) => {
    for (let i = 0; i < prints; i++) {
      const at = OPEN + minute * MINUTE + i * SECOND
      tape.takePrint(at, price, 100, 'V', '', `${minute}-${i}`, at)
    }
    fired.push(...close(book, tape, OPEN + (minute + 1) * MINUTE))
  })
  return fired
}

describe('rules on closed bars', () => {
  it('an indicator is judged when a minute has closed, with the values of scan', () => {
    const fired = playMinutes(bookOf([rule(1, 'sma(3) > sma(10)')]), [100, 100, 100, 101, 102])
    expect(told(fired)).toEqual(['13:34:00 SIMALL: sma(3) > sma(10) (sma(3) 100.33, sma(10) 100.1)'])
  })

  it('on coarser bars only when such a bar has closed', () => {
    const rules = [rule(1, 'close > 101', { timeframe: '5m' })]
    expect(told(playMinutes(bookOf(rules), [100, 102, 102, 102, 102, 100, 100]))).toEqual([
      '13:35:00 SIMALL: close > 101 (close 102)',
    ])
  })

  it('a peak is told when it has settled, with the time it happened and the time it was known', () => {
    const climb = [100, 100.5, 101, 101.5, 102, 102.5, 103, 103.5, 104, 104.5]
    const closes = [...climb, ...climb.toReversed(), ...Array(8).fill(100)]
    const fired = playMinutes(bookOf([rule(1, 'peak'), rule(2, 'trough', { symbols: ['SIMTEC'] })]), closes)
    expect(fired).toHaveLength(1)
    expect(fired[0].price).toBeCloseTo(104.5)
    expect(fired[0].message).toMatch(/^SIMALL: peak of 104.50 at 09:(39|40) New York, known at 09:4\d \(1m bars\)$/)
    expect(fired[0].at).toBeGreaterThanOrEqual(OPEN + 15 * MINUTE)
  })

  it('liquidity is lost when five minutes have fewer prints than the minimum, and was there before', () => {
    const rules = [rule(1, 'liquidity-lost')]
    const book = bookOf(rules)
    const tape = tapeOf()
    expect(playMinutes(book, Array(6).fill(100), 6, tape)).toEqual([])
    const more = Array.from({ length: 6 }, (_, i) => i).flatMap((i) => {
      const at = OPEN + (6 + i) * MINUTE
      tape.takePrint(at, 100, 1, 'V', '', `thin-${i}`, at)
      return close(book, tape, at + MINUTE)
    })
    expect(more).toHaveLength(1)
    expect(more[0].message).toMatch(/^SIMALL: liquidity lost, [0-4] prints a minute \(INSUFFICIENT\), less than 5$/)
    const thin = bookOf(rules, { minimumPrintsPerMinute: 100 })
    expect(playMinutes(thin, Array(8).fill(100))).toEqual([])
  })
})

describe('rules on what others tell', () => {
  const news = (kind: 'stale' | 'risk' | 'fill' | 'position', symbol: string | null) => ({
    ...{ kind, symbol, at: OPEN, message: `${kind} of ${symbol}`, key: null, price: null, values: {} },
  })

  it('hears its kind and its symbols; what concerns all concerns everyone', () => {
    const book = bookOf([rule(1, 'fill'), rule(2, 'risk', { symbols: ['SIMTEC'] }), rule(3, 'stale', { symbols: ['SIMTEC'] })])
    const heard = (kind: 'stale' | 'risk' | 'fill' | 'position', symbol: string | null) =>
      book.onNews(news(kind, symbol)).map(({ rule: { id } }) => id)
    expect([heard('fill', 'SIMALL'), heard('risk', 'SIMALL'), heard('risk', null), heard('position', 'SIMTEC')]).toEqual([
      [1],
      [],
      [2],
      [],
    ])
    expect([heard('stale', 'SIMTEC'), heard('stale', null)]).toEqual([[3], [3]])
    const parts = ['order-1', 'order-1', 'order-2'].map((key) => book.onNews({ ...news('fill', 'SIMALL'), key }).length)
    expect(parts).toEqual([1, 0, 1])
  })
})
