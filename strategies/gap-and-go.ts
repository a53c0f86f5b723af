import { defineStrategy, session, z } from 'openbell'

/**
 * Within the day: a stock that opened well above the last close is bought when it closes above the high of its first minutes. Stop at the low of the
 * session, flat before the close.
 *
 * Origin: a rule of day traders, described by Andrew Aziz, How to Day Trade for a Living (2015); that a gap tends to go on during its day
 * is measured by Plastun, Sibande, Gupta and Wohar, "Price Gap Anomaly in the US Stock Market" (2020).
 * Weakness: the open is where spreads are widest and the volume of a simulated fill is most doubtful; many gaps are sold into.
 */
export default defineStrategy({
  name: 'gap-and-go',
  summary: 'After a gap up, buys the break of the first minutes, stop at the low, flat before the close.',
  origin: 'Andrew Aziz, How to Day Trade for a Living (2015); Plastun and others (2020)',
  weakness: 'Gaps that are sold into; wide spreads at the open.',
  timeframes: ['1m', '5m', '15m'],
  params: {
    gap: z.number().min(0.001).max(0.2).default(0.01).describe('Smallest gap from the last close, as a fraction'),
    first: z.int().min(1).max(60).default(15).describe('Minutes whose high must break'),
    latest: z.int().min(5).max(330).default(120).describe('Minutes after the open of the last entry'),
    leave: z.int().min(15).max(120).default(15).describe('Minutes before the close at which to be flat'),
  },
  valid: ({ first, latest }) => first < latest,
  indicators: () => ({ day: session() }),
  memory: () => ({ minute: 0, high: Number.NaN, entered: false }),

  onBar({ bar, position, params, memory, day, buy, exit }) {
    if (day.minute.now < memory.minute) {
      memory.entered = false
      memory.high = Number.NaN
    }
    memory.minute = day.minute.now
    if (!position.isFlat && day.minutes_left.now <= params.leave) exit({ reason: 'the session ends' })
    if (day.minute.now > 0 && day.minute.now <= params.first) memory.high = day.high.now
    const gap = day.open.now / day.previous_close.now - 1
    const open = day.minute.now > params.first && day.minute.now <= params.latest && day.minutes_left.now > params.leave
    if (open && !memory.entered && position.isFlat && gap >= params.gap && bar.close > memory.high) {
      memory.entered = true
      buy({ risk: 0.01, stop: day.low.now, reason: 'the gap goes on above the first minutes' })
    }
  },
})
