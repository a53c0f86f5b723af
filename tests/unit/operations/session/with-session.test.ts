import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { DAY, type Instant, MINUTE } from '../../../../src/core/time.ts'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'
import { quote } from '../../../../src/operations/market/quote.ts'
import { openLink } from '../../../../src/operations/session/link.ts'
import { Lookout } from '../../../../src/operations/session/lookout.ts'
import { openSessionSource } from '../../../../src/operations/session/session-source.ts'
import { withSession } from '../../../../src/operations/session/with-session.ts'
import type { BarsQuery, MarketDataSource, TapeQuery } from '../../../../src/ports/market-data.ts'
import { AT, createWorld, type World } from './shared.ts'

const { signal } = new AbortController()

/** A source that answers nothing: what it is asked for is kept. */
function silentSource(now: Instant): { source: MarketDataSource; asked: string[] } {
  const asked: string[] = []
  const refuse = async (what: string) => {
    asked.push(what)
    throw new OpenbellError('no-data', 'the source was asked')
  }
  const source: MarketDataSource = {
    ...{ name: 'simulated', feed: 'simulated', coverage: 1, now: () => now },
    history: ((query: { kind: string }) => refuse(query.kind)) as unknown as MarketDataSource['history'],
    snapshot: () => refuse('snapshot') as never,
    symbols: async () => [],
    metrics: () => null,
    close: async () => {},
  }
  return { source, asked }
}

const minutes = (from: Instant, asOf: Instant): BarsQuery => ({
  ...{ kind: 'bars', symbol: 'SIMA', timeframe: '1m', from, to: asOf, asOf, session: 'all' },
})

describe('a source beside a running session', () => {
  let world: World
  let silent: ReturnType<typeof silentSource>
  let source: MarketDataSource

  beforeEach(async () => {
    world = await createWorld()
    const { owner } = world
    for (let i = 0; i < 240; i++) owner.print('SIMA', AT + i * 1000, 100 + i / 100, 100)
    owner.quote('SIMA', AT + 100_000, 101, 101.02)
    owner.quote('SIMA', AT + 239_500, 102.38, 102.4)
    owner.setNow(AT + 240_000)
    silent = silentSource(AT + 240_000)
    source = world.asking(silent.source)
  })

  afterEach(() => world.close())

  it('tells the price, the quote and their times that the session has', async () => {
    const context = { ...world.guest, source: async () => source }
    const answer = (await quote.run(context, { symbols: ['SIMA'] })) as { results: Record<string, unknown>[] }
    const row = world.owner.view.watch[0]
    expect(answer.results[0]).toMatchObject({
      ...{ symbol: 'SIMA', feed: 'simulated', price: row.price, bid: row.bid, ask: row.ask, bidSize: 200, askSize: 300 },
      ...{ time: '2026-03-20T15:04:29Z', ageMs: 1000, change: 102.39 / 100 - 1, sessionOpen: 100, volume: 24_000 },
    })
    expect(silent.asked).toEqual([])
  })

  it('knows what was known at the as-of, not what came after', async () => {
    const before = await source.snapshot('SIMA', AT + 235_300, signal)
    expect(before).toMatchObject({ price: 102.35, time: AT + 235_000, bid: 101, ask: 101.02 })
    expect(before).toMatchObject({ sessionOpen: 100, sessionHigh: 102.35, sessionLow: 100, volume: 23_600 })
    world.owner.print('SIMA', AT + 239_900, 999, 100, AT + 240_700)
    expect(await source.snapshot('SIMA', AT + 240_000, signal)).toMatchObject({ price: 102.39 })
  })

  it('answers minutes and the tape as far as the session holds them whole', async () => {
    const [first, asOf] = [AT - 30_000, AT + 239_000]
    const bars = await source.history(minutes(first, asOf), signal)
    expect([...bars.time]).toEqual([0, 1, 2, 3].map((i) => first + i * MINUTE))
    expect(bars).toMatchObject({ source: 'simulated', feed: 'simulated', timeframe: '1m', symbol: 'SIMA' })
    expect(bars.close[0]).toBe(100.29)
    expect((await source.history({ ...minutes(first, asOf), limit: 2 }, signal)).length).toBe(2)
    const tape: TapeQuery & { kind: 'prints' } = { kind: 'prints', symbol: 'SIMA', from: AT + 5500, to: AT + 10_500, asOf }
    const prints = await source.history(tape, signal)
    expect([...prints.price]).toEqual([100.06, 100.07, 100.08, 100.09, 100.1])
    const quotes = await source.history(
      { ...tape, kind: 'quotes', from: AT + 100_001, to: AT + 240_000, asOf: AT + 240_000 },
      signal,
    )
    expect([...quotes.bidPrice]).toEqual([102.38])
    expect(silent.asked).toEqual([])
  })

  it('asks the vendor for all else: other times, other symbols, what is to be kept, a minute that has just ended', async () => {
    const late = AT + 239_000
    const asks: [string, () => Promise<unknown>][] = [
      ['snapshot', () => source.snapshot('SIMA', AT - 3_600_000, signal)],
      ['snapshot', () => source.snapshot('SIMX', AT + 240_000, signal)],
      ['snapshot', () => source.snapshot('SIMB', AT + 240_000, signal)],
      ['bars', () => source.history(minutes(AT - 2 * DAY, late), signal)],
      ['bars', () => source.history({ ...minutes(AT, late), raw: true }, signal)],
      ['bars', () => source.history({ ...minutes(AT, late), timeframe: '5m' }, signal)],
      ['bars', () => source.history(minutes(AT - 30_000, AT + 210_500), signal)],
      ['prints', () => source.history({ kind: 'prints', symbol: 'SIMA', from: AT - 1, to: late, asOf: late }, signal)],
    ]
    for (const [, ask] of asks) await expect(ask()).rejects.toThrow('the source was asked')
    expect(silent.asked).toEqual(asks.map(([what]) => what))
  })

  it('asks the vendor when the session is of another pace, another market, or its data is not sound', async () => {
    world.owner.facts.speed = 60
    await expect(source.snapshot('SIMA', AT + 240_000, signal)).rejects.toThrow('the source was asked')
    world.owner.facts.speed = 1
    expect(await source.snapshot('SIMA', AT + 240_000, signal)).toMatchObject({ price: 102.39 })
    const view = world.owner.view
    const [row] = view.watch
    const watch = Object.getOwnPropertyDescriptor(view, 'watch')!
    Object.defineProperty(view, 'watch', {
      get: () => [{ ...row, quality: { ...row.quality, state: 'stale' } }],
      configurable: true,
    })
    await expect(source.snapshot('SIMA', AT + 240_000, signal)).rejects.toThrow('the source was asked')
    Object.defineProperty(view, 'watch', { get: () => [{ ...row, quality: { ...row.quality, gaps: 1 } }], configurable: true })
    await expect(source.history(minutes(AT, AT + 239_000), signal)).rejects.toThrow('the source was asked')
    Object.defineProperty(view, 'watch', watch)
  })

  it('asks the vendor when the buffers do not reach back to the open', async () => {
    const late = new LiveTape({ symbol: 'SIMB', source: 'simulated', feed: 'simulated', from: AT })
    late.takePrint(AT + 200_000, 50, 100, 'N', '', '', AT + 200_000)
    world.owner.tapes.set('SIMB', late)
    await expect(source.snapshot('SIMB', AT + 240_000, signal)).rejects.toThrow('the source was asked')
  })

  it('does without a session that is gone', async () => {
    expect(await source.snapshot('SIMA', AT + 240_000, signal)).toMatchObject({ price: 102.39 })
    await world.stop('over')
    await expect(source.snapshot('SIMA', AT + 240_000, signal)).rejects.toThrow('the source was asked')
  })

  it('has the feed that the source behind it has learnt meanwhile', () => {
    const behind = { ...silent.source, feed: 'sip', coverage: 1 }
    const wrapped = world.asking(behind)
    Object.assign(behind, { feed: 'iex', coverage: 0.025 })
    expect([wrapped.feed, wrapped.coverage, wrapped.now()]).toEqual(['iex', 0.025, AT + 240_000])
  })

  it('is left alone after it could not be asked', async () => {
    const waits: string[] = []
    const lookout = {
      link: async () => {
        waits.push('link')
        throw new OpenbellError('unavailable', 'it does not answer')
      },
      leaveAlone: () => void waits.push('left alone'),
    }
    const { log } = world.guest
    const wrapped = withSession(silent.source, { lookout, market: 'simulated, seed 1', log })
    await expect(wrapped.snapshot('SIMA', AT + 240_000, signal)).rejects.toThrow('the source was asked')
    expect(waits).toEqual(['link', 'left alone'])
    const real = new Lookout({ ...world.guest, hub: world.guest.hub }, 'simulated')
    expect(await real.link()).not.toBeNull()
    real.leaveAlone()
    expect(await real.link()).toBeNull()
    real.close()
  })

  it('is never asked by its own process', async () => {
    expect(await openLink({ ...world.guest, pid: process.pid }, null, signal)).toBeNull()
  })
})

