import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Row, readPage } from '../../../src/pocket/paging.ts'

/** Rows of a symbol from `from` on, as a series gives them: rows at `from` itself included. */
function rowsOf(all: Record<string, number[]>, newestFirst = false) {
  return async function* (symbol: string, from: number | null): AsyncIterable<Row> {
    for (const [i, at] of (all[symbol] ?? []).entries()) {
      if (from === null || (newestFirst ? at <= from : at >= from)) yield { at, wire: { symbol, at, i } }
    }
  }
}

async function everyPage(all: Record<string, number[]>, limit: number, newestFirst = false) {
  const symbols = Object.keys(all).sort()
  const pages: { symbol: string; rows: unknown[] }[][] = []
  let token: string | null = null
  do {
    const page = await readPage(symbols, rowsOf(all, newestFirst), limit, token)
    pages.push([...page.rows].map(([symbol, rows]) => ({ symbol, rows })))
    token = page.token
  } while (token !== null && pages.length < 200)
  return pages
}

describe('pages', () => {
  it('hold every row once, in order, whatever the limit and however many share a stamp', async () => {
    const stamps = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 }).map((list) => list.sort((a, b) => a - b))
    await fc.assert(
      fc.asyncProperty(
        fc.record({ AAA: stamps, BBB: stamps, CCC: stamps }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (all, limit, desc) => {
          if (desc) for (const list of Object.values(all)) list.reverse()
          const pages = await everyPage(all, limit, desc)
          const got = pages.flat().flatMap(({ rows }) => rows)
          const wanted = Object.keys(all).flatMap((symbol) => all[symbol as 'AAA'].map((at, i) => ({ symbol, at, i })))
          expect(got).toEqual(wanted)
          for (const page of pages) expect(page.reduce((sum, { rows }) => sum + rows.length, 0)).toBeLessThanOrEqual(limit)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('count points over all symbols, so the first page may hold one symbol only', async () => {
    const pages = await everyPage({ AAA: [1, 2, 3], BBB: [1, 2] }, 3)
    expect(pages.map((page) => page.map(({ symbol }) => symbol))).toEqual([['AAA'], ['BBB']])
  })

  it('refuse a token that is none', async () => {
    await expect(readPage(['AAA'], rowsOf({ AAA: [1] }), 5, 'nonsense')).rejects.toThrow('invalid page_token')
  })
})
