import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlpacaSource, AlpacaSourceOptions } from '../../../../../src/adapters/alpaca/source.ts'
import type { MarketStream, StreamOptions } from '../../../../../src/ports/market-stream.ts'
import type { Json } from '../../../../support/pocket.ts'
import { createKeptSink, type KeptSink } from '../../../../support/stream-sink.ts'
import type { KeptLog } from '../../../../support/vendor.ts'
import { type StreamVendor, sourceOn, startStreamVendor } from './support.ts'

const quiet = new AbortController().signal
let vendor: StreamVendor
let sink: KeptSink
let source: AlpacaSource
let log: KeptLog
let life: AbortController
beforeEach(async () => {
  vendor = await startStreamVendor()
  sink = createKeptSink()
  life = new AbortController()
})
afterEach(async () => {
  life.abort()
  await source?.close()
  await vendor.close()
})

async function open(options: Partial<StreamOptions> = {}, more: Partial<AlpacaSourceOptions> = {}): Promise<MarketStream> {
  ;({ source, log } = await sourceOn(vendor.url, more))
  return source.stream!({ symbols: ['AAPL'], from: 0, quotes: true, bars: true, ...options }, sink, life.signal)
}

const trade = (more: Json = {}) => ({
  T: 't',
  S: 'AAPL',
  i: 71683,
  x: 'V',
  p: 184.19,
  s: 100,
  c: ['@', 'I'],
  z: 'C',
  t: '2026-11-20T14:30:01.118823411Z',
  ...more,
})
const AT = Date.parse('2026-11-20T14:30:01Z') + 118.823411
const DAY = 20777
const codeOf = (code: number, msg: string) => ({ T: 'error', code, msg })
const subscribed = () => vendor.said.filter(({ action }) => action === 'subscribe')

