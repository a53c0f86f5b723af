import { Chalk } from 'chalk'
import { afterEach, describe, expect, test } from 'vitest'
import { view } from '../../../../src/cli/views/scan.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { DAY, iso, MINUTE, parseDate } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'
import { scan } from '../../../../src/operations/scan/scan.ts'
import type { MarketDataSource } from '../../../../src/ports/market-data.ts'
import { createTestContext, type TestContext, type TestContextOptions } from '../../../support/context.ts'
import { type BarRow, barsOf, printsOf } from '../../../support/store-rows.ts'

const us = calendarOf('us')
const THURSDAY = parseDate('2026-03-19')!
const CLOSED = '2026-03-19T20:00:00Z'

let open: TestContext[] = []
afterEach(() => {
  for (const one of open) one.close()
  open = []
})

function testContext(options: TestContextOptions & { asOf?: string } = {}): TestContext {
  const flags = { source: 'store', ...(options.asOf ? { 'as-of': options.asOf } : {}), ...options.flags }
  const made = createTestContext({ ...options, flags })
  open.push(made)
  return made
}

/** The last `count` trading dates up to Thursday, oldest first. */
function dates(count: number): number[] {
  const days = [THURSDAY]
  while (days.length < count) days.unshift(us.previous(days[0]))
  return days
}

/** Daily rows that end on Thursday. */
function daily(rows: Omit<BarRow, 'time'>[]): BarRow[] {
  return dates(rows.length).map((day, i) => ({ ...rows[i], time: us.day(day).regular!.open }))
}

function store(
  context: TestContext,
  symbol: string,
  rows: BarRow[],
  timeframe: Timeframe = '1d',
  source = 'import',
  feed = source,
) {
  context.store.bars.append(barsOf(rows, { symbol, timeframe, source, feed }))
}

const flat = (count: number, close = 10, volume = 100) => Array.from({ length: count }, () => ({ close, volume }))

describe('daily fields', () => {
  test('change, gap, change_1, rvol as the contract defines them', async () => {
    const t = testContext({ asOf: CLOSED })
    store(t, 'UP', daily([...flat(21), { close: 11, volume: 400 }]))
    const { rows, ...head } = await t.run(scan, { rule: 'momentum' })
    expect(head).toMatchObject({
      rule: 'momentum',
      expression: 'change > 0.03 and rvol > 3',
      timeframe: '1d',
      source: 'store',
      feed: 'import',
      asOf: CLOSED,
      session: '2026-03-19',
      universe: { name: 'all', symbols: 1 },
      sort: 'rvol',
      scanned: 1,
      matched: 1,
      skipped: [],
      failed: [],
      failedClauses: [
        { clause: 'change > 0.03', failed: 0 },
        { clause: 'rvol > 3', failed: 0 },
      ],
    })
    // barsOf opens every bar 0.25 under its close.
    expect(rows).toEqual([
      {
        rank: 1,
        symbol: 'UP',
        time: '2026-03-19T13:30:00Z',
        adjustment: 'none',
        price: 11,
        change: 11 / 10 - 1,
        change_1: 11 / 10 - 1,
        gap: 10.75 / 10 - 1,
        volume: 400,
        session_volume: 400,
        rvol: 4,
        rvol_sessions: 20,
        prints_per_minute: null,
        prints_feed: null,
        prints_coverage: null,
      },
    ])
  })

  test('rvol is unknown with fewer than 20 sessions before, and the clause fails', async () => {
    const t = testContext({ asOf: CLOSED })
    store(t, 'NEW', daily([...flat(19), { close: 10, volume: 400 }]))
    const answer = await t.run(scan, { rule: 'rvol > 0' })
    expect(answer).toMatchObject({ scanned: 1, matched: 0, rows: [], failedClauses: [{ clause: 'rvol > 0', failed: 1 }] })
  })

  test('the rule, the columns and their values stand in the row', async () => {
    const t = testContext({ asOf: CLOSED })
    store(t, 'DIP', daily([...flat(15).map((row, i) => ({ ...row, close: 20 - i / 2 }))]))
    const { rows } = await t.run(scan, { rule: 'oversold', columns: 'sma(3),sma(volume, 5), atr:14,high - low' })
    expect(rows[0]).toMatchObject({ 'rsi(14)': 0, 'sma(3)': 13.5, 'sma(volume, 5)': 100, 'atr(14)': 1, 'high - low': 1 })
  })

  test('before the close of the day the session is the day before', async () => {
    const t = testContext({ asOf: '2026-03-19T19:59:00Z' })
    store(t, 'UP', daily([...flat(21), { close: 11, volume: 400 }]))
    expect(await t.run(scan, {})).toMatchObject({ session: '2026-03-18', rows: [{ price: 10, change: 0, rvol: 1 }] })
  })
})

