import { Chalk } from 'chalk'
import { afterAll, describe, expect, test } from 'vitest'
import { createStoreSource } from '../../../../src/adapters/store/source.ts'
import { view } from '../../../../src/cli/views/bars.ts'
import { MINUTE, parseDate } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { bars } from '../../../../src/operations/market/bars.ts'
import type { BarsQuery, MarketDataSource } from '../../../../src/ports/market-data.ts'
import { createTestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/store-rows.ts'

const us = calendarOf('us')
const days: number[] = []
for (let day = parseDate('2025-01-02')!; day <= parseDate('2026-03-20')!; day = us.next(day)) days.push(day)

const t = createTestContext({ flags: { source: 'store' } })
t.store.bars.append(
  barsOf(
    days.map((day, i) => ({ time: us.day(day).regular!.open, close: 100 + i, volume: i })),
    { timeframe: '1d' },
  ),
)
const minutes = days.slice(-3).flatMap((day) => {
  const { pre, regular } = us.day(day)
  return [pre!.open, regular!.open, regular!.open + MINUTE, regular!.close].map((time) => ({
    time,
    close: 50,
    prints: 5,
    vwap: 50.5,
  }))
})
t.store.bars.append(barsOf(minutes, { symbol: 'MIN' }))
afterAll(() => t.close())

const dates = async (input: Record<string, unknown>, flags: Record<string, string> = {}) => {
  const context = createTestContext({ home: t.home, store: t.store, flags: { source: 'store', ...flags } })
  const answer = await context.run(bars, { symbol: 'TEST', ...input })
  return answer.bars.map((bar: { time: string }) => bar.time.slice(0, 10))
}

describe('bars', () => {
  test('the shape of the answer', async () => {
    expect(await t.run(bars, { symbol: 'min', timeframe: '1Min', from: '2026-03-20', to: '2026-03-20', limit: 1 })).toEqual({
      symbol: 'MIN',
      timeframe: '1m',
      source: 'store',
      feed: 'import',
      adjustment: 'none',
      staleSince: null,
      asOf: '2026-03-20T20:01:00Z',
      bars: [{ time: '2026-03-20T20:00:00Z', open: 49.75, high: 50.5, low: 49.5, close: 50, volume: 100, prints: 5, vwap: 50.5 }],
    })
    const [plain] = (await t.run(bars, { symbol: 'TEST', limit: 1 })).bars
    expect(plain).toMatchObject({ prints: null, vwap: null })
  })

  test('--fill: every row says whether it was made; without it nothing is made and no row says anything', async () => {
    const input = { symbol: 'MIN', timeframe: '1m', from: '2026-03-20', to: '2026-03-20' }
    const { view } = await import('../../../../src/cli/views/bars.ts')
    const terminal = { width: 100, paint: new Chalk({ level: 0 }), terminal: false }
    const plain = await t.run(bars, input)
    expect(plain.bars).toHaveLength(4)
    expect(Object.keys(plain.bars[0])).not.toContain('filled')
    expect(view(plain, terminal)).not.toContain('filled')
    const whole = await t.run(bars, { ...input, fill: true })
    expect(whole.bars).toHaveLength(4 + 388)
    expect(whole.bars.slice(1, 4).map((bar: { filled: boolean }) => bar.filled)).toEqual([false, false, true])
    expect(whole.bars[3]).toEqual({
      time: '2026-03-20T13:32:00Z',
      open: 50,
      high: 50,
      low: 50,
      close: 50,
      volume: 0,
      prints: null,
      vwap: null,
      filled: true,
    })
    expect(view(whole, terminal)).toMatch(/392 bars · 388 filled/)
    expect(view(whole, terminal)).toMatch(/2026-03-20 13:32Z .* filled/)
    const newest = await t.run(bars, { ...input, fill: true, limit: 2 })
    expect(newest.bars.map((bar: { time: string }) => bar.time.slice(11, 16))).toEqual(['19:59', '20:00'])
  })

  test('without a range: the newest bars, 100 unless a limit says otherwise', async () => {
    const newest = await dates({})
    expect(newest).toHaveLength(100)
    expect(newest.at(-1)).toBe('2026-03-20')
    expect(await dates({ limit: 2 })).toEqual(['2026-03-19', '2026-03-20'])
    expect(await dates({ limit: 1 }, { 'as-of': '2026-03-20T19:59:59Z' })).toEqual(['2026-03-19'])
  })

  test('--from and --to are session dates, both included, on closed days too', async () => {
    expect(await dates({ from: '2026-03-12', to: '2026-03-17' })).toEqual([
      '2026-03-12',
      '2026-03-13',
      '2026-03-16',
      '2026-03-17',
    ])
    expect(await dates({ from: '2026-03-14', to: '2026-03-16' })).toEqual(['2026-03-16'])
    expect(await dates({ from: '2026-03-13', to: '2026-03-15' })).toEqual(['2026-03-13'])
    expect(await dates({ to: '2025-01-03' })).toEqual(['2025-01-02', '2025-01-03'])
    expect(await dates({ from: '2026-03-18', limit: 2 })).toEqual(['2026-03-19', '2026-03-20'])
    // A date takes its pre-market and after-hours with it.
    expect(await dates({ symbol: 'MIN', timeframe: '1m', from: '2026-03-19', to: '2026-03-19' })).toHaveLength(4)
    expect(
      await dates({ symbol: 'MIN', timeframe: '1m', from: '2026-03-19', to: '2026-03-19' }, { session: 'regular' }),
    ).toHaveLength(2)
  })

  test('instants: from included, to excluded', async () => {
    const range = { from: '2026-03-19T13:30:00Z', to: '2026-03-19T13:31:00Z' }
    expect(await dates({ symbol: 'MIN', timeframe: '1m', ...range })).toHaveLength(1)
  })

  test.each([
    ['1d', '2026-03-20', 1],
    ['5d', '2026-03-16', 5],
    ['1mo', '2026-02-20', 21],
    ['3mo', '2025-12-22', 61],
    ['1y', '2025-03-20', 252],
  ])('--period %s begins on %s', async (period, first, count) => {
    const found = await dates({ period })
    expect(found[0]).toBe(first)
    expect(found).toHaveLength(count)
    expect(found.at(-1)).toBe('2026-03-20')
  })

  test('a month before a day that the month has not', async () => {
    const found = await dates({ period: '1mo' }, { 'as-of': '2025-03-31T20:00:00Z' })
    expect([found[0], found.at(-1)]).toEqual(['2025-02-28', '2025-03-31'])
  })

  test('an old answer that stands in is said, in the answer and on the screen', async () => {
    const source = {
      ...createStoreSource(t.store, t.context.clock),
      name: 'vendor',
      history: (async (query: BarsQuery, signal: AbortSignal) => {
        const found = await createStoreSource(t.store, t.context.clock).history(query, signal)
        return { ...found, staleSince: Date.UTC(2026, 2, 20, 19, 30) }
      }) as MarketDataSource['history'],
    }
    const old = createTestContext({ home: t.home, store: t.store, flags: { source: 'vendor' }, sources: { vendor: source } })
    const answer = await old.run(bars, { symbol: 'TEST', limit: 1 })
    expect(answer).toMatchObject({ source: 'vendor', staleSince: '2026-03-20T19:30:00Z' })
    const text = view(answer, { width: 100, paint: new Chalk({ level: 0 }), terminal: false })
    expect(text).toContain('the vendor failed, bars fetched 2026-03-20 19:30Z stand in')
  })

  test('what makes no sense, and what is not there', async () => {
    await expect(dates({ period: '1d', from: '2026-03-19' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(dates({ from: '2026-03-19', to: '2026-03-18' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(dates({ from: '19.03.2026' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(dates({ timeframe: '7m' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(dates({ from: '2020-01-01', to: '2020-02-01' })).rejects.toMatchObject({ kind: 'no-data' })
    await expect(dates({ symbol: 'NOPE' })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('of programs', () => {
  test('no more rows than a server can answer while others wait', async () => {
    const open = us.day(days[0]).regular!.open
    const rows = Array.from({ length: 50_001 }, (_, i) => ({ time: open + i * MINUTE, close: 50 }))
    t.store.bars.append(barsOf(rows, { symbol: 'MANY' }))
    const asked = { symbol: 'MANY', timeframe: '1m', limit: 50_001 }
    const program = createTestContext({ home: t.home, store: t.store, flags: { source: 'store' } })
    const context = { ...program.context, caller: 'mcp' as const }
    await expect(bars.run(context, bars.input.parse(asked))).rejects.toMatchObject({
      kind: 'usage',
      message: /more than the 50000/,
    })
    const few = (await bars.run(context, bars.input.parse({ ...asked, limit: 100 }))) as { bars: unknown[] }
    expect(few.bars).toHaveLength(100)
    expect((await t.run(bars, asked)).bars).toHaveLength(50_001)
  })
})
