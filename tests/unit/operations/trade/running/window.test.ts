import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../../src/core/time.ts'
import { windowOf } from '../../../../../src/operations/trade/running/window.ts'

const at = (text: string) => Date.parse(text)
const wish = { symbols: ['SPY'], until: undefined, hold: false, flattenMinutes: null, otherDay: 'another day' }

describe('the session a run lives in', () => {
  it('goes from the regular open to the close, positions closed five minutes before', () => {
    const window = windowOf({ ...wish, now: at('2026-03-20T12:00:00Z') })
    expect(window).toEqual({
      open: at('2026-03-20T13:30:00Z'),
      end: at('2026-03-20T20:00:00Z'),
      flattenAt: at('2026-03-20T19:55:00Z'),
      date: '2026-03-20',
    })
  })

  it('ends with a half day', () => {
    expect(windowOf({ ...wish, now: at('2026-11-27T14:00:00Z') }).end).toBe(at('2026-11-27T18:00:00Z'))
  })

  it('ends earlier where that is asked for, in New York time or as an instant, never later', () => {
    const now = at('2026-03-20T14:00:00Z')
    expect(windowOf({ ...wish, now, until: '15:30' }).end).toBe(at('2026-03-20T19:30:00Z'))
    expect(windowOf({ ...wish, now, until: '2026-03-20T15:00:00Z' }).end).toBe(at('2026-03-20T15:00:00Z'))
    expect(windowOf({ ...wish, now, until: '18:00' }).end).toBe(at('2026-03-20T20:00:00Z'))
    const early = at('2026-03-20T12:00:00Z')
    expect(() => windowOf({ ...wish, now: early, until: '09:00' })).toThrow(
      /--until 09:00 is before the open at 2026-03-20T13:30:00Z/,
    )
    expect(() => windowOf({ ...wish, now, until: 'noon' })).toThrow(/neither a time of day nor an instant/)
  })

  it('closes when the limits say, or not at all', () => {
    const now = at('2026-03-20T14:00:00Z')
    const { end, flattenAt } = windowOf({ ...wish, now, flattenMinutes: 15 })
    expect(end - flattenAt!).toBe(15 * MINUTE)
    expect(windowOf({ ...wish, now, flattenMinutes: 15, hold: true }).flattenAt).toBeNull()
  })

  it('is refused on a day without one, after it, and for symbols of different hours', () => {
    expect(() => windowOf({ ...wish, now: at('2026-11-21T15:00:00Z') })).toThrow(
      /2026-11-21 has no session; the next opens at 2026-11-23T14:30:00Z/,
    )
    expect(() => windowOf({ ...wish, now: at('2026-11-26T15:00:00Z') })).toThrow(/no session \(Thanksgiving/)
    expect(() => windowOf({ ...wish, now: at('2026-03-20T20:00:00Z') })).toThrow(/would have ended at 2026-03-20T20:00:00Z/)
    expect(() => windowOf({ ...wish, symbols: ['SPY', 'BTC/USD'], now: at('2026-03-20T14:00:00Z') })).toThrow(/different hours/)
  })
})
