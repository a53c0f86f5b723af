import { orNullSync } from '../../core/errors.ts'
import { type DayNumber, type Instant, iso, parseDate } from '../../core/time.ts'
import { type Calendar, calendarOf, type Phase, type SessionDay, type Span } from '../../market/calendar/calendar.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'

const spanOutput = z
  .strictObject({ open: z.string().describe('Open (ISO 8601 UTC)'), close: z.string().describe('Close (ISO 8601 UTC)') })
  .nullable()

export const hoursOutput = z.strictObject({
  market: z.string().describe('us (NYSE, Nasdaq), cme (equity index futures), crypto or fx'),
  date: z.string().describe("Trading date on the exchange's clock"),
  current: z.boolean().describe("True when the date is the exchange's date now, so that phase is the phase now"),
  phase: z
    .enum(['pre', 'regular', 'post', 'closed'])
    .describe('Phase now when the date is the current one; for another date regular when it trades, closed when it does not'),
  known: z.boolean().describe('False outside the calendar: then the day counts as closed'),
  holiday: z.string().nullable().describe('Why the day is closed or short; null on plain days and weekends'),
  halfDay: z.boolean().describe('True when the regular session ends early'),
  sessions: z
    .strictObject({
      pre: spanOutput.describe('Pre-market'),
      regular: spanOutput.describe('Regular session; null when closed'),
      post: spanOutput.describe('After hours'),
    })
    .describe('Phases of the date; null = it has none'),
  nextOpen: z
    .string()
    .nullable()
    .describe('Next regular open: after now, or for another date from that date on; null when unknown'),
  nextClose: z.string().nullable().describe('Next regular close, likewise'),
})

export type HoursOutput = z.output<typeof hoursOutput>

/** Market hours of one date. "Now" is the system clock, or `--as-of`. */
export const hours = defineOperation({
  name: 'hours',
  toolset: 'market',
  summary: 'Show when a market trades: sessions of a date, holidays, next open and close.',
  effect: 'read',
  input: z.strictObject({
    date: z.string().optional().describe("Trading date, YYYY-MM-DD; default the exchange's date now"),
    market: z.enum(['us', 'cme', 'crypto', 'fx']).default('us').describe('us, cme (equity index futures), crypto or fx'),
  }),
  output: hoursOutput,
  examples: [
    { title: 'Is the market open?', input: {} },
    { title: 'A half day', input: { date: '2026-11-27' } },
    { title: 'Index futures on a holiday', input: { date: '2026-01-19', market: 'cme' } },
  ],
  async run(context, input): Promise<HoursOutput> {
    const calendar = calendarOf(input.market)
    const now = context.settings.asOf ?? context.clock.now()
    const today = calendar.dateOf(now)
    const day = input.date === undefined ? today : readDate(input.date)
    const session = calendar.day(day)
    return {
      market: calendar.market,
      date: session.date,
      current: day === today,
      phase: phaseOf(calendar, session, day === today ? now : null),
      known: session.known,
      holiday: session.holiday,
      halfDay: session.halfDay,
      sessions: { pre: spanOf(session.pre), regular: spanOf(session.regular), post: spanOf(session.post) },
      ...coming(calendar, session, day === today ? now : startOf(calendar, day)),
    }
  },
})

function readDate(text: string): DayNumber {
  const day = parseDate(text)
  if (day !== null) return day
  throw new OpenbellError('usage', `no such date: '${text}'`, 'openbell hours --date 2026-11-27')
}

function phaseOf(calendar: Calendar, session: SessionDay, now: Instant | null): Phase {
  if (now !== null) return calendar.at(now).phase
  return session.regular ? 'regular' : 'closed'
}

/** The last moment before the date's regular hours, so that its own open and close are the next ones. */
function startOf(calendar: Calendar, day: DayNumber): Instant {
  return (calendar.day(day).regular ?? calendar.nominal(day)).open - 1
}

/** Nothing is said about what follows a day that the calendar does not know, nor past its end. */
function coming(calendar: Calendar, session: SessionDay, from: Instant): { nextOpen: string | null; nextClose: string | null } {
  if (!session.known) return { nextOpen: null, nextClose: null }
  const known = (find: () => Instant) => orNullSync(['no-data'], () => iso(find()))
  return { nextOpen: known(() => calendar.nextOpen(from)), nextClose: known(() => calendar.nextClose(from)) }
}

function spanOf(span: Span | null): { open: string; close: string } | null {
  return span && { open: iso(span.open), close: iso(span.close) }
}
