import { afterEach, describe, expect, it } from 'vitest'
import { createAlpacaSource } from '../../../../src/adapters/alpaca/source.ts'
import { createSteppedClock } from '../../../support/vendor.ts'
import { at, failure, optionsFor, type Rig, rig, SYMBOL, signal } from './alpaca.ts'

let own: Rig
afterEach(() => own.close())
const BARS = '/v2/stocks/bars'

describe('a vendor in trouble', () => {
  it.each([
    ['a burst of 429 with a reset', { kind: 'rate-limit', resetSeconds: 2, times: 2 }],
    ['a burst of 429 with Retry-After', { kind: 'rate-limit', resetSeconds: 1, retryAfter: true, times: 3 }],
    ['500', { kind: 'status', status: 500, times: 2 }],
    ['503 with a page of HTML', { kind: 'status', status: 503, body: 'html', times: 2 }],
    ['504 without a body', { kind: 'status', status: 504, body: 'empty' }],
    ['a cut body', { kind: 'cut', times: 2 }],
    ['a refused connection', { kind: 'refuse', times: 2 }],
  ])('is asked again after %s', async (_name, fault) => {
    own = await rig()
    await own.pocket.fault({ ...fault, path: BARS })
    const bars = await own.source.history(own.query(), signal)
    expect(bars.length).toBe(10)
    expect(own.source.metrics()!.retries).toBeGreaterThan(0)
  })

  it('that asks to wait is waited for', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'rate-limit', resetSeconds: 7, path: BARS })
    await own.source.history(own.query(), signal)
    const waits = own.log.lines.filter((line) => line.event === 'vendor.retry').map((line) => Number(line.fields.delayMs))
    expect(waits).toHaveLength(1)
    expect(waits[0]).toBeGreaterThan(5000)
  })

  it.each([
    ['429', { kind: 'rate-limit', resetSeconds: 1, times: 9 }, 'HTTP 429'],
    ['500', { kind: 'status', status: 500, times: 9 }, 'HTTP 500'],
    ['an unanswered call', { kind: 'hang', times: 9 }, 'did not answer within 150 ms'],
    ['a body that drips', { kind: 'slow', delayMs: 5000, times: 9 }, 'did not answer within 150 ms'],
    ['a cut body', { kind: 'cut', times: 9 }, 'cannot be reached'],
    ['a refused connection', { kind: 'refuse', times: 9 }, 'cannot be reached'],
  ])('is unavailable after retries of %s', async (_name, fault, message) => {
    own = await rig({ timeoutMs: 150 })
    await own.pocket.fault({ ...fault, path: BARS })
    const error = await failure(own.source.history(own.query(), signal))
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining(message) })
    expect(own.source.metrics()).toMatchObject({ retries: 3, errors: 1 })
  })

  it('is unavailable when its answer is not JSON, or not an answer', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'malformed', path: BARS })
    expect(await failure(own.source.history(own.query(), signal))).toMatchObject({
      kind: 'unavailable',
      message: 'alpaca answered 1Min bars of SIMFIN with something that is not JSON',
    })
    await own.pocket.fault({ kind: 'missing-fields', fields: ['bars'], path: BARS })
    expect((await failure(own.source.history(own.query(), signal))).message).toContain("without 'bars'")
  })

  it.each([
    ['bars', BARS, {}],
    ['the splits behind them', '/v1/corporate-actions', { from: at('2026-03-18T13:30:00Z') }],
  ])('is not stood in for by old answers: %s', async (_name, path, range) => {
    const clock = createSteppedClock(Date.now())
    own = await rig({ clock, cacheEntries: 100, cacheSeconds: 300 })
    await own.source.history(own.query(range), signal)
    clock.advance(400_000)
    await own.pocket.fault({ kind: 'status', status: 500, times: 9, path })
    expect(await failure(own.source.history(own.query(range), signal))).toMatchObject({ kind: 'unavailable' })
  })

  it('is not asked at all while the breaker is open', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'status', status: 500, times: 99, path: BARS })
    await failure(own.source.history(own.query(), signal))
    await failure(own.source.history(own.query(), signal))
    const error = await failure(own.source.history(own.query(), signal))
    expect(error.message).toContain('not asked for now')
    expect(own.source.metrics()!.breaker).toBe('open')
  })
})

