import { afterEach, describe, expect, it } from 'vitest'
import { createAlpacaSource } from '../../../src/adapters/alpaca/source.ts'
import { createSystemClock } from '../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../src/adapters/simulated/source.ts'
import { Secret } from '../../../src/core/settings.ts'
import { type Instant, MINUTE, SECOND } from '../../../src/core/time.ts'
import { openManagedStream } from '../../../src/engine/stream/managed-stream.ts'
import type { ManagedStream, StreamNews } from '../../../src/engine/stream/types.ts'
import type { MarketDataSource } from '../../../src/ports/market-data.ts'
import { startTestPocket, type TestPocket } from '../../support/pocket.ts'
import { createKeptLog } from '../../support/vendor.ts'

const quiet = new AbortController().signal
const SYMBOLS = ['SIMALL', 'FALVUN', 'HALLAN']
const STEP = 5 * SECOND
/** Market time that the exchange stands at when a test begins. */
const MINUTES = 10

interface Session {
  pocket: TestPocket
  source: MarketDataSource
  stream: ManagedStream
  news: StreamNews[]
  bars: { symbol: string; time: Instant; revised: boolean }[]
  /** Steps the exchange and the session through so many seconds. */
  go(seconds: number): Promise<void>
  states(symbol?: string | null): string[]
}

let session: Session | null = null

afterEach(async () => {
  await session?.stream.close()
  await session?.source.close()
  await session?.pocket.close()
  session = null
})

/** A managed stream over Alpaca's own wire protocol, spoken by the pocket exchange on loopback; reconnects are quick, the market's time is stepped. */
async function begin(
  options: { symbols?: string[]; before?: Record<string, unknown>[]; feed?: 'iex' | null } = {},
): Promise<Session> {
  const pocket = await startTestPocket({ minutes: MINUTES })
  await pocket.admin('/admin/step', { ms: 5 * SECOND })
  if (options.before) await pocket.fault(...options.before)
  const source = await createAlpacaSource({
    keyId: new Secret('PKTEST'),
    secretKey: new Secret('secret'),
    dataUrl: pocket.url,
    tradingUrl: pocket.url,
    streamUrl: null,
    feed: options.feed === undefined ? 'iex' : options.feed,
    clock: createSystemClock(),
    log: createKeptLog(),
    cacheEntries: 0,
    cacheSeconds: 0,
    timeoutMs: 10_000,
    ratePerMinute: 1_000_000,
    streamTiming: { backoffMs: 1, longestMs: 2, slowMs: 50 },
  })
  const [news, bars]: [StreamNews[], Session['bars']] = [[], []]
  const stream = await openManagedStream({
    source,
    now: pocket.now,
    clock: { ...createSystemClock(), now: pocket.now },
    log: createKeptLog(),
    symbols: options.symbols ?? SYMBOLS,
    capacity: 10_000,
    session: 'regular',
    from: pocket.now() - MINUTES * MINUTE,
    signal: quiet,
    listener: {
      news: (one) => news.push(one),
      bar: ({ symbol, closed }, row, revised) => bars.push({ symbol, time: closed.time[row], revised }),
    },
  })
  const go = async (seconds: number) => {
    for (let left = seconds * SECOND; left > 0; left -= STEP) {
      await pocket.admin('/admin/step', { ms: Math.min(STEP, left) })
      await new Promise((resolve) => setTimeout(resolve, 8))
      await stream.advance(pocket.now())
      await until(() => stream.figures.pending === 0)
      // Reconnects are quick here; that they are over within a step makes what is told the same on a slow machine.
      await until(() => stream.state.state !== 'down')
    }
  }
  const states = (symbol?: string | null) =>
    news.filter((one) => symbol === undefined || one.symbol === symbol).map(({ state }) => state)
  session = { pocket, source, stream, news, bars, go, states }
  return session
}

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 3000 && !what(); i++) await new Promise((resolve) => setTimeout(resolve, 4))
  if (!what()) throw new Error('it never became so')
}

async function expectWhole({ pocket, source, stream }: Session, to: Instant): Promise<void> {
  for (const [symbol, { closed }] of stream.tapes) {
    const query = {
      kind: 'bars' as const,
      symbol,
      timeframe: '1m' as const,
      from: to - 8 * MINUTE,
      to,
      asOf: pocket.now(),
      session: 'regular' as const,
    }
    const own = await source.history(query, quiet)
    const rows = [...own.time.subarray(0, own.length)].map((time) => closed.time.subarray(0, closed.length).indexOf(time))
    expect(rows.map((row) => [closed.time[row], closed.close[row], closed.volume[row]])).toEqual(
      rows.map((_, i) => [own.time[i], own.close[i], own.volume[i]]),
    )
  }
}

/** Every symbol is live, and the bars of all minutes that are over are the vendor's own. */
async function expectHealed(live: Session): Promise<void> {
  for (const symbol of live.stream.tapes.keys()) {
    const { state, gaps, repaired } = live.stream.quality(symbol)
    expect({ symbol, state, open: gaps - repaired }).toEqual({ symbol, state: 'live', open: 0 })
  }
  const fresh = live.bars.filter(({ revised }) => !revised).map(({ symbol, time }) => `${symbol} ${time}`)
  expect(new Set(fresh).size).toBe(fresh.length)
  await expectWhole(live, live.pocket.now() - (live.pocket.now() % MINUTE) - MINUTE)
}

/** Symbols of the simulated market. */
async function stocks(): Promise<string[]> {
  const source = createSimulatedSource({ seed: 7, clock: createSystemClock() })
  return (await source.symbols(quiet)).filter(({ kind }) => kind === 'stock').map(({ symbol }) => symbol)
}