describe('within the day', () => {
  /** Minute bars of some dates, from the regular open, one close and volume a date. */
  const minutes = (days: number[], count: number, of: (day: number) => { close: number; volume: number }, from = 0): BarRow[] =>
    days.flatMap((day) =>
      Array.from({ length: count }, (_, i) => ({ ...of(day), time: us.day(day).regular!.open + (from + i) * MINUTE })),
    )

  test('rvol: volume so far over the mean at the same minute; change and gap against the last regular close', async () => {
    const t = testContext({ asOf: '2026-03-19T13:40:00Z' })
    const [before, today] = [dates(4).slice(0, 3), [THURSDAY]]
    const rows = [
      ...minutes(before, 390, (day) => ({ close: 10, volume: 100 + day - before[0] })),
      // After hours: dear, and no session's close.
      ...minutes(before, 5, () => ({ close: 50, volume: 1 }), 400),
      ...minutes(today, 60, () => ({ close: 12, volume: 300 })),
    ]
    store(t, 'DAY', rows, '1m')
    const { rows: found, warnings } = await t.run(scan, { timeframe: '1m', columns: 'session_volume,vwap,session_open' })
    const usual = before.reduce((sum, day) => sum + 10 * (100 + day - before[0]), 0) / 3
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      price: 12,
      time: '2026-03-19T13:39:00Z',
      volume: 300,
      session_volume: 3000,
      session_open: 11.75,
      vwap: 12,
      change: 12 / 10 - 1,
      gap: 11.75 / 10 - 1,
      change_1: 0,
      rvol_sessions: 3,
    })
    expect(found[0].rvol).toBeCloseTo(3000 / usual, 12)
    expect(warnings.join()).toContain('rvol rests on fewer than 20 sessions for 1 of 1 rows (least: 3)')
  })

  test('pre-market bars belong to the session with all, and do not exist with regular', async () => {
    const rows = [
      ...minutes(dates(2), 390, () => ({ close: 10, volume: 100 })),
      ...minutes([THURSDAY], 10, () => ({ close: 9, volume: 7 }), -60),
    ].sort((a, b) => a.time - b.time)
    const asOf = '2026-03-19T13:35:00Z'
    const [all, regular] = [testContext({ asOf }), testContext({ asOf, flags: { session: 'regular' } })]
    for (const one of [all, regular]) store(one, 'PRE', rows, '1m')
    const input = { timeframe: '1m', columns: 'session_low,session_open' }
    const [wide] = (await all.run(scan, input)).rows
    const [narrow] = (await regular.run(scan, input)).rows
    expect(wide).toMatchObject({ session_volume: 570, session_low: 8.5, session_open: 9.75 })
    expect(narrow).toMatchObject({ session_volume: 500, session_low: 9.5, session_open: 9.75 })
    // Before the regular open the session has begun with all: its open is the first pre-market price.
    const early = testContext({ asOf: '2026-03-19T12:35:00Z' })
    store(early, 'PRE', rows, '1m')
    expect((await early.run(scan, input)).rows[0]).toMatchObject({ price: 9, session_open: 8.75, gap: 8.75 / 10 - 1 })
  })

  test('volume is the bar, so that breakout compares a bar with bars', async () => {
    const t = testContext({ asOf: '2026-03-19T13:40:00Z' })
    const quiet = minutes(dates(2), 390, () => ({ close: 10, volume: 100 })).filter(
      (row) => row.time < Date.parse('2026-03-19T13:39:00Z'),
    )
    store(t, 'BOOM', [...quiet, { time: Date.parse('2026-03-19T13:39:00Z'), close: 10.5, volume: 1000 }], '1m')
    store(t, 'CALM', quiet, '1m')
    expect((await t.run(scan, { rule: 'breakout', timeframe: '1m' })).rows).toMatchObject([
      { symbol: 'BOOM', volume: 1000, change_1: 10.5 / 10 - 1, 'sma(volume, 20)': 145 },
    ])
  })

  test('prints a minute: from counts, from the tape, unknown without either', async () => {
    const t = testContext({ asOf: '2026-03-19T13:40:00Z' })
    const rows = minutes([THURSDAY], 10, () => ({ close: 10, volume: 100 }))
    store(
      t,
      'COUNTED',
      rows.map((row, i) => ({ ...row, prints: 1000 + i })),
      '1m',
    )
    store(t, 'TAPE', rows, '1m')
    store(t, 'BLIND', rows, '1m')
    const tape = printsOf(
      Array.from({ length: 50 }, (_, i) => ({ time: Date.parse('2026-03-19T13:35:00Z') + i * 6000, price: 10, size: 1 })),
      'TAPE',
    )
    t.store.tape.appendPrints(tape.prints, tape.occurrence)
    const answer = await t.run(scan, { timeframe: '1m', sort: 'prints_per_minute' })
    expect(answer.rows.map((row: { symbol: string; prints_per_minute: number }) => [row.symbol, row.prints_per_minute])).toEqual([
      ['COUNTED', 1007],
      ['TAPE', 10],
      ['BLIND', null],
    ])
    expect(await t.run(scan, { rule: 'liquid', timeframe: '1m' })).toMatchObject({
      matched: 1,
      failedClauses: [{ clause: 'prints_per_minute >= 1000', failed: 2 }],
    })
  })
})

