import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/time.ts'
import type { ExchangeEvent } from '../../../../src/exchange/order.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { DAY_ONE, drive, listed, OPEN, type PrintRow, tapeMarket } from './tape-market.ts'

const CLOSE = usCalendar.day(DAY_ONE).regular!.close
const read = (told: string[]): ExchangeEvent[] => told.map((line) => JSON.parse(line))
const fills = (told: string[]) =>
  read(told).flatMap((event) =>
    event.type === 'filled' ? [[event.order.clientOrderId, event.fill.shares, event.fill.price, event.at]] : [],
  )
const ends = (told: string[]) =>
  read(told).flatMap((event) =>
    'order' in event && ['canceled', 'expired', 'rejected'].includes(event.type)
      ? [[event.order.clientOrderId, event.type, event.at]]
      : [],
  )

describe('an exchange driven by its market', () => {
  it('fills an order from the first print after it was sent, in shares of the prints', async () => {
    const rows: PrintRow[] = [
      [OPEN, 100, 1000],
      [OPEN + SECOND, 101, 40],
      [OPEN + 2 * SECOND, 102, 1000],
    ]
    const { driven, told, send } = drive(tapeMarket({ A: rows }))
    await driven.advance(OPEN)
    await driven.prepare(listed('A'))
    send({ side: 'buy', clientOrderId: 'one' })
    await driven.advance(OPEN + MINUTE)
    expect(fills(told)).toEqual([
      ['one', 4, 101, OPEN + SECOND],
      ['one', 6, 102, OPEN + 2 * SECOND],
    ])
    expect(driven.exchange.equity()).toBe(100_000 + 4)
  })

  it('matches several symbols in one order of time', async () => {
    const { driven, told, send } = drive(
      tapeMarket({
        A: [
          [OPEN, 50],
          [OPEN + 3000, 51],
        ],
        B: [
          [OPEN + 1000, 20],
          [OPEN + 2000, 21],
        ],
      }),
    )
    for (const symbol of ['A', 'B']) await driven.prepare(listed(symbol))
    send({ side: 'buy', clientOrderId: 'a', shares: 150 })
    send({ side: 'buy', clientOrderId: 'b', symbol: 'B', shares: 150 })
    await driven.advance(OPEN + MINUTE)
    expect(fills(told).map(([id, , price]) => [id, price])).toEqual([
      ['a', 50],
      ['b', 20],
      ['b', 21],
      ['a', 51],
    ])
  })

  it('ends day orders with their session without any print, and lets good-till-canceled ones stay', async () => {
    const { driven, told, send } = drive(tapeMarket({ A: [[OPEN, 100]] }))
    await driven.advance(OPEN + HOUR)
    await driven.prepare(listed('A'))
    send({ side: 'buy', clientOrderId: 'day', type: 'limit', limit: 90 })
    send({ side: 'buy', clientOrderId: 'extended', type: 'limit', limit: 90, extended: true })
    send({ side: 'buy', clientOrderId: 'gtc', type: 'limit', limit: 90, tif: 'gtc' })
    await driven.advance(CLOSE)
    send({ side: 'buy', clientOrderId: 'tomorrow', type: 'limit', limit: 90 })
    await driven.advance(OPEN + 40 * HOUR)
    const post = usCalendar.day(DAY_ONE).post!.close
    const next = usCalendar.day(DAY_ONE + 1).regular!.close
    expect(ends(told)).toEqual([
      ['day', 'expired', CLOSE],
      ['extended', 'expired', post],
      ['tomorrow', 'expired', next],
    ])
    expect(driven.exchange.resting).toBe(1)
  })

  it('lets only extended limit orders fill outside the regular session', async () => {
    const early = OPEN - 20 * MINUTE
    const { driven, told, send } = drive(
      tapeMarket({
        A: [
          [OPEN - HOUR, 100],
          [early, 99],
          [OPEN, 98],
        ],
      }),
    )
    await driven.prepare(listed('A'))
    send({ side: 'buy', clientOrderId: 'market' })
    send({ side: 'buy', clientOrderId: 'regular', type: 'limit', limit: 99.5 })
    send({ side: 'buy', clientOrderId: 'extended', type: 'limit', limit: 99.5, extended: true })
    await driven.advance(OPEN + MINUTE)
    expect(fills(told).map(([id, , price]) => [id, price])).toEqual([
      ['extended', 99],
      ['market', 98],
      ['regular', 98],
    ])
  })

  it('applies a split overnight to what is held and to what rests, and values it right before any print', async () => {
    const split = { symbol: 'A', kind: 'split', exDay: DAY_ONE + 1, value: 4, ratio: 0.25, source: 'test' } as const
    const { driven, send } = drive(
      tapeMarket(
        {
          A: [
            [OPEN, 100],
            [OPEN + HOUR, 100],
          ],
        },
        [split],
      ),
    )
    await driven.prepare(listed('A'))
    send({ side: 'buy', clientOrderId: 'one' })
    await driven.advance(OPEN + MINUTE)
    send({ side: 'sell', clientOrderId: 'stop', type: 'stop', stop: 80, tif: 'gtc', reduceOnly: true })
    await driven.advance(usCalendar.day(DAY_ONE + 1).pre!.open + MINUTE)
    const [stop] = driven.exchange.restingOf(0)
    expect([driven.exchange.shares(0), stop.shares, stop.stop]).toEqual([40, 40, 20])
    expect(driven.exchange.equity()).toBe(100_000)
  })

  it('never goes back, and says where the account is', async () => {
    const { driven } = drive(tapeMarket({ A: [] }))
    await driven.advance(OPEN + HOUR)
    await expect(driven.advance(OPEN)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('2026-07-06T14:30:00Z'),
    })
  })

  it('keeps a half day: orders end at its close', async () => {
    const half = Date.UTC(2026, 10, 27) / 86_400_000
    const session = usCalendar.day(half)
    const { driven, told, send } = drive(tapeMarket({ A: [[session.regular!.open, 100]] }))
    await driven.advance(session.regular!.open + HOUR)
    await driven.prepare(listed('A'))
    send({ side: 'buy', clientOrderId: 'day', type: 'limit', limit: 90 })
    await driven.advance(session.regular!.close + HOUR)
    expect(session.halfDay).toBe(true)
    expect(ends(told)).toEqual([['day', 'expired', session.regular!.close]])
  })

  it('waits out a halt', async () => {
    const { driven, told, send } = drive(
      tapeMarket({
        A: [
          [OPEN, 100],
          [OPEN + MINUTE, 101],
          [OPEN + 6 * MINUTE, 90],
        ],
      }),
    )
    await driven.advance(OPEN)
    await driven.prepare(listed('A'))
    driven.exchange.halt(0, OPEN + 1, OPEN + 5 * MINUTE, 'volatility')
    send({ side: 'buy', clientOrderId: 'one' })
    await driven.advance(OPEN + HOUR)
    expect(fills(told)).toEqual([['one', 10, 90, OPEN + 6 * MINUTE]])
  })

  it('hears the equity of every regular close', async () => {
    const closes: [number, number][] = []
    const { driven, send } = drive(
      tapeMarket({
        A: [
          [OPEN, 100],
          [OPEN + HOUR, 103],
        ],
      }),
      {
        closed: (equity, day) => closes.push([equity, day]),
      },
    )
    await driven.prepare(listed('A'))
    send({ side: 'buy', clientOrderId: 'one' })
    await driven.advance(OPEN + 31 * HOUR)
    expect(closes).toEqual([
      [100_030, DAY_ONE],
      [100_030, DAY_ONE + 1],
    ])
  })
})
