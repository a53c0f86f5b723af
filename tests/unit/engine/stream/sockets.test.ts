import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../../src/core/time.ts'
import { expectOnceNew, expectWhole, listen, TEN } from './listen.ts'
import { OPEN, simulated } from './support.ts'

describe('the managed stream of a socket', () => {
  it('begins with the session so far, and answers a minute as soon as every bar of it has come', async () => {
    const managed = await listen()
    expect(managed.stream.tapes.get('WOVNAX')!.closed.length).toBe(30)
    expect(managed.stream.state).toMatchObject({ state: 'up', message: 'connected' })
    const ends = await managed.go(TEN + 3 * MINUTE)
    expect(ends).toEqual([1, 2, 3].map((minutes) => TEN + minutes * MINUTE))
    expect(managed.bars.map(({ revised }) => revised)).toEqual(Array.from({ length: 6 }, () => false))
    await expectWhole(managed, 'WOVNAX', OPEN, TEN + 3 * MINUTE)
    expect(managed.stream.quality('WOVNAX')).toMatchObject({ state: 'live', gaps: 0 })
    expect(managed.messages()).toEqual(['connected'])
  })

  it('says once that the last bar of a minute has come, and not where one is missing', async () => {
    const managed = await listen({ dropBar: (symbol, minute) => symbol === 'SELTAR' && minute === TEN + MINUTE })
    await managed.go(TEN + 3 * MINUTE + 5 * SECOND)
    expect(managed.complete).toEqual([TEN + MINUTE, TEN + 3 * MINUTE])
  })

  it('waits two seconds for a bar that the vendor does not tell, tells its own, and has it confirmed', async () => {
    const managed = await listen({ dropBar: (symbol, minute) => symbol === 'WOVNAX' && minute === TEN + MINUTE })
    const { differentBars } = managed.stream.figures
    expect(await managed.go(TEN + 2 * MINUTE + SECOND)).toEqual([TEN + MINUTE])
    expect(await managed.go(TEN + 2 * MINUTE + 2 * SECOND)).toEqual([TEN + 2 * MINUTE])
    expect(managed.bars.map(({ symbol, time, revised }) => ({ symbol, time, revised }))).toEqual([
      { symbol: 'WOVNAX', time: TEN, revised: false },
      { symbol: 'SELTAR', time: TEN, revised: false },
      { symbol: 'WOVNAX', time: TEN + MINUTE, revised: false },
      { symbol: 'SELTAR', time: TEN + MINUTE, revised: false },
    ])
    expect(managed.socket.history.calls.filter((call) => call === 'bars WOVNAX').length).toBe(2)
    expect(managed.stream.figures).toMatchObject({ doubts: 0, differentBars })
    expect(managed.bars.length).toBe(4)
  })

  it('restarts a symbol that went mute, asks for its price until it is heard, and fills in what was missed', async () => {
    const mute = { from: TEN + 65 * SECOND, to: TEN + 185 * SECOND, symbols: ['WOVNAX'] }
    const managed = await listen({ mutes: [mute] })
    await managed.go(TEN + 5 * MINUTE)
    expect(managed.states('WOVNAX')).toEqual(['stale', 'restarting', 'polling', 'live', 'live'])
    expect(managed.states(null)).toEqual(['up'])
    expect(managed.socket.restarts.every(({ symbols }) => symbols.join() === 'WOVNAX')).toBe(true)
    expect(managed.stream.quality('WOVNAX')).toMatchObject({ state: 'live', gaps: 1, repaired: 1 })
    expect(managed.stream.quality('SELTAR')).toMatchObject({ state: 'live', gaps: 0, restarts: 0 })
    expect([...managed.socket.history.feeds]).toEqual([managed.stream.tapes.get('WOVNAX')?.closed.feed])
    await expectWhole(managed, 'WOVNAX', OPEN, TEN + 5 * MINUTE)
    expectOnceNew(managed)
    expect(managed.messages()).toMatchInlineSnapshot(`
      [
        "connected",
        "WOVNAX: nothing was heard for 15 s (usually something every 1.8 s); its price 270.46 is of 10:01:00 New York",
        "WOVNAX: nothing was heard for 25 s, so it is subscribed anew",
        "WOVNAX: still silent after 35 s: its price is asked for every 5 s and may be as old",
        "WOVNAX: live again after 2 min 1 s of silence; what was missed is asked for",
        "WOVNAX: what was missed from 10:01:05 New York on is filled in: 2 bars and 115 prints came from history, known late",
      ]
    `)
  })

  it('tells of a connection that broke once, whatever the number of symbols, and closes its gap', async () => {
    const managed = await listen({}, { symbols: ['WOVNAX', 'SELTAR', 'BOVLAN', 'SELDOR'] })
    await managed.go(TEN + 70 * SECOND)
    managed.socket.say('down', 'the connection broke; it is made again')
    await managed.go(TEN + 150 * SECOND)
    expect(managed.stream.state.state).toBe('down')
    expect(managed.stream.quality('SELDOR').state).toBe('polling')
    const { price, priceTime } = managed.stream.tapes.get('SELDOR')!
    expect(priceTime).toBeGreaterThan(TEN + 130 * SECOND)
    expect(price).toBeGreaterThan(0)
    managed.socket.say('up', 'connected again')
    await managed.go(TEN + 5 * MINUTE)
    expect(managed.states(null)).toEqual(['up', 'down', 'polling', 'up', 'up'])
    expect(managed.news.every(({ symbol }) => symbol === null)).toBe(true)
    for (const symbol of managed.stream.tapes.keys()) {
      await expectWhole(managed, symbol, OPEN, TEN + 5 * MINUTE)
      expect(managed.stream.quality(symbol)).toMatchObject({ state: 'live', gaps: 1, repaired: 1 })
    }
    expectOnceNew(managed)
    expect(managed.messages()).toMatchInlineSnapshot(`
      [
        "connected",
        "the connection broke; it is made again",
        "until the stream is back prices are asked for every 5 s and may be as old",
        "connected again (nothing came for 80 s)",
        "what was missed from 10:01:10 New York on is filled in: 4 bars and 674 prints came from history, known late",
      ]
    `)
  })

  it('takes a stream that is mute as a whole for one event', async () => {
    const mute = { from: TEN + 65 * SECOND, to: TEN + 10 * MINUTE, untilRestart: true }
    const managed = await listen({ mutes: [mute] }, { symbols: ['WOVNAX', 'SELTAR', 'BOVLAN', 'SELDOR'] })
    await managed.go(TEN + 5 * MINUTE)
    expect(managed.news.every(({ symbol }) => symbol === null)).toBe(true)
    expect(managed.messages()).toMatchInlineSnapshot(`
      [
        "connected",
        "nothing was heard of any of 4 symbols for 15 s: the stream is made anew",
        "the stream is heard again after 16 s; what was missed of 4 symbols is asked for",
        "what was missed from 10:01:05 New York on is filled in: 155 prints came from history, known late",
      ]
    `)
    expect(managed.socket.restarts.length).toBe(1)
    for (const symbol of managed.stream.tapes.keys()) await expectWhole(managed, symbol, OPEN, TEN + 5 * MINUTE)
    expectOnceNew(managed)
  })

  it('tells a bar that comes after its minute was answered, as one known late', async () => {
    const managed = await listen()
    await managed.go(TEN + 90 * SECOND)
    managed.socket.say('down')
    await managed.go(TEN + 2 * MINUTE)
    managed.socket.say('up')
    // Connected again a moment after the end of a minute that is not known: it is answered without its bar, which history has a second later.
    managed.socket.history.down = true
    expect(await managed.go(TEN + 2 * MINUTE + 3 * SECOND)).toEqual([TEN + 2 * MINUTE])
    expect(managed.bars.filter(({ time }) => time === TEN + MINUTE)).toEqual([])
    expect([...managed.stream.held('WOVNAX')]).toEqual([TEN + MINUTE])
    managed.socket.history.down = false
    await managed.go(TEN + 2 * MINUTE + 30 * SECOND)
    expect([...managed.stream.held('WOVNAX')]).toEqual([])
    const late = managed.bars.filter(({ time }) => time === TEN + MINUTE)
    expect(late.map(({ symbol, revised }) => ({ symbol, revised }))).toEqual([
      { symbol: 'WOVNAX', revised: true },
      { symbol: 'SELTAR', revised: true },
    ])
    await expectWhole(managed, 'SELTAR', OPEN, TEN + 2 * MINUTE)
  })

  it('tells a minute that late prints change once with the next step, however many they are', async () => {
    const managed = await listen({ dropBar: () => true })
    managed.socket.history.down = true
    await managed.go(TEN + 2 * MINUTE + 3 * SECOND)
    const before = managed.bars.length
    const { closed } = managed.stream.tapes.get('WOVNAX')!
    const volume = closed.volume[closed.length - 1]
    for (let i = 0; i < 10; i++) managed.socket.sink.print('WOVNAX', TEN + MINUTE + i, 270, 5, 'V', '', `late ${i}`)
    expect(managed.bars.length).toBe(before)
    await managed.stream.advance(managed.now())
    expect(managed.bars.slice(before)).toMatchObject([{ symbol: 'WOVNAX', time: TEN + MINUTE, revised: true }])
    expect(managed.bars.at(-1)!.values[4]).toBe(volume + 50)
  })

  it('of many symbols has the past of the first at once, and that of the others soon', async () => {
    const source = simulated(() => TEN)
    const stocks = (await source.symbols(new AbortController().signal)).filter(({ kind }) => kind === 'stock')
    const symbols = stocks.slice(-60).map(({ symbol }) => symbol)
    const managed = await listen({}, { symbols, from: TEN - 5 * MINUTE, capacity: 100 })
    const asked = () => new Set(managed.socket.history.calls.filter((call) => call.startsWith('bars'))).size
    expect(asked()).toBe(40)
    await managed.go(TEN + 20 * SECOND)
    expect(asked()).toBe(60)
    for (const symbol of symbols) await expectWhole(managed, symbol, TEN - 5 * MINUTE, TEN)
    expect(managed.bars).toEqual([])
  })
})