describe('the stream of a session at a vendor in trouble', () => {
  it('labels bars with the feed that the plan gives, which is known with the answer only', async () => {
    const { source, stream } = await begin({ feed: null })
    expect(source.feed).toBe('iex')
    expect(SYMBOLS.map((symbol) => stream.tapes.get(symbol)!.closed.feed)).toEqual(['iex', 'iex', 'iex'])
    await stream.subscribe('SIMTEC')
    expect(stream.tapes.get('SIMTEC')!.closed.feed).toBe('iex')
  })

  it('in quiet times is live, and its bars are the vendor’s', async () => {
    const live = await begin()
    await live.go(2 * 60)
    expect(live.news.map(({ message }) => message)).toEqual(['alpaca streams 3 symbols on iex'])
    expect(SYMBOLS.map((symbol) => live.stream.quality(symbol).state)).toEqual(['live', 'live', 'live'])
    expect(live.bars.map(({ revised }) => revised)).toEqual(Array.from({ length: 6 }, () => false))
    await expectWhole(live, live.pocket.now() - (live.pocket.now() % MINUTE))
  })

  it('mute: one event, a restart, prices that are asked for, and whole afterwards', async () => {
    const live = await begin()
    await live.go(30)
    await live.pocket.fault({ kind: 'mute-stream', stream: 'data', duration: '70s' })
    await live.go(65)
    expect(SYMBOLS.map((symbol) => live.stream.quality(symbol).state)).toEqual(['polling', 'polling', 'polling'])
    expect(live.stream.state.state).toBe('polling')
    for (const tape of live.stream.tapes.values()) expect(live.pocket.now() - tape.priceTime).toBeLessThan(30 * SECOND)
    await live.go(2 * 60)
    expect(live.news.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "alpaca streams 3 symbols on iex",
        "nothing was heard of any of 3 symbols for 15 s, though the stream is connected",
        "nothing was heard of any of 3 symbols for 25 s: the stream is made anew",
        "the stream is still silent after 35 s: prices are asked for every 5 s and may be as old",
        "connecting anew: nothing was heard for 55 s",
        "alpaca streams 3 symbols on iex",
        "the stream is heard again after 75 s; what was missed of 3 symbols is asked for",
        "what was missed from 09:40:35 New York on is filled in: 3 bars and 506 prints came from history, known late",
      ]
    `)
    expect(live.news.every(({ symbol }) => symbol === null)).toBe(true)
    await expectHealed(live)
  })

  it('406: said once, prices that are asked for, and whole when the stream is free', async () => {
    const live = await begin({ before: [{ kind: 'refuse-stream', stream: 'data', code: 406, times: 1_000_000 }] })
    expect(live.stream.state.state).toBe('refused')
    await live.go(60)
    expect(SYMBOLS.map((symbol) => live.stream.quality(symbol).state)).toEqual(['polling', 'polling', 'polling'])
    await live.pocket.admin('/admin/faults', undefined, 'DELETE')
    await until(() => live.stream.state.state === 'up')
    await live.go(2 * 60)
    expect(live.news.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "another connection of this account holds the stream: connection limit exceeded (406)",
        "until the stream is back prices are asked for every 5 s and may be as old",
        "alpaca streams 3 symbols on iex (nothing came for 60 s)",
        "what was missed from 09:40:05 New York on is filled in: 3 bars and 397 prints came from history, known late",
      ]
    `)
    await expectHealed(live)
  })

  it('a storm of cuts and refused reconnects: told as it is, never one event for each symbol, and whole afterwards', async () => {
    const live = await begin()
    await live.go(30)
    for (let i = 0; i < 3; i++) {
      await live.pocket.fault(
        { kind: 'cut-stream', stream: 'data' },
        { kind: 'refuse-stream', stream: 'data', code: 429, times: 2 },
        { kind: 'refuse-stream', stream: 'data', code: 500, times: 2 },
      )
      await live.go(15)
    }
    await until(() => live.stream.state.state === 'up')
    await live.go(2 * 60)
    expect(live.news.every(({ symbol }) => symbol === null)).toBe(true)
    const states = live.states()
    expect(states.slice(0, 2)).toEqual(['up', 'down'])
    expect(states).toContain('refused')
    // Three cuts, each with the refusals that follow: what is told is how the stream stands, not every attempt.
    expect(states.length).toBeLessThan(20)
    await expectHealed(live)
  })

  it('keys that are not known any more are said at once, and a session is not opened on them', async () => {
    await expect(begin({ before: [{ kind: 'refuse-stream', stream: 'data', code: 402, times: 1 }] })).rejects.toMatchObject({
      kind: 'config',
      message: /does not know these keys/,
    })
  })

  it('more symbols than the plan allows: it is said how many, those are streamed, the rest is asked for', async () => {
    const symbols = (await stocks()).slice(100, 118)
    const live = await begin({ symbols })
    await live.go(10)
    const limit = live.stream.limit!
    expect(limit).toBeGreaterThan(0)
    expect(limit).toBeLessThan(symbols.length)
    expect(live.news.map(({ message }) => message)).toEqual([
      expect.stringContaining(`no more than ${limit} symbols at once on this plan (405`),
      expect.stringContaining(`are not streamed, since the plan allows ${limit} symbols: asked for every 5 s`),
    ])
    const polled = symbols.filter((symbol) => live.stream.quality(symbol).state === 'polling')
    expect(polled).toEqual(symbols.slice(limit))
    const refusal = { kind: 'rejected', message: expect.stringContaining(`${limit} symbols`) }
    await expect(live.stream.subscribe('SIMFIN')).rejects.toMatchObject(refusal)
    expect(live.stream.state.state).toBe('up')
  })
})
