import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import { dailyOpen } from '../../../src/market/bar-times.ts'
import { usCalendar } from '../../../src/market/calendar/us.ts'
import { barsOf, daily, floor, MONDAY, minutes, type Row, told } from './floor.ts'

const calm: Row = [100, 101, 99, 100]
const open = dailyOpen(usCalendar, MONDAY)

function minutesAt(offsets: number[], rows: Row[]) {
  return barsOf(
    'T',
    '1m',
    rows,
    offsets.map((offset) => open + offset * MINUTE),
  )
}

describe('a day order', () => {
  it('belongs to the date of the first bar it meets, and expires when a bar of a later date comes', () => {
    const { step, buy, events, exchange } = floor(daily('T', [calm, calm, [100, 101, 90, 95]]))
    step()
    buy(10, { type: 'limit', limit: 95, tif: 'day' })
    step()
    expect(exchange.resting).toBe(1)
    step()
    expect(events.at(-1)).toMatchObject({ type: 'expired', reason: 'its day ended' })
    expect(exchange.totals.fills).toBe(0)
  })

  it('expires at the start of the day, bar or no bar, and in a later bar whose day nobody began', () => {
    const begun = floor(daily('T', [calm, calm]))
    begun.buy(10, { type: 'limit', limit: 95, tif: 'day' })
    begun.step()
    begun.exchange.beginDay(MONDAY + 1, begun.now())
    expect(begun.exchange.resting).toBe(0)
    const bars = daily('T', [calm, [100, 101, 90, 95]])
    const { buy, step, exchange, events } = floor(bars)
    buy(10, { type: 'limit', limit: 95, tif: 'day' })
    step()
    exchange.matchStep(Int32Array.of(0), Int32Array.of(1), 1)
    expect(events.at(-1)?.type).toBe('expired')
  })

  it('stays through the bars of its date', () => {
    const { step, buy, fills } = floor(minutes('T', [calm, calm, calm, [100, 101, 94, 95]]))
    step()
    buy(10, { type: 'limit', limit: 95, tif: 'day' })
    step(3)
    expect(told(fills)).toEqual([['buy', 10, 95]])
  })

  it('gtc stays over the night', () => {
    const { step, buy, fills } = floor(daily('T', [calm, calm, calm, [100, 101, 90, 95]]))
    step()
    buy(10, { type: 'limit', limit: 95 })
    step(3)
    expect(fills).toHaveLength(1)
  })
})

describe('ioc and fok', () => {
  const thin: Row = [100, 101, 99, 100, 60]

  it('ioc takes what is there at its first open; the rest is over', () => {
    const { step, buy, fills, events } = floor(daily('T', [calm, thin, calm]))
    step()
    buy(10, { tif: 'ioc' })
    step(2)
    expect(told(fills)).toEqual([['buy', 6, 100]])
    expect(events.at(-1)?.type).toBe('expired')
  })

  it('fok takes all or nothing', () => {
    const { step, buy, fills, events } = floor(daily('T', [calm, thin, calm]))
    step()
    buy(10, { tif: 'fok' })
    buy(5, { tif: 'fok' })
    step(2)
    expect(told(fills)).toEqual([['buy', 5, 100]])
    expect(events.filter((event) => event.type === 'expired')).toHaveLength(1)
  })

  it('an ioc limit that the open does not beat is over, whatever the bar does later', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, [100, 101, 90, 95]]))
    step()
    buy(10, { type: 'limit', limit: 99, tif: 'ioc' })
    step()
    expect(exchange.totals.fills).toBe(0)
    expect(exchange.resting).toBe(0)
  })
})

describe('auctions', () => {
  it('on daily bars opg fills at the open and cls at the close', () => {
    const { step, buy, sell, fills } = floor(daily('T', [calm, [100, 104, 99, 103], [104, 108, 103, 107]]))
    step()
    buy(10, { tif: 'opg' })
    step()
    sell(10, { tif: 'cls' })
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 100],
      ['sell', 10, 107],
    ])
  })

  it('opg meets the first regular bar only: pre-market bars and later ones are no auction', () => {
    const bars = minutesAt([-30, -1, 0, 1], [calm, [98, 99, 97, 98], [105, 106, 104, 105], calm])
    const { step, buy, fills } = floor(bars)
    step()
    buy(10, { tif: 'opg' })
    step(3)
    expect(told(fills)).toEqual([['buy', 10, 105]])
  })

  it('opg that the auction does not fill is over', () => {
    const bars = minutesAt([-30, 0, 1], [calm, [105, 106, 104, 105], [90, 91, 89, 90]])
    const { step, buy, events, exchange } = floor(bars)
    step()
    buy(10, { type: 'limit', limit: 100, tif: 'opg' })
    step(2)
    expect(exchange.totals.fills).toBe(0)
    expect(events.at(-1)).toMatchObject({ type: 'expired', reason: 'the opening auction did not fill it' })
  })

  it('opg sent after the open waits for the next session', () => {
    const later = dailyOpen(usCalendar, usCalendar.next(MONDAY))
    const times = [0, 1, 2].map((minute) => open + minute * MINUTE).concat(later)
    const { step, buy, fills } = floor(barsOf('T', '1m', [calm, calm, calm, [107, 108, 106, 107]], times))
    step()
    buy(10, { tif: 'opg' })
    step(3)
    expect(told(fills)).toEqual([['buy', 10, 107]])
  })

  it('cls meets the close of the last regular bar, not the after-hours', () => {
    const bars = minutesAt([387, 388, 389, 390], [calm, calm, [100, 102, 99, 101.5], [99, 99, 95, 96]])
    const { step, buy, fills } = floor(bars)
    step()
    buy(10, { tif: 'cls' })
    step(3)
    expect(told(fills)).toEqual([['buy', 10, 101.5]])
  })

  it('cls sent after the close waits for the next session', () => {
    const next = usCalendar.next(MONDAY)
    const later = dailyOpen(usCalendar, next)
    const times = [389, 390, 395].map((minute) => open + minute * MINUTE).concat(later, later + 389 * MINUTE)
    const { step, buy, fills } = floor(barsOf('T', '1m', [calm, calm, calm, calm, [100, 109, 99, 108]], times))
    step(2)
    buy(10, { tif: 'cls' })
    step(3)
    expect(told(fills)).toEqual([['buy', 10, 108]])
  })
})

describe('a halt', () => {
  it('nothing fills inside; orders wait', () => {
    const { step, buy, fills, exchange } = floor(minutes('T', [calm, calm, calm, [110, 111, 109, 110]]))
    step()
    buy(10)
    exchange.halt(0, open + MINUTE, open + 3 * MINUTE, 'news pending')
    step(2)
    expect(fills).toEqual([])
    step()
    expect(told(fills)).toEqual([['buy', 10, 110]])
  })
})
