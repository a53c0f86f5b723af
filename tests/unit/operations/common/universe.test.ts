import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolveUniverse } from '../../../../src/operations/common/universe.ts'
import { withWhereabouts } from '../../../../src/operations/common/whereabouts.ts'
import type { MarketDataSource, SymbolInfo } from '../../../../src/ports/market-data.ts'
import { createTestContext } from '../../../support/context.ts'

const info = (symbol: string): SymbolInfo => ({ symbol, name: symbol, kind: 'stock', sector: null })

/** A source that lists some symbols; nothing else of it is used. */
const listing = (name: string, ...symbols: string[]) =>
  ({ name, symbols: async () => symbols.map(info) }) as unknown as MarketDataSource

const market = listing('vendor', 'ABC', 'XYZ')
const { context, home } = createTestContext()
const resolve = (text: string | null, source = market) => resolveUniverse(context, source, text)

function file(name: string, text: string): string {
  const path = join(home, name)
  writeFileSync(path, text)
  return path
}

describe('universes', () => {
  test('all, and nothing said: what the source lists', async () => {
    const all = { name: 'all', symbols: ['ABC', 'XYZ'], listed: true }
    expect(await resolve('all')).toEqual(all)
    expect(await resolve(null)).toEqual(all)
  })

  test('a source without a directory: a standard list when nothing is said, an error for all', async () => {
    const silent = listing('yahoo')
    const standard = await resolve(null, silent)
    expect(standard.name).toBe('mega-caps')
    expect(standard.symbols).toContain('AAPL')
    await expect(resolve('all', silent)).rejects.toMatchObject({ kind: 'usage' })
  })

  test('an empty store has no symbols', async () => {
    await expect(resolve(null, listing('store'))).rejects.toMatchObject({ kind: 'no-data', hint: 'openbell data import FILE' })
  })

  describe('lists of the source', () => {
    const asked: string[] = []
    const lists = {
      names: ['movers'],
      read: async (name: string) => {
        asked.push(name)
        return ['HOT', 'COLD']
      },
    }
    const lively = { ...listing('vendor', 'ABC'), now: () => Date.UTC(2026, 2, 20, 20), lists } as MarketDataSource

    test('are asked by name', async () => {
      const movers = { name: 'movers', symbols: ['HOT', 'COLD'], listed: true, live: true }
      expect(await resolve('movers', lively)).toEqual(movers)
      expect(
        await resolveUniverse(
          context,
          withWhereabouts(lively, async () => []),
          'movers',
        ),
      ).toEqual(movers)
    })

    test('a source without it says what it has, and where it is', async () => {
      await expect(resolve('most-actives', lively)).rejects.toMatchObject({
        kind: 'usage',
        message: "vendor has no list 'most-actives'; it has movers",
        hint: expect.stringContaining('--source alpaca'),
      })
      await expect(resolve('movers')).rejects.toMatchObject({
        kind: 'usage',
        message: "vendor has no list 'movers'; it has none",
      })
      await expect(resolve('mover', lively)).rejects.toThrow("did you mean 'movers'")
    })

    test('as of an earlier time are not asked: they would look ahead', async () => {
      const past = createTestContext({ flags: { 'as-of': '2026-03-19T20:00:00Z' } }).context
      const before = asked.length
      await expect(resolveUniverse(past, lively, 'movers')).rejects.toMatchObject({ kind: 'usage' })
      expect(asked).toHaveLength(before)
    })
  })

  test('a list with commas, one symbol in capitals; names are normalised, repeats dropped', async () => {
    expect((await resolve(' aapl, NQ=F,NQ ,msft,')).symbols).toEqual(['AAPL', 'NQ', 'MSFT'])
    expect((await resolve('BRK.B')).symbols).toEqual(['BRK.B'])
  })

  test.each([
    ['dow-30', 30, 'NVDA'],
    ['sector-etfs', 11, 'XLK'],
    ['index-funds', 9, 'SPY'],
    ['mega-caps', 21, 'MSFT'],
  ])('built in: %s', async (name, count, member) => {
    const { symbols, listed } = await resolve(name)
    expect(symbols).toHaveLength(count)
    expect(symbols).toContain(member)
    expect(listed).toBe(false)
  })

  test('a name of your own in the home folder goes before a built-in one', async () => {
    mkdirSync(join(home, 'universes'), { recursive: true })
    file('universes/dow-30.txt', 'mine # a comment\n\n# another\n')
    expect((await resolve('dow-30')).symbols).toEqual(['MINE'])
  })

  test('a file: lines, or CSV with a symbol column', async () => {
    expect((await resolve(file('plain.txt', '\uFEFF# mine\nABC\r\n xyz \n'))).symbols).toEqual(['ABC', 'XYZ'])
    const csv = file('list.csv', 'name,"Symbol"\n"Agilent, Inc.",A\nNobody,\nApple,AAPL\n')
    expect((await resolve(csv)).symbols).toEqual(['A', 'AAPL'])
    await expect(resolve(file('odd.txt', 'two words\n'))).rejects.toMatchObject({ kind: 'usage' })
  })

  test('a typo is answered with the nearest name', async () => {
    await expect(resolve('mega-cap')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining("did you mean 'mega-caps'?"),
    })
  })
})
