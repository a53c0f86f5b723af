import { describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/time.ts'
import { expectOnceNew, expectWhole, listen, TEN } from './listen.ts'
import { manage, OPEN, simulated } from './support.ts'

const FOUR = ['WOVNAX', 'SELTAR', 'BOVLAN', 'SELDOR']

describe('more symbols than the plan allows', () => {
  it('are asked for, and it is said which and how many are streamed', async () => {
    const managed = await listen({ limit: 2 }, { symbols: FOUR })
    expect(managed.stream.limit).toBe(2)
    expect(managed.messages()).toEqual([
      'connected',
      'BOVLAN, SELDOR are not streamed, since the plan allows 2 symbols: asked for every 5 s, and the price may be as old',
    ])
    await managed.go(TEN + 3 * MINUTE)
    expect(FOUR.map((symbol) => managed.stream.quality(symbol).state)).toEqual(['live', 'live', 'polling', 'polling'])
    const heard = managed.stream.tapes.get('WOVNAX')!
    expect(managed.stream.quality('WOVNAX').newest).toBe(Math.max(heard.priceTime, heard.quoteTime || 0))
    const tape = managed.stream.tapes.get('SELDOR')!
    expect(managed.now() - tape.priceTime).toBeLessThan(15 * SECOND)
    for (const symbol of FOUR) await expectWhole(managed, symbol, OPEN, TEN + 2 * MINUTE)
    expectOnceNew(managed)
  })

  it('cannot be added while it runs, and what runs goes on; a symbol less makes room', async () => {
    const managed = await listen({ limit: 2 }, { symbols: FOUR.slice(0, 3) })
    await expect(managed.stream.subscribe('SELDOR')).rejects.toMatchObject({
      kind: 'rejected',
      message: 'the plan allows 2 symbols, and 2 are streamed',
    })
    expect([...managed.stream.tapes.keys()]).toEqual(FOUR.slice(0, 3))
    await managed.stream.unsubscribe('WOVNAX')
    await managed.go(TEN + 70 * SECOND)
    expect(managed.messages().at(-1)).toBe('BOVLAN: is streamed from now on')
    expect(managed.stream.quality('BOVLAN').state).toBe('live')
    await expectWhole(managed, 'BOVLAN', OPEN, TEN + MINUTE)
  })
})

describe('a stream that another connection holds', () => {
  const refusal = { state: 'refused' as const, message: 'another connection of this account holds the stream', code: 406 }

  it('is said once, prices are asked for meanwhile, and all is whole when it is free', async () => {
    const managed = await listen({ first: refusal }, { symbols: FOUR })
    await managed.go(TEN + 3 * MINUTE)
    managed.socket.say('refused', 'another connection still holds it', 406)
    await managed.go(TEN + 4 * MINUTE)
    expect(managed.stream.state.state).toBe('refused')
    expect(FOUR.map((symbol) => managed.stream.quality(symbol).state)).toEqual(FOUR.map(() => 'polling'))
    const tape = managed.stream.tapes.get('WOVNAX')!
    expect(managed.now() - tape.priceTime).toBeLessThan(15 * SECOND)
    managed.socket.say('up', 'connected')
    await managed.go(TEN + 6 * MINUTE)
    expect(managed.news.map(({ symbol, state, code, message }) => ({ symbol, state, code, message }))).toMatchInlineSnapshot(`
      [
        {
          "code": 406,
          "message": "another connection of this account holds the stream",
          "state": "refused",
          "symbol": null,
        },
        {
          "code": 406,
          "message": "until the stream is back prices are asked for every 5 s and may be as old",
          "state": "polling",
          "symbol": null,
        },
        {
          "code": null,
          "message": "connected (nothing came for 3 min 55 s)",
          "state": "up",
          "symbol": null,
        },
        {
          "code": null,
          "message": "what was missed from 10:00:05 New York on is filled in: 16 bars and 1,926 prints came from history, known late",
          "state": "up",
          "symbol": null,
        },
      ]
    `)
    for (const symbol of FOUR) {
      await expectWhole(managed, symbol, OPEN, TEN + 6 * MINUTE)
      expect(managed.stream.quality(symbol).state).toBe('live')
    }
    expectOnceNew(managed)
  })

  it('asks as rarely as its number of symbols demands', async () => {
    const managed = await listen(
      { first: refusal },
      { symbols: ['WOVNAX', 'SELTAR', 'BOVLAN', 'SELDOR', 'RALGAN', 'SIMINV', 'SIMFIN', 'SIMALL'] },
    )
    await managed.go(TEN + 90 * SECOND)
    const asked = managed.socket.history.calls.filter((call) => call === 'snapshot RALGAN').length
    expect(asked).toBeGreaterThanOrEqual(8)
    expect(asked).toBeLessThanOrEqual(11)
  })
})

describe('a stream that cannot be', () => {
  it('is a fault of the settings when it is opened', async () => {
    const fatal = { state: 'fatal' as const, message: 'alpaca does not know these keys', code: 402 }
    await expect(listen({ first: fatal })).rejects.toMatchObject({ kind: 'config', message: /does not know these keys/ })
  })

  it('leaves a session that runs with prices that are asked for', async () => {
    const managed = await listen()
    await managed.go(TEN + 30 * SECOND)
    managed.socket.say('fatal', 'alpaca does not know these keys any more', 402)
    await managed.go(TEN + 2 * MINUTE + 15 * SECOND)
    expect(managed.states(null)).toEqual(['up', 'fatal', 'polling'])
    expect(managed.bars.filter(({ revised }) => !revised).length).toBe(4)
    await expectWhole(managed, 'WOVNAX', OPEN, TEN + 2 * MINUTE)
  })
})

describe('a source without a stream', () => {
  it('is asked for prices and bars, and says so', async () => {
    const managed = await manage({
      source: (now) => ({ ...simulated(now), stream: undefined }),
      start: TEN + 5 * SECOND,
      from: OPEN,
      symbols: ['WOVNAX', 'SELTAR'],
    })
    const ends = await managed.through(TEN + 3 * MINUTE + 30 * SECOND, SECOND)
    expect(ends).toEqual([1, 2, 3].map((minutes) => TEN + minutes * MINUTE))
    expect(managed.stream.state).toMatchObject({ state: 'polling' })
    expect(managed.messages()).toEqual(['simulated has no stream: prices are asked for every 5 s and may be as old'])
    expect(managed.stream.quality('WOVNAX').state).toBe('polling')
    expect(managed.bars.map(({ time, revised, at }) => ({ time, revised, late: at - time - MINUTE < 5 * SECOND }))).toEqual(
      [0, 0, 1, 1, 2, 2].map((minutes) => ({ time: TEN + minutes * MINUTE, revised: false, late: true })),
    )
    await expectWhole(managed, 'WOVNAX', OPEN, TEN + 3 * MINUTE)
    const { price, priceTime } = managed.stream.tapes.get('WOVNAX')!
    expect(price).toBeGreaterThan(0)
    expect(managed.now() - priceTime).toBeLessThan(15 * SECOND)
  })

  it('says when the vendor does not answer, once, and when it does again', async () => {
    let isDown = false
    const managed = await manage({
      source: (now) => {
        const inner = simulated(now)
        const guard = () => {
          if (isDown) throw new OpenbellError('unavailable', 'the vendor does not answer')
        }
        return {
          ...inner,
          stream: undefined,
          history: (async (query: never, signal: never) => {
            guard()
            return inner.history(query, signal)
          }) as typeof inner.history,
          snapshot: async (...asked) => {
            guard()
            return inner.snapshot(...asked)
          },
        }
      },
      start: TEN + 5 * SECOND,
      from: OPEN,
      symbols: ['WOVNAX', 'SELTAR'],
    })
    await managed.through(TEN + MINUTE, SECOND)
    isDown = true
    await managed.through(TEN + 4 * MINUTE, SECOND)
    isDown = false
    await managed.through(TEN + 9 * MINUTE, SECOND)
    expect(managed.messages()).toMatchInlineSnapshot(`
      [
        "simulated has no stream: prices are asked for every 5 s and may be as old",
        "history cannot be asked (the vendor does not answer); it is tried again",
        "prices cannot be asked for (the vendor does not answer); it is tried again",
        "prices can be asked for again",
        "history can be asked again",
      ]
    `)
    await expectWhole(managed, 'WOVNAX', OPEN, TEN + 8 * MINUTE)
    expectOnceNew(managed)
  })
})

describe('silence that means nothing', () => {
  it('before the open and after the close, and in a halt, nothing is stale', async () => {
    const managed = await listen({}, { start: OPEN + 6.5 * HOUR - 50 * SECOND, symbols: ['WOVNAX', 'SELTAR'] })
    const close = OPEN + 6.5 * HOUR
    managed.socket.sink.status('WOVNAX', managed.now(), true, 'T1', 'news pending')
    managed.socket.script.dropBar = () => true
    managed.socket.mute({ from: managed.now(), to: close + 10 * HOUR, symbols: ['WOVNAX'] })
    await managed.go(close + 5 * MINUTE, 2 * SECOND)
    expect(managed.stream.quality('SELTAR').state).toBe('live')
    await managed.stream.unsubscribe('SELTAR')
    expect(managed.stream.quality('WOVNAX').state).toBe('halted')
    await managed.go(close + 4 * HOUR + MINUTE, MINUTE)
    expect(managed.messages()).toMatchInlineSnapshot(`
      [
        "connected",
        "WOVNAX: trading is halted since 15:59:10 New York (T1, news pending)",
      ]
    `)
    expect(managed.stream.quality('WOVNAX').state).toBe('closed')
  })

  it('just after the open what is usual is not what was usual before it', async () => {
    const start = OPEN + 3 * MINUTE
    const managed = await listen(
      { mutes: [{ from: start, to: start + 10 * MINUTE }] },
      { start, from: OPEN - 2 * HOUR, session: 'all' },
    )
    await managed.go(start + 20 * SECOND)
    expect(managed.states(null).slice(0, 3)).toEqual(['up', 'stale', 'restarting'])
  })

  it('a symbol that prints twice a minute is not stale after half a minute', async () => {
    const managed = await listen({}, { symbols: ['FALBEX', 'TEVTAR', 'WOVNAX'] })
    await managed.go(TEN + 20 * MINUTE + 5 * SECOND, 2 * SECOND)
    expect(managed.news.filter(({ symbol }) => symbol !== null)).toEqual([])
    expect(managed.socket.restarts).toEqual([])
    await expectWhole(managed, 'FALBEX', OPEN, TEN + 20 * MINUTE)
  })
})

describe('a halt', () => {
  it('is told with its reason and its end, and is no silence', async () => {
    const managed = await listen()
    await managed.go(TEN + 30 * SECOND)
    managed.socket.sink.status('WOVNAX', managed.now(), true, 'T1', 'news pending')
    managed.socket.mute({ from: managed.now(), to: TEN + 5 * MINUTE, symbols: ['WOVNAX'] })
    await managed.go(TEN + 5 * MINUTE)
    expect(managed.stream.quality('WOVNAX').state).toBe('halted')
    managed.socket.sink.status('WOVNAX', managed.now(), false, 'T3', 'trading goes on')
    await managed.go(TEN + 6 * MINUTE)
    expect(managed.messages()).toMatchInlineSnapshot(`
      [
        "connected",
        "WOVNAX: trading is halted since 10:00:30 New York (T1, news pending)",
        "WOVNAX: trading goes on after 4 min 30 s (T3, trading goes on)",
      ]
    `)
    expect(managed.stream.quality('WOVNAX')).toMatchObject({ state: 'live', gaps: 0, restarts: 0 })
  })

  it('ends with the first print where the word of its end was missed', async () => {
    const managed = await listen()
    managed.socket.sink.status('WOVNAX', managed.now(), true, 'H', '')
    managed.socket.mute({ from: managed.now(), to: TEN + MINUTE, symbols: ['WOVNAX'] })
    await managed.go(TEN + 70 * SECOND)
    expect(managed.messages().slice(1)).toEqual([
      'WOVNAX: trading is halted since 10:00:05 New York (H)',
      expect.stringMatching(/^WOVNAX: trading goes on after 5\d s \(by its prints; the vendor did not say so\)$/),
    ])
    expect(managed.stream.quality('WOVNAX').state).toBe('live')
  })
})

describe('data that come late', () => {
  it('are stale, though the symbol is heard, and are not cured by a restart', async () => {
    const managed = await listen({ delay: 8 * SECOND, delayFrom: TEN + 30 * SECOND, delayTo: TEN + 2 * MINUTE })
    await managed.go(TEN + 100 * SECOND)
    expect(managed.stream.quality('WOVNAX').state).toBe('stale')
    expect(managed.stream.quality('WOVNAX').latencyMs).toBeGreaterThan(7 * SECOND)
    await managed.go(TEN + 4 * MINUTE)
    expect(managed.stream.quality('WOVNAX').state).toBe('live')
    expect(managed.socket.restarts).toEqual([])
    const words = managed.messages().filter((message) => message.startsWith('WOVNAX'))
    expect(words).toEqual([
      expect.stringMatching(/^WOVNAX: its data come \d+(\.\d)? s late$/),
      'WOVNAX: its data come in time again',
    ])
    await expectWhole(managed, 'WOVNAX', OPEN, TEN + 3 * MINUTE)
    expectOnceNew(managed)
  })
})
