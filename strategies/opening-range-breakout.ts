import { defineStrategy, openingRange, session, z } from 'openbell'

/**
 * Within the day: buys the first close above the range of the first minutes, with the stop at the other end of it; with `shorts` the mirror.
 * One entry a session, flat before the close.
 *
 * Origin: Toby Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout (1990); measured on QQQ by Zarattini and Aziz,
 * "Can Day Trading Really Be Profitable?" (2023).
 * Weakness: quiet days: the range breaks, and the price comes back; its gains come from few days.
 */
export default defineStrategy({
  name: 'opening-range-breakout',
  summary: 'Buys the first close above the opening range, stop at its low, flat before the close.',
  origin: 'Toby Crabel (1990); Zarattini and Aziz (2023)',
  weakness: 'Quiet days: the range breaks and the price comes back.',
  timeframes: ['1m', '5m', '15m'],
  params: {
    minutes: z.int().min(5).max(120).default(15).describe('Minutes of the opening range'),
    latest: z.int().min(30).max(330).default(180).describe('Minutes after the open of the last entry'),
    leave: z.int().min(15).max(120).default(15).describe('Minutes before the close at which to be flat'),
    shorts: z.boolean().default(false).describe('Sell below the range short as well'),
  },
  valid: ({ minutes, latest }) => minutes < latest,
  indicators: ({ minutes }) => ({ range: openingRange(minutes), clock: session() }),
  memory: () => ({ minute: 0, entered: false }),

  onBar({ bar, position, params, memory, range, clock, buy, short, exit }) {
    // The minutes of the session begin again: another day.
    if (clock.minute.now < memory.minute) memory.entered = false
    memory.minute = clock.minute.now
    if (!position.isFlat && clock.minutes_left.now <= params.leave) exit({ reason: 'the session ends' })
    const open = clock.minute.now > params.minutes && clock.minute.now <= params.latest && clock.minutes_left.now > params.leave
    if (!open || memory.entered || !position.isFlat) return
    if (bar.close > range.high.now) {
      memory.entered = true
      buy({ risk: 0.01, stop: range.low.now, reason: 'first close above the opening range' })
    } else if (params.shorts && bar.close < range.low.now) {
      memory.entered = true
      short({ risk: 0.01, stop: range.high.now, reason: 'first close below the opening range' })
    }
  },
})
