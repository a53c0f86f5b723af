import { afterEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import { at, failure, type Rig, rig, SYMBOL, signal } from './alpaca.ts'

let own: Rig
afterEach(() => own.close())

const old = { to: at('2026-03-20T14:00:00Z'), asOf: at('2026-03-20T14:00:00Z') }
const recent = { to: at('2026-03-20T14:30:00Z'), asOf: at('2026-03-20T14:30:00Z') }

describe('the label of an answer is the feed it came from', () => {
  it('consolidated where it is old enough, IEX where the plan refuses, with the volume to match', async () => {
    own = await rig()
    const sip = await own.source.history(own.query(old), signal)
    const iex = await own.source.history(own.query(recent), signal)
    expect([sip.feed, iex.feed, own.source.feed]).toEqual(['sip', 'iex', 'iex'])
    expect(iex.volume[0] / sip.volume[0]).toBeCloseTo(1 / 40, 2)
    expect((await own.source.history(own.query(old), signal)).feed).toBe('sip')
  })

  it('asks only once what the plan allows', async () => {
    own = await rig()
    await own.source.history(own.query(recent), signal)
    const calls = own.source.metrics()!.calls
    await own.source.history(own.query({ ...recent, limit: 5 }), signal)
    expect(own.source.metrics()!.calls - calls).toBe(1)
  })

  it('consolidated throughout with the right to it', async () => {
    own = await rig({}, { realtimeSip: true })
    expect((await own.source.history(own.query(recent), signal)).feed).toBe('sip')
    expect(own.source).toMatchObject({ feed: 'sip', coverage: 1 })
    expect((await own.source.snapshot(SYMBOL, own.source.now(), signal)).feed).toBe('sip')
  })

  it('the one of the settings and no other, when there is one', async () => {
    own = await rig({ feed: 'iex' })
    expect((await own.source.history(own.query(old), signal)).feed).toBe('iex')
    expect(own.source).toMatchObject({ feed: 'iex', coverage: 0.025 })
    await own.close()
    own = await rig({ feed: 'sip' })
    const error = await failure(own.source.history(own.query(recent), signal))
    expect(error).toMatchObject({ kind: 'config', hint: 'set OPENBELL_ALPACA_FEED=iex' })
    expect(error.message).toContain('APCA_API_KEY_ID')
  })

  it('the one that is wanted, however old: a stream of IEX is not filled up with consolidated volume', async () => {
    own = await rig()
    const free = await own.source.history(own.query(old), signal)
    const bars = await own.source.history(own.query({ ...old, feed: 'iex' }), signal)
    const range = { from: old.to - MINUTE, to: old.to, asOf: old.asOf, symbol: SYMBOL, kind: 'prints' as const }
    const prints = await own.source.history({ ...range, feed: 'iex' }, signal)
    expect([free.feed, bars.feed, prints.feed]).toEqual(['sip', 'iex', 'iex'])
    expect(bars.volume[0] / free.volume[0]).toBeCloseTo(1 / 40, 2)
  })

  it('daily bars of closed sessions need no recent data', async () => {
    own = await rig()
    const now = own.source.now()
    const days = await own.source.history(
      own.query({ timeframe: '1d', from: at('2026-03-02T00:00:00Z'), to: now + MINUTE, asOf: now }),
      signal,
    )
    expect(days.feed).toBe('sip')
  })
})

describe('answers are kept', () => {
  it('for the same question, by feed, until time brings another bar', async () => {
    own = await rig({ cacheEntries: 10, cacheSeconds: 300 })
    const first = await own.source.history(own.query(), signal)
    await own.source.history(own.query({ asOf: at('2026-03-20T13:40:20Z'), to: at('2026-03-20T13:40:00Z') }), signal)
    expect(own.source.metrics()!.cache).toMatchObject({ hits: 1, misses: 1 })
    first.close.fill(0)
    expect((await own.source.history(own.query(), signal)).close[0]).toBeGreaterThan(0)
    await own.source.history(own.query({ to: at('2026-03-20T13:41:00Z'), asOf: at('2026-03-20T13:41:00Z') }), signal)
    expect(own.source.metrics()!.cache.misses).toBe(2)
  })

  it('but an old one never passes for a new one when the vendor is down', async () => {
    own = await rig({ cacheEntries: 10, cacheSeconds: 300 })
    await own.source.history(own.query(), signal)
    await own.pocket.fault({ kind: 'status', status: 500, times: 99 })
    expect(await failure(own.source.history(own.query({ limit: 3 }), signal))).toMatchObject({ kind: 'unavailable' })
  })
})

describe('an exchange on this machine', () => {
  it('tells its own time, which is the default as-of', async () => {
    own = await rig()
    expect(Math.abs(own.source.now() - at('2026-03-20T14:30:00Z'))).toBeLessThan(1000)
  })
})
