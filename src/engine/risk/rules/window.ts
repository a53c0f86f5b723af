import { MINUTE } from '../../../core/time.ts'
import { clockMinutes, newYork } from '../../../market/calendar/new-york.ts'
import { inQuietWindow } from '../../../market/trading-rules.ts'
import { plural } from '../words.ts'
import { allowed, denied, type Rule, unknown, unknownFact } from './rule.ts'

const NOW = ['now'] as const

/** No entries in windows of the New York clock. */
export function quietWindowsRule(windows: readonly string[]): Rule {
  const spans = windows.map((text) => ({ text, from: clockMinutes(text.slice(0, 5)), to: clockMinutes(text.slice(6)) }))
  return {
    rule: 'quietWindows',
    sanity: false,
    judge({ view }) {
      const missing = unknownFact(view, NOW)
      if (missing) return unknown('quietWindows', null, missing)
      // The clock first: it costs little, and most instants lie outside; whether the day has a session is asked of the calendar.
      const minute = (newYork.wall(view.now) / MINUTE) % 1440
      for (const { text, from, to } of spans) {
        if (minute < from || minute >= to || !inQuietWindow(text, view.now)) continue
        return denied('quietWindows', null, null, `no entries from ${text.replace('-', ' to ')} New York time`)
      }
      return allowed('quietWindows', null, null, 'outside the windows without entries')
    },
  }
}

/** No entries when positions are about to be closed for the day. Outside the session nothing is about to close. */
export function flattenRule(minutes: number): Rule {
  const early = `more than ${plural(minutes, 'minute')} to the close, or outside the session`
  return {
    rule: 'flattenMinutesBeforeClose',
    sanity: false,
    judge({ view }) {
      const left = view.minutesToClose
      if (left === null) return allowed('flattenMinutesBeforeClose', null, minutes, early)
      if (!Number.isFinite(left)) return unknown('flattenMinutesBeforeClose', minutes, 'the time to the close')
      if (left > minutes) return allowed('flattenMinutesBeforeClose', left, minutes, early)
      const message = `${plural(Math.max(0, Math.floor(left)), 'minute')} to the close: positions are closed ${plural(minutes, 'minute')} before it`
      return denied('flattenMinutesBeforeClose', left, minutes, message)
    },
  }
}
