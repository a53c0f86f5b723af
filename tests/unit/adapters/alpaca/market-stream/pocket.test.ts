import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlpacaSource, AlpacaSourceOptions } from '../../../../../src/adapters/alpaca/source.ts'
import { MINUTE } from '../../../../../src/core/time.ts'
import type { MarketStream, StreamOptions } from '../../../../../src/ports/market-stream.ts'
import { startTestPocket, type TestPocket } from '../../../../support/pocket.ts'
import { createKeptSink, type KeptSink } from '../../../../support/stream-sink.ts'
import { sourceOn } from './support.ts'

const quiet = new AbortController().signal
let pocket: TestPocket
let sink: KeptSink
let sources: AlpacaSource[]
let life: AbortController
beforeEach(async () => {
  pocket = await startTestPocket({ minutes: 5 })
  sink = createKeptSink()
  sources = []
  life = new AbortController()
})
afterEach(async () => {
  life.abort()
  for (const source of sources) await source.close()
  await pocket.close()
})

async function sourceHere(more: Partial<AlpacaSourceOptions> = {}): Promise<AlpacaSource> {
  const { source } = await sourceOn(pocket.url, { tradingUrl: pocket.url, ...more })
  sources.push(source)
  return source
}

async function open(options: Partial<StreamOptions> = {}, more: Partial<AlpacaSourceOptions> = {}): Promise<MarketStream> {
  const source = await sourceHere(more)
  const wanted = { symbols: ['SIMALL'], from: pocket.now(), quotes: false, bars: false, ...options }
  return source.stream!(wanted, sink, life.signal)
}

const step = (minutes: number) => pocket.admin('/admin/step', { minutes })
/** Its answer comes after everything that was sent before it. */
async function caughtUp(stream: MarketStream): Promise<void> {
  await stream.subscribe(['SIMFIN'], quiet)
  await stream.unsubscribe(['SIMFIN'], quiet)
}
const states = () => sink.states.map(({ state, code }) => (code === null ? state : `${state} ${code}`))
const isUp = () => sink.states.at(-1)?.state === 'up'
async function symbolsOf(count: number): Promise<string[]> {
  const all = await pocket.source.symbols(quiet)
  return all
    .filter(({ kind }) => kind === 'stock')
    .slice(0, count)
    .map(({ symbol }) => symbol)
}

describe('a refused connection', () => {
  it('of an account whose stream is held elsewhere is tried again slowly, and said once', async () => {
    await pocket.fault({ kind: 'refuse-stream', stream: 'data', code: 406, times: 3 })
    const stream = await open()
    expect(states()).toEqual(['refused 406'])
    expect(sink.states[0].message).toContain('another connection of this account holds the stream')
    await sink.until(isUp)
    expect(states()).toEqual(['refused 406', 'up'])
    expect([...stream.symbols]).toEqual(['SIMALL'])
  })

  it('with bad keys is final: nobody tries again, and whoever subscribes is told', async () => {
    await pocket.fault({ kind: 'refuse-stream', stream: 'data', code: 402 })
    const stream = await open()
    expect(states()).toEqual(['fatal 402'])
    expect(sink.states[0].message).toContain('APCA_API_KEY_ID')
    await expect(stream.subscribe(['WOVBEX'], quiet)).rejects.toMatchObject({ kind: 'config' })
    expect(states()).toEqual(['fatal 402'])
  })

  it.each([404, 500])('with %d passes', async (code) => {
    await pocket.fault({ kind: 'refuse-stream', stream: 'data', code, times: 2 })
    const stream = await open()
    await sink.until(isUp)
    expect(states()).toEqual([`down ${code}`, 'up'])
    await step(1)
    await caughtUp(stream)
    expect(sink.prints.length).toBeGreaterThan(0)
  })

  it('as after a storm of reconnects is left alone for a while', async () => {
    await pocket.fault({ kind: 'refuse-stream', stream: 'data', code: 429, times: 2 })
    await open()
    expect(states()).toEqual(['refused 429'])
    await sink.until(isUp)
  })

  it('that somebody waits for in vain can be given up', async () => {
    await pocket.fault({ kind: 'refuse-stream', stream: 'data', code: 406, times: 1000 })
    const stream = await open()
    const asked = new AbortController()
    const subscribed = stream.subscribe(['WOVBEX'], asked.signal)
    asked.abort()
    await expect(subscribed).rejects.toMatchObject({ kind: 'canceled' })
    await stream.close()
  })
})