describe('order, rows and reasons', () => {
  function three(options: TestContextOptions = {}): TestContext {
    const t = testContext({ asOf: CLOSED, ...options })
    for (const [symbol, close, volume] of [
      ['AAA', 11, 300],
      ['BBB', 12, 200],
      ['CCC', 9, 200],
    ] as const) {
      store(t, symbol, daily([...flat(20), { close, volume }]))
    }
    return t
  }
  const symbols = (answer: { rows: { symbol: string }[] }) => answer.rows.map((row) => row.symbol)

  test('no rule: everything, by rvol; equal values by symbol', async () => {
    const answer = await three().run(scan, {})
    expect(answer).toMatchObject({ rule: null, expression: null, matched: 3, failedClauses: [] })
    expect(symbols(answer)).toEqual(['AAA', 'BBB', 'CCC'])
  })

  test('--sort FIELD is highest first, -FIELD lowest first, an expression as well; --limit cuts the rows, not the count', async () => {
    const t = three()
    expect(symbols(await t.run(scan, { sort: 'change' }))).toEqual(['BBB', 'AAA', 'CCC'])
    expect(symbols(await t.run(scan, { sort: '-change' }))).toEqual(['CCC', 'AAA', 'BBB'])
    const answer = await t.run(scan, { sort: 'abs(price - 9)', limit: 2 })
    expect(symbols(answer)).toEqual(['BBB', 'AAA'])
    expect(answer.matched).toBe(3)
  })

  test('an empty scan is an answer: each clause says how many it stopped', async () => {
    const answer = await three().run(scan, { rule: 'change > 0.15 and rvol > 2 and price > 0' })
    expect(answer).toMatchObject({ scanned: 3, matched: 0, rows: [] })
    expect(answer.failedClauses).toEqual([
      { clause: 'change > 0.15', failed: 2 },
      { clause: 'rvol > 2', failed: 2 },
      { clause: 'price > 0', failed: 0 },
    ])
  })

  test('no bar in the as-of session is stale: older, or not yet there', async () => {
    const t = three()
    store(t, 'OLD', daily([...flat(20), { close: 1 }]).slice(0, -1))
    store(t, 'YEARS', [{ time: Date.parse('2013-10-07T13:30:00Z'), close: 1 }])
    store(t, 'LATER', [{ time: Date.parse('2026-03-20T13:30:00Z'), close: 1 }])
    const answer = await t.run(scan, { universe: 'OLD,AAA,YEARS,LATER' })
    expect(answer).toMatchObject({ scanned: 1, matched: 1 })
    expect(answer.skipped).toEqual([
      { symbol: 'OLD', reason: 'stale' },
      { symbol: 'YEARS', reason: 'stale' },
      { symbol: 'LATER', reason: 'stale' },
    ])
  })

  test('an unknown symbol of a list fails, the rest is given; alone it is the error', async () => {
    const t = three()
    const answer = await t.run(scan, { universe: 'aaa,NOPE' })
    expect(symbols(answer)).toEqual(['AAA'])
    expect(answer.failed).toMatchObject([{ symbol: 'NOPE', kind: 'not-found' }])
    await expect(t.run(scan, { universe: 'NOPE' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('no data at all is no-data, and says why', async () => {
    const t = three({ flags: { 'as-of': '2026-03-24T20:00:00Z' } })
    await expect(t.run(scan, {})).rejects.toMatchObject({ kind: 'no-data', message: expect.stringContaining('stale') })
    await expect(testContext().run(scan, {})).rejects.toMatchObject({ kind: 'no-data' })
  })

  test('a vendor that fails for some symbols gives the rest, in the order of the list', async () => {
    const t = three()
    const inner = await t.context.source()
    const failing = {
      ...inner,
      name: 'vendor',
      history: (async (query: { symbol: string }, signal: AbortSignal) => {
        // The first symbol answers last: order must not depend on speed.
        if (query.symbol === 'AAA') await new Promise((resolve) => setTimeout(resolve, 20))
        if (query.symbol === 'BBB') throw new OpenbellError('unavailable', 'vendor answered 500', 'try later')
        return (inner.history as (query: unknown, signal: AbortSignal) => Promise<unknown>)(query, signal)
      }) as MarketDataSource['history'],
    }
    const vendor = testContext({ asOf: CLOSED, sources: { vendor: failing }, flags: { source: 'vendor' } })
    const answer = await vendor.run(scan, { universe: 'AAA,BBB,CCC,NOPE', sort: 'rvol_sessions' })
    expect(symbols(answer)).toEqual(['AAA', 'CCC'])
    expect(answer.failed).toEqual([
      { symbol: 'BBB', kind: 'unavailable', message: 'vendor answered 500', hint: 'try later' },
      { symbol: 'NOPE', kind: 'not-found', message: expect.any(String), hint: expect.any(String) },
    ])
    await expect(vendor.run(scan, { universe: 'BBB,NOPE' })).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('an unreadable rule is usage before anything is read', async () => {
    await expect(three().run(scan, { rule: 'chnage > 1' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining("'change'"),
    })
    await expect(three().run(scan, { sort: 'rvoll' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(three().run(scan, { columns: 'rsi(' })).rejects.toMatchObject({ kind: 'usage' })
  })

  test('an abort stops the scan', async () => {
    const abort = new AbortController()
    abort.abort()
    await expect(three({ signal: abort.signal }).run(scan, {})).rejects.toMatchObject({ kind: 'canceled' })
  })
})

describe('a partial feed', () => {
  function iex(options: TestContextOptions = {}): TestContext {
    const t = testContext({ asOf: CLOSED, ...options })
    store(t, 'AAA', daily([...flat(20), { close: 11, volume: 300 }]), '1d', 'alpaca', 'iex')
    return t
  }
  async function vendor(): Promise<TestContext> {
    const inner = await iex().context.source()
    const partial = { ...inner, name: 'alpaca', feed: 'iex', coverage: 0.025, history: inner.history }
    return testContext({ asOf: CLOSED, sources: { alpaca: partial }, flags: { source: 'alpaca' } })
  }

  test.each([
    { rule: 'momentum' },
    { rule: 'volume > 100' },
    { rule: 'sma(volume, 20) > 1' },
    { rule: 'liquid' },
    { rule: 'change > 0', sort: 'rvol' },
    {},
  ])('volume is refused: %o', async (input) => {
    const t = await vendor()
    await expect(t.run(scan, { ...input, universe: 'AAA' })).rejects.toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('--rescale'),
    })
  })

  test('a rule without volume is answered, ranked by change, with a warning', async () => {
    const answer = await (await vendor()).run(scan, { rule: 'change > 0', universe: 'AAA' })
    expect(answer).toMatchObject({ matched: 1, sort: 'change', feed: 'iex', warnings: [expect.stringContaining('partial feed')] })
  })

  test('--rescale estimates the whole, and says so', async () => {
    const answer = await (await vendor()).run(scan, { rule: 'volume > 10000', universe: 'AAA', rescale: true })
    expect(answer.rows).toMatchObject([{ volume: 12_000, rvol: 3 }])
    expect(answer.warnings.join()).toContain('estimates')
  })

  test('a vendor without print counts is not asked for them row by row, unless the rule names them', async () => {
    const asked: string[] = []
    const inner = await iex().context.source()
    const history = (query: { kind: string; timeframe?: string }, signal: AbortSignal) => {
      asked.push(query.timeframe ?? query.kind)
      return (inner.history as (query: unknown, signal: AbortSignal) => Promise<unknown>)(query, signal)
    }
    const countless = { ...inner, coverage: 1, history, metrics: () => ({ staleSince: Date.UTC(2026, 2, 19) }) }
    const sources = { yahoo: countless as unknown as MarketDataSource }
    const t = testContext({ asOf: CLOSED, sources, flags: { source: 'yahoo' } })
    const answer = await t.run(scan, { rule: 'change > 0', sort: 'change', universe: 'AAA', rescale: true })
    expect(asked).toEqual(['1d'])
    expect(answer).toMatchObject({ rows: [{ prints_per_minute: null }] })
    expect(answer.warnings.join()).toContain('answers fetched at 2026-03-19T00:00:00Z stand in')
    await t.run(scan, { rule: 'liquid', universe: 'AAA', rescale: true })
    expect(asked).toEqual(['1d', '1d', '1m', 'prints'])
  })

  describe('minutes of a partial feed beside days of the whole market', () => {
    /** Days consolidated, the last minutes from IEX with 30 prints each. */
    async function mixed(): Promise<TestContext> {
      const data = testContext({ asOf: CLOSED })
      store(data, 'AAA', daily([...flat(20), { close: 11, volume: 300 }]), '1d', 'alpaca', 'sip')
      const close = us.day(THURSDAY).regular!.close
      const minutes = Array.from({ length: 60 }, (_, i) => ({ time: close - (60 - i) * MINUTE, close: 11, prints: 30 }))
      store(data, 'AAA', minutes, '1m', 'alpaca', 'iex')
      const inner = await data.context.source()
      const sources = { alpaca: { ...inner, name: 'alpaca', coverage: 1, history: inner.history } }
      return testContext({ asOf: CLOSED, sources, flags: { source: 'alpaca' } })
    }

    test('the count of a row says which feed it is of, and a warning and a mark say that it is a part', async () => {
      const answer = await (await mixed()).run(scan, { rule: 'change > 0', universe: 'AAA' })
      expect(answer).toMatchObject({
        feed: 'sip',
        rows: [{ prints_per_minute: 30, prints_feed: 'iex', prints_coverage: 0.025 }],
        warnings: [expect.stringContaining('prints_per_minute of feed iex (marked *) count a part')],
      })
      expect(view(answer, { width: 140, paint: new Chalk({ level: 0 }), terminal: false })).toMatch(/ 30\*/)
    })

    test('--rescale scales it by the coverage of its own feed', async () => {
      const answer = await (await mixed()).run(scan, { rule: 'prints_per_minute > 1000', universe: 'AAA', rescale: true })
      expect(answer.rows).toMatchObject([{ prints_per_minute: 1200, volume: 300 }])
      expect(answer.warnings.join()).toContain('estimates')
    })

    test('a rule that needs the count is not answered by a part', async () => {
      await expect((await mixed()).run(scan, { rule: 'liquid', universe: 'AAA' })).rejects.toMatchObject({ kind: 'usage' })
      const sorted = await (await mixed()).run(scan, { rule: 'change > 0', sort: 'prints_per_minute', universe: 'AAA' })
      expect(sorted.rows).toMatchObject([{ prints_per_minute: null, prints_feed: 'iex' }])
    })
  })

  test('stored bars of a partial feed are skipped by a volume rule, not believed', async () => {
    const t = iex()
    store(t, 'BBB', daily([...flat(20), { close: 11, volume: 300 }]))
    const answer = await t.run(scan, { rule: 'rvol > 1' })
    expect(answer).toMatchObject({ scanned: 1, skipped: [{ symbol: 'AAA', reason: 'partial-feed' }] })
    await expect(t.run(scan, { rule: 'rvol > 1', universe: 'AAA' })).rejects.toMatchObject({ kind: 'usage' })
  })
})

describe('kept scans', () => {
  test('every scan is kept and listed, newest first, of one rule when asked', async () => {
    const t = testContext({ asOf: CLOSED })
    store(t, 'AAA', daily([...flat(20), { close: 11, volume: 400 }]))
    await t.run(scan, { rule: 'momentum' })
    t.setNow(Date.parse('2026-03-20T21:00:00Z'))
    await t.run(scan, { rule: 'change < 0' })
    const { history, rows } = await t.run(scan, { history: true })
    expect(rows).toEqual([])
    expect(history).toMatchObject([
      { rule: 'change < 0', at: '2026-03-20T21:00:00Z', asOf: CLOSED, source: 'store', matched: 0, symbols: [] },
      { rule: 'momentum', at: '2026-03-20T20:00:00Z', scanned: 1, matched: 1, symbols: ['AAA'], universe: 'all', feed: 'import' },
    ])
    expect((await t.run(scan, { rule: 'momentum', history: true })).history).toHaveLength(1)
    expect((await t.run(scan, { history: true, limit: 1 })).history).toHaveLength(1)
  })

  test('a dry run keeps nothing; a store that cannot keep costs a warning, not the answer', async () => {
    const dry = testContext({ asOf: CLOSED, dryRun: true })
    store(dry, 'AAA', daily(flat(21)))
    await dry.run(scan, {})
    expect((await dry.run(scan, { history: true })).history).toEqual([])
    const broken = testContext({ asOf: CLOSED })
    store(broken, 'AAA', daily(flat(21)))
    broken.store.kept.add = () => {
      throw new OpenbellError('unavailable', 'database is locked')
    }
    expect(await broken.run(scan, {})).toMatchObject({ matched: 1 })
    expect(broken.warnings.join()).toContain('database is locked')
  })
})

describe('--every', () => {
  type Stream = AsyncIterable<{ asOf: string }>

  async function stream(t: TestContext, input: Record<string, unknown>): Promise<Stream> {
    const parsed = scan.input.parse(input)
    expect(scan.streams?.(parsed)).toBe(true)
    return (await scan.run(t.context, parsed)) as Stream
  }

  /** A source whose "now" is the context's clock, with a bar for every session of the month. */
  async function loopContext(
    now: string,
    flags: Record<string, string> = {},
    signal?: AbortSignal,
    sourceTime = (machine: number) => machine,
  ): Promise<TestContext> {
    const data = testContext()
    const days = [...dates(21), THURSDAY + 1, THURSDAY + 4, THURSDAY + 5]
    store(
      data,
      'AAA',
      days.flatMap((day) => Array.from({ length: 390 }, (_, i) => ({ time: us.day(day).regular!.open + i * MINUTE, close: 10 }))),
      '1m',
    )
    const inner = await data.context.source()
    const live: MarketDataSource = {
      ...inner,
      name: 'live',
      feed: 'import',
      coverage: 1,
      history: inner.history,
      now: () => sourceTime(t.context.clock.now()),
    }
    const t: TestContext = testContext({
      now: Date.parse(now),
      sources: { live },
      flags: { source: 'live', ...flags },
      ...(signal ? { signal } : {}),
    })
    return t
  }

  async function times(loop: Stream, count: number): Promise<string[]> {
    const seen: string[] = []
    for await (const answer of loop) {
      seen.push(answer.asOf)
      if (seen.length === count) break
    }
    return seen
  }

  test('at once when the market is open, then at boundaries from the open, over the night', async () => {
    const t = await loopContext('2026-03-19T19:47:10Z')
    const loop = await stream(t, { every: '5m', timeframe: '5m', universe: 'AAA' })
    expect(await times(loop, 6)).toEqual([
      '2026-03-19T19:47:10Z',
      '2026-03-19T19:50:00Z',
      '2026-03-19T19:55:00Z',
      '2026-03-19T20:00:00Z',
      // With --session all (the default) after-hours belong to the loop.
      '2026-03-19T20:05:00Z',
      '2026-03-19T20:10:00Z',
    ])
  })

  test('with regular sessions it sleeps from the close to the next session, over a weekend', async () => {
    const t = await loopContext('2026-03-20T19:30:00Z', { session: 'regular' })
    const loop = await stream(t, { every: '30m', timeframe: '5m', universe: 'AAA' })
    expect(await times(loop, 3)).toEqual(['2026-03-20T19:30:00Z', '2026-03-20T20:00:00Z', '2026-03-23T14:00:00Z'])
  })

  test('a run without data is reported, and the loop goes on', async () => {
    const t = await loopContext('2026-03-19T07:00:00Z')
    const loop = await stream(t, { every: '2h', timeframe: '5m', universe: 'AAA' })
    // 04:00 New York opens the pre-market: at 06:00 and 08:00 no bar is there yet, at 10:00 there is.
    expect(await times(loop, 1)).toEqual(['2026-03-19T14:00:00Z'])
    expect(t.warnings).toHaveLength(2)
  })

  test.each([0.5, 1, 60])('follows the clock of the source, at %d times the speed of this machine', async (speed) => {
    const [machine, exchange] = [Date.parse('2026-11-21T12:00:00Z'), Date.parse('2026-03-19T14:30:00Z')]
    const t = await loopContext('2026-11-21T12:00:00Z', {}, undefined, (now) => exchange + (now - machine) * speed)
    const loop = await stream(t, { every: '5m', timeframe: '5m', universe: 'AAA' })
    const seen = (await times(loop, 3)).map((text) => Date.parse(text))
    for (const [i, boundary] of ['14:30', '14:35', '14:40'].entries()) {
      const late = seen[i] - Date.parse(`2026-03-19T${boundary}:00Z`)
      expect(late >= 0 && late <= 1000 * speed).toBe(true)
    }
    expect(t.context.clock.now() - machine).toBeLessThanOrEqual((10 * MINUTE) / speed + 1000)
    expect(t.notes.join()).toContain('next scan at 2026-03-19T14:35:00Z on the clock of live')
  })

  test('a clock that is set right a little backwards gives no boundary twice', async () => {
    let readings = 0
    const t = await loopContext('2026-03-19T14:30:00Z', {}, undefined, (now) => now - (++readings % 2) * 300)
    const loop = await stream(t, { every: '5m', timeframe: '5m', universe: 'AAA' })
    const boundaries = (await times(loop, 4)).slice(1).map((text) => Math.round(Date.parse(text) / MINUTE))
    expect(new Set(boundaries).size).toBe(3)
  })

  test('a list of the source is asked anew for each run', async () => {
    const t = await loopContext('2026-03-19T15:00:00Z')
    const live = await t.context.source()
    const seen: string[] = []
    const read = async () => {
      seen.push('asked')
      return ['AAA']
    }
    Object.assign(live, { lists: { names: ['movers'], read } })
    const loop = await stream(t, { every: '5m', timeframe: '5m', universe: 'movers' })
    await times(loop, 3)
    expect(seen.length).toBeGreaterThanOrEqual(3)
  })

  test('an abort ends it; nonsense is refused', async () => {
    const abort = new AbortController()
    const t = await loopContext('2026-03-19T15:00:00Z', {}, abort.signal)
    const loop = await stream(t, { every: '5m', timeframe: '5m', universe: 'AAA' })
    const run = (async () => {
      for await (const _ of loop) abort.abort()
    })()
    await expect(run).rejects.toMatchObject({ kind: 'canceled' })
    await expect(stream(t, { every: '5x' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(stream(t, { every: '1s' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(stream(testContext({ asOf: CLOSED }), { every: '5m' })).rejects.toMatchObject({ kind: 'usage' })
  })
})

test('a thin series is looked for further back, so that an average of many bars is found', async () => {
  const t = testContext({ asOf: CLOSED })
  // One bar in five sessions: 60 bars take 300 sessions.
  const rows = dates(300)
    .filter((_, i) => i % 5 === 4)
    .map((day, i) => ({ time: us.day(day).regular!.open, close: 100 + i }))
  store(t, 'THIN', rows)
  const { rows: found } = await t.run(scan, { columns: 'sma(50)' })
  expect(found[0]['sma(50)']).toBe(rows.slice(-50).reduce((sum, row) => sum + row.close, 0) / 50)
  expect(iso(rows[0].time) < iso(rows[rows.length - 1].time - 365 * DAY)).toBe(true)
})
