import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeptAnswers } from '../../../../src/mcp/tools/kept-answers.ts'
import { bytesOf, type Cut, fitted, nextPage } from '../../../../src/mcp/tools/page.ts'

/** Everything a client can get of an answer: the first page, then page by page. */
function read(answer: Record<string, unknown>, kept: KeptAnswers, most: number) {
  const rows = new Map<string, unknown[]>()
  for (const cut of (answer.page ?? []) as Cut[]) {
    for (const list of cut.lists) rows.set(list, [...(at(answer, list) as unknown[])])
    for (let cursor = cut.cursor; cursor !== null; ) {
      const page = nextPage(cursor, kept, most) as { rows: Record<string, unknown[]>; cursor: string | null }
      expect(bytesOf(page)).toBeLessThanOrEqual(most)
      for (const [list, more] of Object.entries(page.rows)) {
        if (cut.kept === 'newest') rows.get(list)!.unshift(...more)
        else rows.get(list)!.push(...more)
      }
      cursor = page.cursor
    }
  }
  return rows
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((one, key) => (one as Record<string, unknown>)[key], value)
}

const days = (count: number) => Array.from({ length: count }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString())

describe('answers within a size', () => {
  it('leaves a short answer as it is', () => {
    const answer = { a: 1, rows: [1, 2, 3] }
    expect(fitted('bars', answer, new KeptAnswers())).toBe(answer)
  })

  it('loses nothing: the pages together are the answer, and each is short enough', () => {
    const row = fc.record({ time: fc.string({ maxLength: 20 }), close: fc.double({ noNaN: true, noDefaultInfinity: true }) })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 120 }), fc.integer({ min: 1200, max: 4000 }), (rows, most) => {
        const kept = new KeptAnswers()
        const whole = JSON.parse(JSON.stringify({ symbol: 'A', rows }))
        const answer = fitted('bars', whole, kept, most)
        expect(bytesOf(answer)).toBeLessThanOrEqual(most)
        const all = read(answer, kept, most)
        expect(all.get('rows') ?? answer.rows).toEqual(whole.rows)
      }),
      { numRuns: 60 },
    )
  })

  it('cuts columns of one length at one row', () => {
    const length = 900
    const whole = {
      time: Array.from({ length }, (_, i) => `2026-01-01T00:00:${i}`),
      columns: { 'rsi:14': Array.from({ length }, (_, i) => i / 7), macd: { signal: Array.from({ length }, (_, i) => i) } },
    }
    const kept = new KeptAnswers()
    const answer = fitted('indicators', structuredClone(whole), kept, 5000)
    const [cut] = answer.page as Cut[]
    expect(new Set(cut.lists)).toEqual(new Set(['time', 'columns.rsi:14', 'columns.macd.signal']))
    expect((answer.time as unknown[]).length).toBe(cut.shown)
    const all = read(answer, kept, 5000)
    expect(all.get('time')).toEqual(whole.time)
    expect(all.get('columns.rsi:14')).toEqual(whole.columns['rsi:14'])
  })

  it('cuts lists inside a few results, each by itself', () => {
    const bars = (n: number) => Array.from({ length: n }, (_, i) => ({ time: i, close: i * 1.5 }))
    const whole = {
      results: [
        { symbol: 'A', bars: bars(400) },
        { symbol: 'B', bars: bars(300) },
      ],
    }
    const kept = new KeptAnswers()
    const answer = fitted('x', structuredClone(whole), kept, 6000)
    expect(bytesOf(answer)).toBeLessThanOrEqual(6000)
    const all = read(answer, kept, 6000)
    expect(all.get('results.0.bars')).toEqual(whole.results[0].bars)
  })

  it('says of a text how much of it is missing', () => {
    const answer = fitted('x', { text: 'y'.repeat(40_000) }, new KeptAnswers())
    expect(answer.text).toMatch(/^y{4000}\.\.\. \(36000 characters more\)$/)
  })

  it('keeps the newest of rows and columns that go up in time, and leads back from there', () => {
    const all300 = days(300)
    const whole = {
      bars: all300.map((time, i) => ({ time, close: i })),
      time: all300.slice(100),
      columns: { 'rsi:14': all300.slice(100).map((_, i) => i) },
    }
    const kept = new KeptAnswers()
    const answer = fitted('bars', structuredClone(whole), kept, 6000) as typeof whole
    expect(bytesOf(answer)).toBeLessThanOrEqual(6000)
    expect(answer.bars.at(-1)).toEqual({ time: all300[299], close: 299 })
    expect(answer.time.at(-1)).toBe(all300[299])
    expect(answer.columns['rsi:14'].at(-1)).toBe(199)
    const all = read(answer, kept, 6000)
    expect(all.get('bars')).toEqual(whole.bars)
    expect(all.get('time')).toEqual(whole.time)
  })

  it('keeps the newest of columns whose times are numbers, of rows that are lists, and of an even course', () => {
    const [start, minute] = [Date.UTC(2026, 2, 2), 60_000]
    const lists = {
      columns: { time: days(300).map((_, i) => start + i * minute), close: days(300).map((_, i) => i) },
      prints: days(200).map((time, i) => [time, i]),
      curve: days(400).map((_, i) => i),
      patterns: days(100).map((from, i) => ({ name: 'doji', from, to: from, age: 100 - i })),
      missing: days(90).map((from) => ({ from, to: from, bars: 1 })),
    }
    for (const [name, value] of Object.entries(lists)) {
      const kept = new KeptAnswers()
      const whole = { [name]: value }
      const answer = fitted('run', structuredClone(whole), kept, 1200) as typeof whole & { page: Cut[] }
      expect([name, answer.page[0].kept]).toEqual([name, 'newest'])
      for (const list of answer.page[0].lists) {
        const rows = at(whole, list) as unknown[]
        expect(at(answer, list)).toEqual(rows.slice(-answer.page[0].shown))
        expect(read(answer, kept, 1200).get(list)).toEqual(rows)
      }
    }
  })

  it('begins at the first of what is no course in time, whatever its times and numbers', () => {
    const up = days(200)
    const lists = {
      results: up.map((time, i) => ({ symbol: `S${i}`, time })),
      rows: up.map((time, i) => ({ rank: i + 1, time })),
      series: up.map((from, i) => ({ symbol: `S${i}`, from })),
      levels: up.map((_, i) => 20 + i * 0.37),
      volumes: up.map((_, i) => 1_000_000 + i),
      ids: up.map((_, i) => `id-${i}`),
      same: up.map(() => ({ time: up[0] })),
      newestFirst: up.toReversed().map((time) => ({ time })),
    }
    for (const [name, rows] of Object.entries(lists)) {
      const answer = fitted('x', { [name]: rows }, new KeptAnswers(), 1000) as Record<string, unknown[]> & { page: Cut[] }
      expect([name, answer.page[0].kept, answer[name][0]]).toEqual([name, 'first', rows[0]])
    }
  })

  it('begins a forecast at its first step', () => {
    const points = days(400).map((time, step) => ({ step, time, value: step }))
    const answer = fitted('forecast', { points }, new KeptAnswers(), 4000) as { points: typeof points }
    expect(answer.points[0].step).toBe(0)
  })

  it('shortens two long lists rather than emptying one', () => {
    const rows = (kind: string) => days(200).map((time) => ({ kind, time }))
    const whole = { peaks: rows('peak'), troughs: rows('trough') }
    const answer = fitted('peak_trough', whole, new KeptAnswers(), 6000) as typeof whole
    expect(Math.min(answer.peaks.length, answer.troughs.length)).toBeGreaterThan(20)
    expect(answer.peaks.at(-1)).toEqual(whole.peaks.at(-1))
  })

  it('names what is too large and has no list to cut, and tells the rest', () => {
    const schema = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`field${i}`, { type: 'number' }]))
    const whole = {
      mode: 'paper',
      schema,
      text: 'é'.repeat(3000),
      rows: Array.from({ length: 500 }, (_, i) => ({ i, word: 'x'.repeat(50) })),
    }
    const answer = fitted('any', whole, new KeptAnswers(), 8000)
    expect(answer).toMatchObject({ mode: 'paper', text: whole.text, leftOut: [{ field: 'schema', bytes: bytesOf(schema) }] })
    expect((answer.rows as unknown[]).length).toBeGreaterThan(5)
    expect(bytesOf(answer)).toBeLessThanOrEqual(8000)
    const wide = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`part${i}`, { word: 'y'.repeat(300) }]))
    const left = fitted('any', wide, new KeptAnswers(), 2000)
    expect(bytesOf(left)).toBeLessThanOrEqual(2000)
    expect((left.leftOut as unknown[]).length + Object.keys(left).length - 1).toBe(40)
  })

  it('shows fewer results whole in their parts rather than many with nothing in them', () => {
    const result = (symbol: string) => ({
      symbol,
      summary: 'x'.repeat(3500),
      levels: days(60).map((time) => ({ time, price: 1 })),
    })
    const whole = { results: ['A', 'B', 'C', 'D'].map(result) }
    const kept = new KeptAnswers()
    const answer = fitted('analyze', structuredClone(whole), kept, 6000) as typeof whole & { page: Cut[] }
    expect(bytesOf(answer)).toBeLessThanOrEqual(6000)
    expect(answer.results.map((one) => one.symbol)).toEqual(['A'])
    expect(answer.results[0].levels.length).toBeGreaterThan(10)
    const cut = answer.page.find((one) => one.lists[0] === 'results')!
    expect(cut).toMatchObject({ shown: 1, total: 4 })
    const next = nextPage(cut.cursor!, kept) as { rows: { results: { symbol: string }[] } }
    expect(next.rows.results.map((one) => one.symbol)).toEqual(['B', 'C', 'D'])
  })

  it('where one list must be emptied, empties no others for it', () => {
    const past = days(9).map((origin) => ({ origin, text: 'x'.repeat(3800) }))
    const result = (symbol: string) => ({ symbol, past, points: days(30).map((time, step) => ({ step, time, value: step })) })
    const answer = fitted('forecast', { results: ['A', 'B', 'C', 'D'].map(result) }, new KeptAnswers(), 3000)
    const [first, ...others] = answer.results as ReturnType<typeof result>[]
    expect(others).toEqual([])
    expect(first.points.length).toBeGreaterThan(20)
    expect(first.past).toEqual([])
  })

  it('knows no cursor that it did not make', () => {
    expect(() => nextPage('nothing', new KeptAnswers())).toThrow(/no answer goes on/)
  })
})