describe('the running session as a source of its own', () => {
  it('has the session’s time, and asks what is behind only up to it', async () => {
    const world = await createWorld()
    const { owner, guest } = world
    for (let i = 0; i < 60; i++) owner.print('SIMA', AT + i * 1000, 100 + i, 100)
    owner.facts.speed = 60
    owner.setNow(AT + 60_000)
    const link = (await openLink(guest, null, signal))!
    const asOfs: Instant[] = []
    const silent = silentSource(AT)
    const behind = {
      ...silent.source,
      snapshot: async (symbol: string, asOf: Instant) => {
        asOfs.push(asOf)
        return silent.source.snapshot(symbol, asOf, signal)
      },
    }
    const source = await openSessionSource({ link, behind: async () => behind, signal })
    expect(source.now()).toBe(AT + 60_000)
    expect(source).toMatchObject({ name: 'session', feed: 'simulated' })
    expect(source.stream).toBeUndefined()
    expect(await source.snapshot('SIMA', AT + 60_000, signal)).toMatchObject({ source: 'session', price: 159, time: AT + 59_000 })
    await expect(source.snapshot('SIMX', AT + 9_000_000, signal)).rejects.toThrow('the source was asked')
    expect(asOfs).toEqual([AT + 60_000])
    owner.facts.feed = 'iex'
    await source.snapshot('SIMA', AT + 60_000, signal)
    expect(source.feed).toBe('iex')
    const alone = await openSessionSource({ link, behind: async () => null, signal })
    await expect(alone.snapshot('SIMX', AT, signal)).rejects.toMatchObject({ kind: 'no-data' })
    await source.close()
    await world.close()
  })
})