describe('data messages', () => {
  it('are told field by field, stamps to the fraction of a millisecond', async () => {
    await open()
    vendor.tell(
      trade(),
      {
        T: 'q',
        S: 'AAPL',
        bx: 'V',
        bp: 184.18,
        bs: 300,
        ax: 'Q',
        ap: 184.2,
        as: 100,
        c: ['R'],
        z: 'C',
        t: '2026-11-20T14:30:01.2Z',
      },
      { T: 'q', S: 'AAPL', bx: 'V', bp: 0, bs: 0, ax: 'Q', ap: 184.2, as: 100, c: ['R'], z: 'C', t: '2026-11-20T14:30:01.3Z' },
      { T: 'b', S: 'AAPL', o: 184.1, h: 184.32, l: 184.02, c: 184.2, v: 18234, n: 412, vw: 184.166, t: '2026-11-20T14:30:00Z' },
      { T: 'u', S: 'AAPL', o: 184.1, h: 184.4, l: 184.02, c: 184.2, v: 18300, t: '2026-11-20T14:30:00Z' },
    )
    await sink.until(() => sink.bars.length === 2)
    const id = `${DAY}-V-71683`
    expect(sink.prints).toEqual([{ symbol: 'AAPL', time: AT, price: 184.19, size: 100, exchange: 'V', conditions: '@,I', id }])
    expect(sink.quotes.map(({ bid, bidSize, ask, askSize }) => [bid, bidSize, ask, askSize])).toEqual([
      [184.18, 300, 184.2, 100],
      [0, 0, 184.2, 100],
    ])
    expect(sink.bars[0]).toEqual({
      symbol: 'AAPL',
      updated: false,
      bar: {
        time: AT - 1118.823411,
        open: 184.1,
        high: 184.32,
        low: 184.02,
        close: 184.2,
        volume: 18234,
        prints: 412,
        vwap: 184.166,
      },
    })
    expect(sink.bars[1]).toMatchObject({ updated: true, bar: { volume: 18300, prints: Number.NaN, vwap: Number.NaN } })
  })

  it('that correct a print, or take it back, name it by the id it came with', async () => {
    await open()
    vendor.tell(
      trade({ i: 5 }),
      {
        T: 'c',
        S: 'AAPL',
        x: 'V',
        oi: 5,
        op: 184.19,
        os: 100,
        oc: ['@'],
        ci: 9,
        cp: 184.1,
        cs: 90,
        cc: ['@'],
        t: '2026-11-20T14:31:00Z',
        z: 'C',
      },
      { T: 'x', S: 'AAPL', i: 5, x: 'V', p: 184.1, s: 90, a: 'C', t: '2026-11-20T14:32:00Z', z: 'C' },
    )
    await sink.until(() => sink.corrections.length === 2)
    const [{ id }] = sink.prints
    expect(sink.corrections.map((one) => [one.id, one.price, one.size])).toEqual([
      [id, 184.1, 90],
      [id, null, null],
    ])
  })

  it('keep every digit of an id that is longer than a double', async () => {
    await open()
    vendor.tellText(`[${JSON.stringify(trade()).replace('71683', '9223372036854775807')}]`)
    await sink.until(() => sink.prints.length === 1)
    expect(sink.prints[0].id).toBe(`${DAY}-V-9223372036854775807`)
  })

  it('that are malformed are set aside and counted; what nobody knows passes by; the rest goes on', async () => {
    await open()
    vendor.tell(
      trade({ p: 'a lot' }),
      trade({ p: -1 }),
      trade({ t: 'yesterday' }),
      trade({ S: 7 }),
      trade({ s: null }),
      { T: 'q', S: 'AAPL', bp: 1, t: '2026-11-20T14:30:01Z' },
      { T: 'b', S: 'AAPL', o: 1, h: 1, l: 2, c: 1, v: 1, t: '2026-11-20T14:30:00Z' },
      { T: 'zz', S: 'AAPL', novel: true },
      { T: 'o', S: 'AAPL', b: [], a: [] },
      { novel: true },
      trade({ unheard: { of: 1 }, c: null, x: null, i: null }),
    )
    vendor.tellText('no JSON at all')
    vendor.tellText('null')
    vendor.tell(trade({ i: 2 }))
    await sink.until(() => sink.prints.length === 2)
    expect(sink.prints[0]).toMatchObject({ price: 184.19, conditions: '', exchange: '', id: '' })
    expect([sink.quotes, sink.bars]).toEqual([[], []])
    expect(sink.states.map(({ state }) => state)).toEqual(['up'])
    const counts = log.lines.filter(({ event }) => event === 'alpaca.stream.set-aside').map(({ fields }) => fields.count)
    expect(counts).toEqual([1, 2, 4])
  })

  it.each([
    ['H', 'Trading Halt', [true]],
    ['2', 'Trading Halt', [true]],
    ['P', 'Volatility Trading Pause', [true]],
    ['Q', 'Quotation Resumption', [true]],
    ['T', 'Trading Resumption', [false]],
    ['3', 'Resume', [false]],
    ['5', 'Price Indication', []],
    ['~', 'Trading Paused', [true]],
    ['~', 'Trading Resumes', [false]],
  ])('of status %s (%s)', async (sc, sm, halted) => {
    await open()
    vendor.tell({ T: 's', S: 'AAPL', sc, sm, rc: 'T1', rm: 'News', t: '2026-11-20T14:30:01Z', z: 'C' }, trade())
    await sink.until(() => sink.prints.length === 1)
    expect(sink.statuses.map((one) => one.halted)).toEqual(halted)
  })

  it('that come before the last subscription is confirmed are told after it was told that the stream is up', async () => {
    vendor.answer = ({ action }) => (action === 'subscribe' ? [trade(), { T: 'subscription', trades: ['AAPL'] }] : null)
    const first: string[] = []
    sink.print = () => void first.push('print')
    sink.state = ({ state }) => void first.push(state)
    await open()
    expect(first).toEqual(['up', 'print'])
  })
})