describe('a vendor that changes', () => {
  it.each([
    ['unknown fields', { kind: 'unknown-fields' }],
    ['fields gone that we can do without', { kind: 'missing-fields', fields: ['n', 'vw', 'z', 'x', 'i', 'bx', 'ax'] }],
  ])('with %s is read all the same', async (_name, fault) => {
    own = await rig()
    await own.pocket.fault({ ...fault, times: 99 })
    const bars = await own.source.history(own.query(), signal)
    expect(bars.length).toBe(10)
    expect(bars.close[9]).toBeGreaterThan(0)
    const range = {
      symbol: SYMBOL,
      from: at('2026-03-20T13:30:00Z'),
      to: at('2026-03-20T13:30:10Z'),
      asOf: at('2026-03-20T13:40:00Z'),
    }
    expect((await own.source.history({ kind: 'prints', ...range }, signal)).length).toBeGreaterThan(0)
    expect((await own.source.history({ kind: 'quotes', ...range }, signal)).length).toBeGreaterThan(0)
    expect((await own.source.snapshot(SYMBOL, own.source.now(), signal)).price).toBeGreaterThan(0)
    expect((await own.source.symbols(signal)).length).toBeGreaterThan(500)
  })

  it('marks counts it does not give as unknown, not as zero', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'missing-fields', fields: ['n', 'vw'], path: BARS })
    const bars = await own.source.history(own.query(), signal)
    expect([bars.prints![0], bars.vwap![0]]).toEqual([Number.NaN, Number.NaN])
  })

  it.each([
    [{ h: 0.01 }, 'high and low'],
    [{ o: '12.5' }, 'o:'],
    [{ t: 'noon' }, 'no time'],
    [{ v: -5 }, 'v:'],
  ])('loses the one record that broke a rule (%o), and says so', async (fields, reason) => {
    own = await rig()
    await own.pocket.fault({ kind: 'bad-rows', fields, path: BARS })
    const bars = await own.source.history(own.query(), signal)
    expect([bars.length, bars.time[0]]).toEqual([9, at('2026-03-20T13:31:00Z')])
    const line = own.log.lines.find((one) => one.event === 'alpaca.set-aside')
    expect(line?.fields).toMatchObject({ symbol: SYMBOL, count: 1, reason: expect.stringContaining(reason) })
  })

  it('is unavailable when nothing it sent can be used', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'missing-fields', fields: ['c'], path: BARS })
    const error = await failure(own.source.history(own.query(), signal))
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('11 1m bars of SIMFIN, none of them usable'),
    })
  })

  it('may send null for no rows, and pages shorter than asked', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'null-rows', path: BARS })
    expect(await failure(own.source.history(own.query(), signal))).toMatchObject({ kind: 'no-data' })
    await own.pocket.fault({ kind: 'short-pages', points: 3, times: 99, path: BARS })
    const calls = own.source.metrics()!.calls
    expect((await own.source.history(own.query(), signal)).length).toBe(10)
    expect(own.source.metrics()!.calls - calls).toBe(4)
  })
})

describe('a refusal', () => {
  it('of keys names the settings and never the values', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'status', status: 401, path: BARS }, { kind: 'status', status: 403, path: BARS })
    for (const status of [401, 403]) {
      const error = await failure(own.source.history(own.query(), signal))
      expect(error).toMatchObject({ kind: 'config', hint: 'openbell init', message: expect.stringContaining(String(status)) })
      expect(error.message).toContain('APCA_API_KEY_ID')
      expect(`${error.message} ${error.stack} ${own.log.text()}`).not.toMatch(/PKTESTKEY|very-secret-word/)
    }
    expect(own.source.metrics()!.retries).toBe(0)
  })

  it('of a parameter is a usage error, of a symbol a not-found', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'status', status: 422, path: BARS })
    expect(await failure(own.source.history(own.query(), signal))).toMatchObject({ kind: 'usage' })
    expect(await failure(own.source.history(own.query({ symbol: 'FOO1' }), signal))).toMatchObject({ kind: 'not-found' })
  })

  it('tells an unknown symbol from a silent one, and asks the trading host only once', async () => {
    own = await rig()
    expect(await failure(own.source.history(own.query({ symbol: 'NOPE' }), signal))).toMatchObject({ kind: 'not-found' })
    const night = { from: at('2026-03-20T01:00:00Z'), to: at('2026-03-20T02:00:00Z') }
    expect(await failure(own.source.history(own.query(night), signal))).toMatchObject({ kind: 'no-data' })
    await own.pocket.fault({ kind: 'status', status: 500, times: 99, path: '/v2/assets' })
    expect(await failure(own.source.history(own.query({ symbol: 'NOPE' }), signal))).toMatchObject({ kind: 'not-found' })
    expect(await failure(own.source.history(own.query({ symbol: 'NONO' }), signal))).toMatchObject({ kind: 'no-data' })
  })

  it('without keys comes before any call, and names what is missing', async () => {
    own = await rig()
    const missing = (more: Parameters<typeof optionsFor>[1]) => failure(createAlpacaSource(optionsFor(own.pocket, more)))
    expect(await missing({ keyId: null })).toMatchObject({
      kind: 'config',
      hint: 'openbell init',
      message: expect.stringContaining('APCA_API_KEY_ID is not set'),
    })
    expect((await missing({ keyId: null, secretKey: null })).message).toContain(
      'APCA_API_KEY_ID and APCA_API_SECRET_KEY are not set',
    )
    expect(await missing({ feed: 'nasdaq' })).toMatchObject({ kind: 'config', message: expect.stringContaining('nasdaq') })
  })

  it('of the caller ends a call in flight', async () => {
    own = await rig()
    await own.pocket.fault({ kind: 'hang', path: BARS })
    const abort = new AbortController()
    const asked = failure(own.source.history(own.query(), abort.signal))
    setTimeout(() => abort.abort(), 20)
    expect(await asked).toMatchObject({ kind: 'canceled' })
  })
})