describe('a connection that is lost', () => {
  it('comes back with everything that was subscribed', async () => {
    const stream = await open({ quotes: true })
    await stream.subscribe(['WOVBEX'], quiet)
    await pocket.fault({ kind: 'cut-stream', stream: 'data' })
    await step(1)
    await sink.until(() => states().includes('down'))
    await sink.until(isUp)
    expect([...stream.symbols].sort()).toEqual(['SIMALL', 'WOVBEX'])
    const before = sink.order.length
    await step(1)
    await caughtUp(stream)
    const since = sink.order.slice(before)
    expect(new Set(since.map(({ symbol }) => symbol))).toEqual(new Set(['SIMALL', 'WOVBEX']))
    expect(new Set(since.map(({ kind }) => kind))).toEqual(new Set(['print', 'quote']))
  })

  it('is made anew when a symbol stays mute after it was subscribed again', async () => {
    const stream = await open()
    await pocket.fault({ kind: 'mute-stream', stream: 'data', duration: '5m' })
    await step(1)
    await caughtUp(stream)
    expect(sink.prints).toEqual([])
    stream.restart(['SIMALL'], 'SIMALL is mute')
    await caughtUp(stream)
    expect(states()).toEqual(['up'])
    stream.restart(['SIMALL'], 'SIMALL is mute')
    await sink.until(() => states().length === 3)
    expect(states()).toEqual(['up', 'down', 'up'])
    expect(sink.states[1].message).toContain('SIMALL is mute')
    await step(6)
    await caughtUp(stream)
    expect(sink.prints.length).toBeGreaterThan(0)
  })
})

describe('more symbols than the plan allows', () => {
  it('leaves out the last ones, says so with the number, and streams the others', async () => {
    const symbols = await symbolsOf(34)
    const stream = await open({ symbols })
    expect([...stream.symbols].sort()).toEqual(symbols.slice(0, 30).sort())
    expect(stream.limit).toBe(30)
    expect(states()).toEqual(['up 405'])
    expect(sink.states[0].message).toMatch(/no more than 30 symbols/)
    expect(sink.states[0].message).toContain(symbols[33])
    await step(1)
    expect(sink.prints.length).toBeGreaterThan(0)
  })

  it('counts quotes too', async () => {
    const stream = await open({ symbols: await symbolsOf(20), quotes: true })
    expect([stream.symbols.size, stream.limit]).toEqual([15, 15])
  })

  it('is refused while it runs, until another symbol goes', async () => {
    const [last, ...symbols] = (await symbolsOf(31)).reverse()
    const stream = await open({ symbols })
    expect(stream.limit).toBeNull()
    await expect(stream.subscribe([last], quiet)).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('30'),
    })
    expect(stream.symbols.size).toBe(30)
    expect(stream.symbols.has(last)).toBe(false)
    await stream.unsubscribe([symbols[0]], quiet)
    await stream.subscribe([last], quiet)
    expect(stream.symbols.has(last)).toBe(true)
  })
})

describe('the feed', () => {
  it('falls back to iex where the plan has no sip, and says so', async () => {
    const source = await sourceHere({ feed: null })
    const wanted = { symbols: ['SIMALL'], from: pocket.now(), quotes: false, bars: false }
    await source.stream!(wanted, sink, life.signal)
    expect(states()).toEqual(['up 409'])
    expect(sink.states[0].message).toMatch(
      /1 symbol on iex; .* has no sip stream \(409 insufficient subscription\): iex carries a small part/,
    )
    expect(source.feed).toBe('iex')
  })

  it('that was asked for by name is not swapped for another', async () => {
    await open({}, { feed: 'sip' })
    expect(states()).toEqual(['fatal 409'])
    expect(sink.states[0].message).toContain('OPENBELL_ALPACA_FEED=iex')
  })
})

describe('what else the vendor tells', () => {
  it('a halt, and that trading goes on', async () => {
    const stream = await open()
    await pocket.fault({ kind: 'halt', symbol: 'SIMALL', at: '09:37', duration: '5m' })
    await step(8)
    await caughtUp(stream)
    expect(sink.statuses.map(({ symbol, halted, code }) => [symbol, halted, code])).toEqual([
      ['SIMALL', true, 'H'],
      ['SIMALL', false, 'T'],
    ])
    expect(sink.statuses[0].reason).toBe('Trading Halt: Halt News Pending')
    expect(sink.statuses[1].time - sink.statuses[0].time).toBe(5 * MINUTE)
  })

  it('a minute that late prints have changed', async () => {
    const stream = await open({ bars: true })
    await pocket.fault({ kind: 'late-prints', symbol: 'SIMALL', at: '09:37', duration: '1m' })
    await step(3)
    await caughtUp(stream)
    const updated = sink.bars.filter((one) => one.updated)
    expect(updated).toHaveLength(1)
    const early = sink.bars.find(({ bar, updated }) => !updated && bar.time === updatedTime(sink))
    expect(updated[0].bar.volume).toBeGreaterThan(early?.bar.volume ?? Number.POSITIVE_INFINITY)
  })
})

function updatedTime({ bars }: KeptSink): number {
  return bars.find(({ updated }) => updated)?.bar.time ?? Number.NaN
}