describe('the connection', () => {
  it('is to the feed of the settings, and says the keys once, in the message only', async () => {
    await open({}, { feed: 'sip' })
    expect(vendor.paths).toEqual(['/v2/sip'])
    expect(vendor.said[0]).toEqual({ action: 'auth', key: 'PKTEST', secret: 'very-secret-word' })
    expect(subscribed()).toEqual([
      { action: 'subscribe', trades: ['AAPL'], quotes: ['AAPL'], bars: ['AAPL'], updatedBars: ['AAPL'], statuses: ['AAPL'] },
    ])
    expect(log.text()).not.toContain('very-secret-word')
  })

  it('that is too slow is made anew without quotes', async () => {
    await open()
    vendor.tell(codeOf(407, 'slow client'))
    vendor.cut()
    await sink.until(() => sink.states.length === 3)
    expect(sink.states.map(({ state, code }) => [state, code])).toEqual([
      ['up', null],
      ['down', 407],
      ['up', null],
    ])
    expect(sink.states[1].message).toContain('quotes are left out')
    expect(subscribed().map(({ quotes }) => quotes)).toEqual([['AAPL'], undefined])
  })

  it.each([408, 409])('to a feed that is not ours (%d) goes to the next one', async (code) => {
    vendor.answer = ({ action }, connection) => (action === 'auth' && connection === 0 ? [codeOf(code, 'no')] : null)
    await open({}, { feed: null })
    await sink.until(() => sink.states.at(-1)?.state === 'up')
    expect(vendor.paths).toEqual(['/v2/sip', '/v2/iex'])
    expect(source.feed).toBe('iex')
  })

  it('goes on after an error that means nothing now', async () => {
    await open()
    vendor.tell(codeOf(403, 'already authenticated'))
    vendor.tell(trade())
    await sink.until(() => sink.prints.length === 1)
    expect(sink.states.map(({ state }) => state)).toEqual(['up'])
  })

  it('is made anew when the vendor has forgotten who we are', async () => {
    await open()
    vendor.tell(codeOf(401, 'not authenticated'))
    await sink.until(() => sink.states.length === 3)
    expect(sink.states.map(({ state }) => state)).toEqual(['up', 'down', 'up'])
    expect(vendor.said.filter(({ action }) => action === 'auth')).toHaveLength(2)
  })

  it('asks for many symbols in slices, and again for all of them after a cut', async () => {
    const symbols = Array.from(
      { length: 450 },
      (_, i) => `S${String.fromCharCode(65 + (i % 26))}${String.fromCharCode(65 + Math.floor(i / 26))}`,
    )
    const stream = await open({ symbols, quotes: false, bars: false })
    expect(subscribed().map(({ trades }) => trades.length)).toEqual([200, 200, 50])
    expect(stream.symbols.size).toBe(450)
    vendor.cut()
    await sink.until(() => sink.states.length === 3)
    expect(subscribed().map(({ trades }) => trades.length)).toEqual([200, 200, 50, 200, 200, 50])
    expect(stream.symbols.size).toBe(450)
  })

  it('that is cut while a subscription waits for its answer asks again on the next one', async () => {
    const stream = await open()
    let asked = 0
    vendor.answer = ({ action, trades }) => (action === 'subscribe' && trades.includes('MSFT') && asked++ === 0 ? [] : null)
    const subscribing = stream.subscribe(['MSFT'], quiet)
    await vendorHeard(() => asked === 1)
    vendor.cut()
    await subscribing
    expect([...stream.symbols].sort()).toEqual(['AAPL', 'MSFT'])
  })

  it('says what the vendor does not take (413), and keeps what it has', async () => {
    const stream = await open()
    vendor.answer = ({ action }) => (action === 'subscribe' ? [codeOf(413, 'too many subscriptions')] : null)
    await expect(stream.subscribe(['MSFT', 'TSLA'], quiet)).rejects.toMatchObject({ kind: 'rejected' })
    expect([...stream.symbols]).toEqual(['AAPL'])
    expect(stream.limit).toBe(1)
  })

  it('takes a symbol again that was given up a moment ago', async () => {
    const stream = await open()
    const gone = stream.unsubscribe(['AAPL'], quiet)
    await stream.subscribe(['AAPL'], quiet)
    await gone
    await stream.subscribe(['MSFT'], quiet)
    expect([...stream.symbols].sort()).toEqual(['AAPL', 'MSFT'])
  })

  it('that was closed takes nothing more', async () => {
    const stream = await open()
    await stream.close()
    await expect(stream.subscribe(['MSFT'], quiet)).rejects.toMatchObject({ kind: 'canceled' })
    await stream.unsubscribe(['AAPL'], quiet)
  })

  it('refuses what is no stock before anything is sent', async () => {
    const stream = await open()
    const said = vendor.said.length
    await expect(stream.subscribe(['BTC/USD'], quiet)).rejects.toMatchObject({ kind: 'usage' })
    expect(vendor.said).toHaveLength(said)
  })
})

async function vendorHeard(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

describe('the address', () => {
  it.each([
    ['ftp://data.example', 'no wss:// address'],
    ['ws://stream.example', 'in the open'],
    ['not an address', 'no wss:// address'],
  ])('%s is refused', async (streamUrl, words) => {
    ;({ source } = await sourceOn('https://data.example', { streamUrl }))
    const opened = source.stream!({ symbols: ['AAPL'], from: 0, quotes: false, bars: false }, sink, life.signal)
    await expect(opened).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining(words) })
  })

  it('of the vendor is not asked with the keys of an exchange on this machine', async () => {
    await open({}, { streamUrl: 'wss://stream.data.alpaca.markets' })
    expect(vendor.paths).toEqual(['/v2/iex'])
  })
})
