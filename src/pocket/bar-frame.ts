import { type DayNumber, type Instant, MINUTE } from '../core/time.ts'
import { newYorkDay, newYorkMidnight } from '../market/calendar/new-york.ts'
import type { Timeframe } from '../market/timeframe.ts'
import { mondayOf, monthStart } from './new-york.ts'
import { badParameter } from './reply.ts'
import { sumBars } from './source-bars.ts'
import type { WireBar } from './wire.ts'

/** A timeframe of the vendor: which bars of the source it is made of, and how they are gathered. */
export interface BarFrame {
  base: Timeframe
  /** Bars of the base, in time order, as bars of this frame. */
  gather(bars: WireBar[]): WireBar[]
  /** First day whose base bars belong to the bar that a date lies in. */
  firstDay(day: DayNumber): DayNumber
}

/** Reads `1Min`, `5T`, `1Hour`, `1Day`, `1Week`, `3Month`...; hours are clock hours of New York, not hours of the session. */
export function parseFrame(text: string | null): BarFrame {
  const match = /^(\d{1,2})(Min|T|Hour|H|Day|D|Week|W|Month|M)$/i.exec(text ?? '')
  if (!match) throw badParameter('invalid timeframe')
  const count = Number(match[1])
  const unit = match[2].toLowerCase()
  if (unit === 'min' || unit === 't') return withinDay(count, 59)
  if (unit === 'hour' || unit === 'h') return withinDay(count * 60, 23 * 60)
  if (unit.startsWith('d') && count === 1) return { base: '1d', gather: (bars) => bars, firstDay: (day) => day }
  if (unit.startsWith('w') && count === 1) return acrossDays(mondayOf)
  if (unit.startsWith('m') && [1, 2, 3, 4, 6, 12].includes(count)) return acrossDays((day) => monthStart(day, count))
  throw badParameter('invalid timeframe')
}

const DIRECT: Record<number, Timeframe> = { 1: '1m', 5: '5m', 15: '15m', 30: '30m' }

function withinDay(minutes: number, most: number): BarFrame {
  if (minutes < 1 || minutes > most) throw badParameter('invalid timeframe')
  const direct = DIRECT[minutes]
  if (direct) return { base: direct, gather: (bars) => bars, firstDay: (day) => day }
  const length = minutes * MINUTE
  const start = (at: Instant) => {
    const midnight = newYorkMidnight(newYorkDay(at))
    return midnight + Math.floor((at - midnight) / length) * length
  }
  return { base: minutes % 30 === 0 ? '30m' : '1m', gather: (bars) => gatherBy(bars, start), firstDay: (day) => day }
}

function acrossDays(startOf: (day: DayNumber) => DayNumber): BarFrame {
  return { base: '1d', gather: (bars) => gatherBy(bars, (at) => newYorkMidnight(startOf(newYorkDay(at)))), firstDay: startOf }
}

function gatherBy(bars: WireBar[], start: (at: Instant) => Instant): WireBar[] {
  const groups: WireBar[] = []
  for (let i = 0; i < bars.length; ) {
    const at = start(bars[i].at)
    let end = i
    while (end < bars.length && start(bars[end].at) === at) end++
    groups.push(sumBars(at, bars.slice(i, end)))
    i = end
  }
  return groups
}
