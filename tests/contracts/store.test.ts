import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import type { KeptRun, Store, StudyTrial } from '../../src/ports/store.ts'
import { barRows, barsOf, MINUTE, OPEN, type PrintRow, printRows, printsOf, quoteRows, quotesOf } from '../support/store-rows.ts'

const KEY = { symbol: 'TEST', timeframe: '1m', source: 'import' } as const
const minutes = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ time: OPEN + (from + i) * MINUTE, close: 10 + from + i }))

const KEPT_RUN: KeptRun = {
  id: 'a1b2c3',
  kind: 'backtest',
  at: 5,
  strategy: 'sma-cross',
  symbols: ['SPY', 'QQQ'],
  timeframe: '1d',
  source: 'import',
  summary: { sharpe: 1.25, grade: 'C', cagr: null },
  body: { metrics: { sharpe: null }, why: ['a', 1] },
  columns: {},
}

const trialOf = (stretch: string, params: StudyTrial['params'], returns?: number[]): StudyTrial => ({
  stretch,
  key: JSON.stringify(params),
  params,
  body: { objective: 1.5, metrics: { sharpe: null } },
  dailyReturns: returns ? Float64Array.from(returns) : null,
})

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What every store must do; each adapter behind the port runs it. */
function storeContract(name: string, open: () => Store): void {
  describe(`store contract: ${name}`, () => {
    let store: Store
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())

    describe('bars', () => {
      test('what was appended comes back, in shared memory of exactly its size', () => {
        expect(store.bars.append(barsOf(minutes(0, 3)))).toEqual({ stored: 3, duplicates: 0, conflicts: [] })
        const bars = store.bars.load(KEY)
        expect(barRows(bars)).toEqual(barRows(barsOf(minutes(0, 3))))
        expect(bars).toMatchObject({ ...KEY, feed: 'import', length: 3, prints: null, vwap: null })
        expect(bars?.close.buffer).toBeInstanceOf(SharedArrayBuffer)
        expect(bars?.close.length).toBe(3)
      })

      test('an unknown series is null, a range without rows is empty', () => {
        expect(store.bars.load(KEY)).toBeNull()
        store.bars.append(barsOf(minutes(0, 3)))
        expect(store.bars.load({ ...KEY, timeframe: '5m' })).toBeNull()
        expect(store.bars.load({ ...KEY, source: 'yahoo' })).toBeNull()
        expect(store.bars.load(KEY, { from: OPEN + MINUTE * 100 })?.length).toBe(0)
      })

      test('an empty append stores nothing and makes no series', () => {
        expect(store.bars.append(barsOf([]))).toEqual({ stored: 0, duplicates: 0, conflicts: [] })
        expect(store.series()).toEqual([])
      })

      test('an equal row is a duplicate; another row at its time a conflict that changes nothing', () => {
        store.bars.append(barsOf(minutes(0, 3)))
        const again = minutes(0, 4)
        again[1].close = 99
        expect(store.bars.append(barsOf(again))).toEqual({ stored: 1, duplicates: 2, conflicts: [1] })
        expect(store.bars.load(KEY)?.close).toEqual(barsOf(minutes(0, 4)).close)
      })

      test('within one append the first row of a time stands, and conflicts name the given index', () => {
        const [a, b, c] = minutes(0, 3)
        const result = store.bars.append(barsOf([c, a, { ...a, close: 50 }, b, a]))
        expect(result).toEqual({ stored: 3, duplicates: 1, conflicts: [2] })
        expect(barRows(store.bars.load(KEY))).toEqual(barRows(barsOf([a, b, c])))
      })

      test('optional columns: missing values are NaN and equal each other, an all-missing column is absent', () => {
        const rows = [
          { time: OPEN, close: 1, prints: 7 },
          { time: OPEN + MINUTE, close: 2 },
        ]
        store.bars.append(barsOf(rows))
        expect(store.bars.append(barsOf(rows)).duplicates).toBe(2)
        expect(store.bars.append(barsOf([{ time: OPEN + MINUTE, close: 2, vwap: Number.NaN }])).duplicates).toBe(1)
        expect(store.bars.append(barsOf([{ time: OPEN, close: 1 }])).conflicts).toEqual([0])
        expect([...(store.bars.load(KEY)?.prints ?? [])]).toEqual([7, Number.NaN])
        expect(store.bars.load(KEY)?.vwap).toBeNull()
        expect(store.bars.load(KEY, { from: OPEN + MINUTE })?.prints).toBeNull()
      })

      test('range and limit: from included, to excluded, the newest kept', () => {
        store.bars.append(barsOf(minutes(0, 10_000)))
        const times = (options: object) => [...(store.bars.load(KEY, options)?.time ?? [])].map((time) => (time - OPEN) / MINUTE)
        expect(times({ from: OPEN + 4090 * MINUTE, to: OPEN + 4093 * MINUTE })).toEqual([4090, 4091, 4092])
        expect(times({ from: OPEN + 4090.5 * MINUTE, to: OPEN + 4092.5 * MINUTE })).toEqual([4091, 4092])
        expect(times({ limit: 2 })).toEqual([9998, 9999])
        expect(times({ to: OPEN + 5000 * MINUTE, limit: 3 })).toEqual([4997, 4998, 4999])
        expect(times({ limit: 0 })).toEqual([])
        expect(store.bars.load(KEY, { limit: 9000 })?.length).toBe(9000)
      })

      test('a given series with spare room is read to its length only', () => {
        const bars = barsOf(minutes(0, 5))
        bars.length = 2
        expect(store.bars.append(bars).stored).toBe(2)
        expect(store.bars.load(KEY)?.length).toBe(2)
      })

      test('rows of another feed are not mixed into a series', () => {
        store.bars.append(barsOf(minutes(0, 2), { source: 'alpaca', feed: 'iex' }))
        expect(() => store.bars.append(barsOf(minutes(2, 2), { source: 'alpaca', feed: 'sip' }))).toThrow(/feed iex.*feed sip/)
        expect(store.bars.load({ ...KEY, source: 'alpaca' })).toMatchObject({ length: 2, feed: 'iex' })
      })

      test('a row without a time is refused and nothing is stored', () => {
        expect(() => store.bars.append(barsOf([...minutes(0, 2), { time: Number.NaN, close: 1 }]))).toThrow(
          /row 2 of TEST 1m has no time/,
        )
        expect(store.bars.load(KEY)).toBeNull()
      })

      test('remove deletes one series and says whether it existed', () => {
        store.bars.append(barsOf(minutes(0, 5000)))
        store.bars.append(barsOf(minutes(0, 5), { source: 'simulated' }))
        expect(store.bars.remove(KEY)).toBe(true)
        expect(store.bars.remove(KEY)).toBe(false)
        expect(store.bars.load(KEY)).toBeNull()
        expect(store.series().map((series) => series.source)).toEqual(['simulated'])
        expect(store.bars.append(barsOf(minutes(0, 5))).stored).toBe(5)
      })

      const batch = fc.record({
        from: fc.integer({ min: 0, max: 12_000 }),
        count: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 300, max: 5000 })),
        step: fc.integer({ min: 1, max: 3 }),
        variant: fc.constantFrom(0, 0, 0, 1),
        backwards: fc.boolean(),
      })

      test('property: random batches in any order equal a naive model', () => {
        fc.assert(
          fc.property(fc.array(batch, { minLength: 1, maxLength: 8 }), (batches) => {
            const fresh = open()
            const model = new Map<number, number>()
            for (const { from, count, step, variant, backwards } of batches) {
              const slots = Array.from({ length: count }, (_, i) => from + i * step)
              if (backwards) slots.reverse()
              const expected = { stored: 0, duplicates: 0, conflicts: [] as number[] }
              slots.forEach((slot, i) => {
                const close = slot + (slot % 7 === 0 ? variant : 0)
                const known = model.get(slot)
                if (known === undefined) {
                  expected.stored++
                  model.set(slot, close)
                } else if (known === close) expected.duplicates++
                else expected.conflicts.push(i)
              })
              const rows = slots.map((slot) => ({ time: OPEN + slot * MINUTE, close: slot + (slot % 7 === 0 ? variant : 0) }))
              expect(fresh.bars.append(barsOf(rows))).toEqual(expected)
            }
            const slots = [...model.keys()].sort((a, b) => a - b)
            const bars = fresh.bars.load(KEY)
            expect([...(bars?.time ?? [])].map((time) => (time - OPEN) / MINUTE)).toEqual(slots)
            expect([...(bars?.close ?? [])]).toEqual(slots.map((slot) => model.get(slot)))
            expect(fresh.series()).toMatchObject([{ rows: slots.length, from: OPEN + slots[0] * MINUTE }])
            expect(fresh.integrity()).toBe('ok')
            fresh.close()
          }),
          { numRuns: 25 },
        )
      })
    })

    describe('prints and quotes', () => {
      const burst: PrintRow[] = [
        { time: OPEN, price: 10, exchange: 'P', conditions: '20' },
        { time: OPEN, price: 10, exchange: 'P', conditions: '20' },
        { time: OPEN, price: 10, exchange: 'Q', conditions: '20' },
        { time: OPEN + 0.25, price: 11 },
      ]
      const append = (rows: PrintRow[]) => {
        const { prints, occurrence } = printsOf(rows)
        return store.tape.appendPrints(prints, occurrence)
      }
      const stored = () => printRows(store.tape.loadPrints('TEST', 'import'))

      test('equal prints of one file are all kept, a second import of it stores none', () => {
        expect(append(burst)).toEqual({ stored: 4, duplicates: 0, conflicts: [] })
        expect(append(burst)).toEqual({ stored: 0, duplicates: 4, conflicts: [] })
        expect(stored()).toEqual(burst.map((row) => ({ size: 100, exchange: '', conditions: '', id: '', ...row })))
        expect(store.tape.loadPrints('TEST', 'import')?.time.buffer).toBeInstanceOf(SharedArrayBuffer)
      })

      test('a file read in batches stores what it stores in one, after a part of it was stored before', () => {
        const { prints, occurrence } = printsOf([burst[0], burst[1], burst[1], burst[1]])
        append([burst[0], burst[1]])
        const second = printsOf([burst[1], burst[1]]).prints
        expect(store.tape.appendPrints(second, occurrence.slice(2))).toEqual({ stored: 2, duplicates: 0, conflicts: [] })
        expect(store.tape.appendPrints(prints, occurrence).duplicates).toBe(4)
        expect(stored()?.length).toBe(4)
      })

      test('with ids, the id within its stamp and exchange decides', () => {
        const named = [
          { time: OPEN, price: 10, id: '7' },
          { time: OPEN, price: 10, id: '8' },
          { time: OPEN, price: 10, id: '7', exchange: 'Q' },
          { time: OPEN + 1, price: 10, id: '7' },
        ]
        expect(append([...named, named[0]])).toEqual({ stored: 4, duplicates: 1, conflicts: [] })
        expect(append([{ ...named[0], price: 12 }, named[1]])).toEqual({ stored: 0, duplicates: 1, conflicts: [0] })
        expect(stored()?.map((row) => row.id)).toEqual(['7', '8', '7', '7'])
      })

      test('a stamp longer than a chunk stays whole', () => {
        const rows = Array.from({ length: 20_000 }, (_, i) => ({ time: OPEN, price: i % 5, size: i }))
        expect(append([...rows, { time: OPEN + 1, price: 1 }]).stored).toBe(20_001)
        expect(append(rows).duplicates).toBe(20_000)
        expect(stored()?.map((row) => row.size)).toEqual([...rows.map((row) => row.size), 100])
      })

      const tapeBatch = fc.record({
        from: fc.integer({ min: 0, max: 6000 }),
        count: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2000, max: 9000 })),
        kinds: fc.integer({ min: 1, max: 3 }),
        shuffle: fc.boolean(),
      })

      test('property: random files of prints equal a naive model', () => {
        fc.assert(
          fc.property(fc.array(tapeBatch, { minLength: 1, maxLength: 5 }), (batches) => {
            const fresh = open()
            const model = new Map<string, number>()
            for (const { from, count, kinds, shuffle } of batches) {
              const rows = Array.from({ length: count }, (_, i) => ({
                time: OPEN + from + (i >> 2),
                price: i % kinds,
                exchange: `X${i % 2}`,
              }))
              if (shuffle) rows.sort((a, b) => a.price - b.price || b.time - a.time)
              const { prints, occurrence } = printsOf(rows)
              let expected = 0
              rows.forEach((row, i) => {
                const key = `${row.time} ${row.price} ${row.exchange}`
                const known = model.get(key) ?? 0
                if (known < occurrence[i]) {
                  model.set(key, known + 1)
                  expected++
                }
              })
              expect(fresh.tape.appendPrints(prints, occurrence)).toEqual({
                stored: expected,
                duplicates: count - expected,
                conflicts: [],
              })
            }
            const counts = new Map<string, number>()
            const rows = printRows(fresh.tape.loadPrints('TEST', 'import')) ?? []
            for (const row of rows) {
              const key = `${row.time} ${row.price} ${row.exchange}`
              counts.set(key, (counts.get(key) ?? 0) + 1)
            }
            expect(counts).toEqual(model)
            expect(rows.every((row, i) => i === 0 || rows[i - 1].time <= row.time)).toBe(true)
            fresh.close()
          }),
          { numRuns: 12 },
        )
      })

      test('quotes are keyed by their time', () => {
        const rows = [
          { time: OPEN, bid: 10, ask: 10.1, exchange: 'P' },
          { time: OPEN + 1, bid: 10, ask: 10.2 },
        ]
        expect(store.tape.appendQuotes(quotesOf(rows))).toEqual({ stored: 2, duplicates: 0, conflicts: [] })
        expect(store.tape.appendQuotes(quotesOf([{ ...rows[0], ask: 11 }, rows[1]]))).toEqual({
          stored: 0,
          duplicates: 1,
          conflicts: [0],
        })
        expect(quoteRows(store.tape.loadQuotes('TEST', 'import'))).toEqual([rows[0], { ...rows[1], exchange: '' }])
        expect(store.tape.loadQuotes('TEST', 'import', { from: OPEN + 0.5 })?.length).toBe(1)
        expect(store.tape.loadQuotes('OTHER', 'import')).toBeNull()
        expect(store.tape.loadPrints('TEST', 'import')).toBeNull()
      })
    })

    test('series lists every series with rows and span', () => {
      store.bars.append(barsOf(minutes(0, 600)))
      store.bars.append(barsOf(minutes(600, 1)))
      store.bars.append(barsOf(minutes(5, 2), { symbol: 'ABC', timeframe: '5m', source: 'yahoo' }))
      const { prints, occurrence } = printsOf([{ time: OPEN, price: 1 }])
      store.tape.appendPrints(prints, occurrence)
      store.tape.appendQuotes(quotesOf([{ time: OPEN, bid: 1, ask: 2 }]))
      const point = { symbol: 'TEST', timeframe: null, source: 'import', feed: 'import', rows: 1, from: OPEN, to: OPEN }
      expect(store.series()).toEqual([
        {
          kind: 'bars',
          symbol: 'ABC',
          timeframe: '5m',
          source: 'yahoo',
          feed: 'yahoo',
          rows: 2,
          from: OPEN + 5 * MINUTE,
          to: OPEN + 6 * MINUTE,
        },
        { kind: 'bars', ...KEY, feed: 'import', rows: 601, from: OPEN, to: OPEN + 600 * MINUTE },
        { kind: 'prints', ...point },
        { kind: 'quotes', ...point },
      ])
      for (const symbol of ['ABC', 'TEST', 'NONE']) {
        expect(store.series(symbol)).toEqual(store.series().filter((one) => one.symbol === symbol))
      }
    })

    test('actions: key (symbol, kind, exDay, source)', () => {
      const split = { symbol: 'TEST', kind: 'split', exDay: 20_000, value: 7, ratio: 1 / 7, source: 'import' } as const
      const dividend = { ...split, kind: 'dividend', value: 0.5, ratio: null } as const
      const later = { ...dividend, exDay: 20_100 }
      expect(store.actions.append([later, split, dividend, split])).toEqual({ stored: 3, duplicates: 1, conflicts: [] })
      expect(store.actions.append([{ ...dividend, value: 0.6 }])).toEqual({ stored: 0, duplicates: 0, conflicts: [0] })
      expect(store.actions.load('TEST', 'import')).toEqual([dividend, split, later])
      expect(store.actions.load('TEST', 'import', 20_001, 20_100)).toEqual([later])
      expect(store.actions.load('TEST', 'yahoo')).toEqual([])
      expect(store.actions.list()).toEqual([{ symbol: 'TEST', source: 'import', actions: 3, from: 20_000, to: 20_100 }])
    })

    test('adjusted closes: apart from raw prices, by series; a stored one stands, NaN is none, and they go with their series', () => {
      const append = (timeframe: '1m' | '1d', times: number[], values: number[]) =>
        store.actions.appendAdjustedCloses({ ...KEY, timeframe }, Float64Array.from(times), Float64Array.from(values))
      const rows = (timeframe: '1m' | '1d') => {
        const { time, value } = store.actions.loadAdjustedCloses({ ...KEY, timeframe })
        return [...time].map((at, i) => [at, value[i]])
      }
      append('1d', [OPEN + MINUTE, OPEN], [9.6, 9.5])
      append('1m', [OPEN, OPEN + MINUTE], [8.5, Number.NaN])
      append('1d', [OPEN], [1])
      expect(rows('1d')).toEqual([
        [OPEN, 9.5],
        [OPEN + MINUTE, 9.6],
      ])
      expect(rows('1m')).toEqual([[OPEN, 8.5]])
      expect(store.actions.loadAdjustedCloses({ ...KEY, source: 'yahoo' }).time).toHaveLength(0)
      store.bars.append(barsOf(minutes(0, 1)))
      store.bars.remove(KEY)
      expect([rows('1m'), rows('1d').length]).toEqual([[], 2])
    })

    test('a transaction keeps all it did, or nothing at all when it throws', () => {
      const split = { symbol: 'TEST', kind: 'split', exDay: 20_000, value: 7, ratio: 1 / 7, source: 'import' } as const
      const entry = { kind: 'scan', at: 5, asOf: 4, subject: 'momentum', source: 'store', body: {} } as const
      const work = (from: number) => {
        const { prints, occurrence } = printsOf([{ time: OPEN + from, price: 1, id: String(from) }])
        store.tape.appendPrints(prints, occurrence)
        store.tape.appendQuotes(quotesOf([{ time: OPEN + from, bid: 1, ask: 2 }]))
        store.actions.append([{ ...split, exDay: split.exDay + from }])
        store.actions.appendAdjustedCloses(KEY, Float64Array.of(OPEN + from * MINUTE), Float64Array.of(5))
        store.kept.add(entry)
        store.fetched.add(KEY, from * 10, from * 10 + 5)
        store.runs.put({ ...KEPT_RUN, id: `run-${from}` })
        store.trials.add([{ id: `t${from}`, dataKey: 'data', strategy: 'sma-cross', at: 1, dailySharpe: 0.1 }])
        store.studies.open(`study-${from}`, {}, 1)
        store.studies.add(`study-${from}`, [trialOf('all', { fast: from })])
        store.studies.finish(`study-${from}`)
        return store.transaction(() => store.bars.append(barsOf(minutes(from, 2))).stored)
      }
      const held = () => ({
        series: store.series(),
        actions: store.actions.load('TEST', 'import').length,
        closes: store.actions.loadAdjustedCloses(KEY).time.length,
        kept: store.kept.list('scan', 9).length,
        fetched: store.fetched.list(KEY),
        runs: store.runs.list(9),
        trials: store.trials.on('data').count,
        studies: store.studies.list(9),
      })
      const breakOff = (from: number) => () =>
        store.transaction(() => {
          work(from)
          throw new Error('half-way')
        })
      const empty = { series: [], actions: 0, closes: 0, kept: 0, fetched: [], runs: [], trials: 0, studies: [] }
      expect(breakOff(0)).toThrow('half-way')
      expect(held()).toEqual(empty)
      expect(store.transaction(() => work(0))).toBe(2)
      const once = held()
      expect(once).toMatchObject({ actions: 1, closes: 1, kept: 1, fetched: [{ from: 0, to: 5 }], trials: 1 })
      expect(once.studies).toMatchObject([{ id: 'study-0', trials: 1, finished: true }])
      expect(once.series.map((one) => one.rows)).toEqual([2, 1, 1])
      expect(breakOff(7)).toThrow('half-way')
      expect(held()).toEqual(once)
      expect(store.bars.append(barsOf(minutes(7, 2))).stored).toBe(2)
    })

    test('kept results come newest first', () => {
      const entry = { kind: 'scan', at: 5, asOf: 4, subject: 'rsi(14) < 30', source: 'store', body: { rows: [1, null] } } as const
      expect(store.kept.add(entry)).toBe(1)
      store.kept.add({ ...entry, subject: 'momentum' })
      store.kept.add({ ...entry, kind: 'signal' })
      expect(store.kept.list('scan', 5).map((kept) => kept.subject)).toEqual(['momentum', 'rsi(14) < 30'])
      expect(store.kept.list('scan', 1)).toEqual([{ ...entry, id: 2, subject: 'momentum' }])
    })

    test('fetched ranges join where they touch', () => {
      for (const [from, to] of [
        [10, 20],
        [40, 50],
        [20, 30],
        [60, 70],
        [45, 60],
      ])
        store.fetched.add(KEY, from, to)
      store.fetched.add({ ...KEY, timeframe: '1d' }, 0, 5)
      expect(store.fetched.list(KEY)).toEqual([
        { from: 10, to: 30 },
        { from: 40, to: 70 },
      ])
      store.bars.append(barsOf(minutes(0, 1)))
      store.bars.remove(KEY)
      expect(store.fetched.list(KEY)).toEqual([])
    })

    describe('runs', () => {
      test('a run comes back whole: body as JSON, columns to the last bit', () => {
        fc.assert(
          fc.property(fc.array(fc.double()), (values) => {
            const columns = {
              equity: Float64Array.from(values),
              times: Float64Array.of(OPEN, OPEN + MINUTE),
              none: new Float64Array(),
            }
            store.runs.put({ ...KEPT_RUN, columns })
            const run = store.runs.get('a1b2c3')
            expect({ ...run, columns: null }).toEqual({ ...KEPT_RUN, columns: null })
            expect(Object.keys(run!.columns)).toEqual(['equity', 'times', 'none'])
            for (const name of ['equity', 'times', 'none'] as const) {
              const [held, given] = [run!.columns[name], columns[name]]
              expect(held.length).toBe(given.length)
              expect(given.every((value, i) => Object.is(value, held[i]))).toBe(true)
            }
          }),
          { numRuns: 30 },
        )
      })

      test('the same id is the same run: replaced, not added, and nothing of the old one stays', () => {
        store.runs.put({ ...KEPT_RUN, columns: { equity: Float64Array.of(1), exposure: Float64Array.of(2) } })
        store.runs.put({ ...KEPT_RUN, at: 9, body: { metrics: 2 } })
        expect(store.runs.list(5)).toHaveLength(1)
        expect(store.runs.get('a1b2c3')).toEqual({ ...KEPT_RUN, at: 9, body: { metrics: 2 } })
      })

      test('newest first, without body and columns; of one stamp the later kept first', () => {
        for (const [id, at] of [
          ['old', 1],
          ['new', 3],
          ['also-new', 3],
          ['middle', 2],
        ] as const)
          store.runs.put({ ...KEPT_RUN, id, at })
        expect(store.runs.list(9).map((run) => run.id)).toEqual(['also-new', 'new', 'middle', 'old'])
        const { body, columns, ...listed } = KEPT_RUN
        expect(store.runs.list(1)).toEqual([{ ...listed, id: 'also-new', at: 3 }])
      })

      test('is found by a beginning of its id that no other has; a whole id always', () => {
        for (const id of ['abc', 'abcd', 'abd', 'a_c']) store.runs.put({ ...KEPT_RUN, id })
        const found = (id: string) => store.runs.get(id)?.id ?? null
        expect(['abc', 'abcd', 'abd', 'a_c', 'a_'].map(found)).toEqual(['abc', 'abcd', 'abd', 'a_c', 'a_c'])
        expect(['b', 'abcde', '', '%', '_', 'ABC'].map(found)).toEqual([null, null, null, null, null, null])
        expect(() => store.runs.get('ab')).toThrow("several runs begin with 'ab': abc, abcd, abd")
        expect(() => store.runs.get('ab')).toThrow(expect.objectContaining({ kind: 'usage' }))
      })

      test('what was handed in or out can be changed without changing what is kept', () => {
        const columns = { equity: Float64Array.of(1, 2) }
        store.runs.put({ ...KEPT_RUN, columns })
        columns.equity[0] = 99
        store.runs.get('a1b2c3')!.columns.equity[1] = 99
        expect([...store.runs.get('a1b2c3')!.columns.equity]).toEqual([1, 2])
      })
    })

    describe('trials', () => {
      const trial = { id: 'x', dataKey: 'SPY 1d import', strategy: 'sma-cross', at: 1, dailySharpe: 0.05 } as const

      test('count once however often they are tried, apart by data', () => {
        store.trials.add([trial, { ...trial, id: 'y', dailySharpe: -0.02 }, { ...trial, id: 'z', dailySharpe: null }])
        store.trials.add([trial, { ...trial, strategy: 'other', dataKey: 'QQQ 1d import' }])
        expect(store.trials.on('SPY 1d import')).toEqual({ count: 3, dailySharpes: Float64Array.of(0.05, -0.02) })
        expect(store.trials.on('QQQ 1d import').count).toBe(1)
        expect(store.trials.on('DIA 1d import')).toEqual({ count: 0, dailySharpes: new Float64Array() })
      })

      test('a Sharpe ratio once known stands; one that was unknown is filled in', () => {
        store.trials.add([trial, { ...trial, id: 'y', dailySharpe: null }])
        store.trials.add([
          { ...trial, dailySharpe: null },
          { ...trial, id: 'y', dailySharpe: 0.3 },
        ])
        store.trials.add([{ ...trial, dailySharpe: 0.7 }])
        expect(store.trials.on('SPY 1d import')).toEqual({ count: 2, dailySharpes: Float64Array.of(0.05, 0.3) })
      })
    })

    describe('studies', () => {
      test('are taken up where they stopped: trials in order, each once, the first one stands', () => {
        expect(store.studies.open('s1', { objective: 'sharpe' }, 5)).toEqual({ trials: [], finished: false })
        const first = [trialOf('fold-1-in', { fast: 5 }, [0.01, -0.02]), trialOf('fold-1-out', { fast: 5 })]
        store.studies.add('s1', first)
        store.studies.add('s1', [{ ...trialOf('fold-1-in', { fast: 5 }), body: 'other' }, trialOf('fold-1-in', { fast: 6 })])
        const again = store.studies.open('s1', { objective: 'ignored' }, 99)
        expect(again).toEqual({ trials: [...first, trialOf('fold-1-in', { fast: 6 })], finished: false })
        expect(store.studies.list(5)).toEqual([{ id: 's1', at: 5, body: { objective: 'sharpe' }, trials: 3, finished: false }])
      })

      test('finished is finished; newest first', () => {
        for (const [id, at] of [
          ['a', 1],
          ['b', 2],
        ] as const)
          store.studies.open(id, {}, at)
        store.studies.finish('a')
        expect(store.studies.open('a', {}, 9).finished).toBe(true)
        expect(store.studies.open('b', {}, 9).finished).toBe(false)
        expect(store.studies.list(9).map(({ id, finished }) => [id, finished])).toEqual([
          ['b', false],
          ['a', true],
        ])
        expect(store.studies.list(1)).toHaveLength(1)
      })

      test('trials of a study that was never opened are refused', () => {
        expect(() => store.studies.add('nowhere', [trialOf('all', { fast: 1 })])).toThrow('study nowhere was never opened')
      })
    })

    test('info and integrity speak of the file', () => {
      expect(store.integrity()).toBe('ok')
      expect(store.info()).toMatchObject({ path: store.path, schema: 6 })
    })
  })
}

let files = 0
storeContract('sqlite', () => openStore(join(folder, `${files++}.db`)))
storeContract('memory', createMemoryStore)
