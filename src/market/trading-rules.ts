import { type Instant, MINUTE } from '../core/time.ts'
import { calendarOf } from './calendar/calendar.ts'
import { clockMinutes, newYork } from './calendar/new-york.ts'
import type { Span } from './calendar/session.ts'

/** What the settings say about trading by the rules. */
export interface RuleSettings {
  minimumPrintsPerMinute: number
  /** New York wall clock, `HH:MM-HH:MM`. */
  quietWindow: string
}

/**
 * The window without new orders on the New York date of an instant: a burst of algorithmic prints at 08:00 moves prices that people cannot
 * follow. Null on days without a session.
 */
export function quietWindow(text: string, at: Instant): Span | null {
  const calendar = calendarOf('us')
  const day = calendar.dateOf(at)
  if (!calendar.day(day).regular) return null
  const [open, close] = text.split('-').map((clock) => newYork.instant(day, clockMinutes(clock)))
  return { open, close }
}

/** True in the window without new orders; its end is no longer in it. */
export function inQuietWindow(text: string, at: Instant): boolean {
  const window = quietWindow(text, at)
  return window !== null && at >= window.open && at < window.close
}

/** The rules in force, as sentences for a person. */
export function tradingRules({ minimumPrintsPerMinute, quietWindow: window }: RuleSettings): string[] {
  return [
    'Limit orders only: a market order takes whatever price is there.',
    `Trade only symbols with at least ${thousands(minimumPrintsPerMinute)} prints a minute; without a count, none.`,
    'Under 1 dollar prices have four decimals, and so have stops and targets.',
    'Take profits fast: a turn that paid is a reason to leave.',
    `No new orders from ${window.replace('-', ' to ')} New York time, when algorithms open the day.`,
  ]
}

/** How long until an instant, for a sentence: `2 h 05 min`, `14 min`, `less than a minute`. */
export function until(ms: number): string {
  const minutes = Math.floor(ms / MINUTE)
  if (minutes < 1) return 'less than a minute'
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  if (days > 0) return `${days} d ${hours} h`
  return hours > 0 ? `${hours} h ${String(rest).padStart(2, '0')} min` : `${rest} min`
}

function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
