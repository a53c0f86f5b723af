import { OpenbellError } from '../../core/errors.ts'
import { type DayNumber, type Instant, isoDate, utcDay } from '../../core/time.ts'
import type { Calendar, MarketName, Phase, PhaseAt, SessionDay, Span } from './session.ts'

/** What distinguishes one market from another; `createCalendar` makes the look-ups of it. */
export interface MarketRules {
  market: MarketName
  /** IANA name of the exchange's own time zone. */
  zone: string
  /** First and last known date. */
  first: DayNumber
  last: DayNumber
  /** The session of a date within first..last; asked once a date. */
  session(day: DayNumber): SessionDay
  nominal(day: DayNumber): Span
  dateOf(instant: Instant): DayNumber
}

/** A closed day. */
export function closedDay(market: MarketName, day: DayNumber, holiday: string | null): SessionDay {
  return {
    market,
    day,
    date: isoDate(day),
    known: true,
    holiday,
    halfDay: false,
    pre: null,
    regular: null,
    post: null,
    halts: [],
  }
}

/** When a session begins: its pre open, its regular open where there is none. */
export function firstOpen(session: SessionDay): Instant | null {
  return session.pre?.open ?? session.regular?.open ?? null
}

interface Stretch extends Span {
  phase: Phase
  session: SessionDay
}

/** Builds the look-ups of a calendar on its rules. No session may reach farther than a day from its trading date in UTC. */
export function createCalendar(rules: MarketRules): Calendar {
  const cache = new Map<DayNumber, SessionDay>()
  let latest: PhaseAt = { phase: 'closed', session: null, from: Number.NaN, to: Number.NaN }

  const day = (number: DayNumber): SessionDay => {
    let session = cache.get(number)
    if (!session) {
      const known = number >= rules.first && number <= rules.last
      session = known ? rules.session(number) : unknownDay(rules, number)
      cache.set(number, session)
    }
    return session
  }
  const step = (from: DayNumber, by: 1 | -1): SessionDay | null => {
    const start = by > 0 ? Math.max(from + 1, rules.first) : Math.min(from - 1, rules.last)
    for (let d = start; d >= rules.first && d <= rules.last; d += by) {
      const session = day(d)
      if (session.regular) return session
    }
    return null
  }
  const phaseAt = (instant: Instant): PhaseAt => {
    const today = utcDay(instant)
    const stretches = [today - 1, today, today + 1].flatMap((d) => stretchesOf(day(d)))
    const open = stretches.find((one) => instant >= one.open && instant < one.close)
    if (open) return { phase: open.phase, session: open.session, from: open.open, to: open.close }
    const before = stretches.findLast((one) => one.close <= instant) ?? stretchesOf(step(today - 1, -1)).at(-1)
    const after = stretches.find((one) => one.open > instant) ?? stretchesOf(step(today + 1, 1))[0]
    return { phase: 'closed', session: null, from: before?.close ?? -Infinity, to: after?.open ?? Infinity }
  }
  const required = (session: SessionDay | null, what: string): SessionDay => session ?? beyond(rules, what)
  /** First trading date, from two days before the instant on, that passes the test. */
  const search = (instant: Instant, passes: (session: SessionDay) => boolean, what: string): SessionDay => {
    let session = required(step(utcDay(instant) - 2, 1), what)
    while (!passes(session)) session = required(step(session.day, 1), what)
    return session
  }
  return {
    market: rules.market,
    zone: rules.zone,
    day,
    at(instant) {
      if (instant >= latest.from && instant < latest.to) return latest
      latest = phaseAt(instant)
      return latest
    },
    sessionAt(instant) {
      let session = required(step(utcDay(instant) + 2, -1), `at or before ${isoDate(utcDay(instant))}`)
      while (firstOpen(session)! > instant) session = required(step(session.day, -1), `before ${session.date}`)
      return session
    },
    dateOf: rules.dateOf,
    nominal: rules.nominal,
    next: (number) => required(step(number, 1), `after ${isoDate(number)}`).day,
    previous: (number) => required(step(number, -1), `before ${isoDate(number)}`).day,
    nextOpen: (instant) => search(instant, (session) => session.regular!.open > instant, 'ahead').regular!.open,
    nextClose: (instant) => search(instant, (session) => session.regular!.close > instant, 'ahead').regular!.close,
  }
}

function unknownDay(rules: MarketRules, day: DayNumber): SessionDay {
  const holiday = `unknown day: the ${rules.market} calendar covers ${isoDate(rules.first)} to ${isoDate(rules.last)}`
  return { ...closedDay(rules.market, day, holiday), known: false }
}

function beyond(rules: MarketRules, what: string): never {
  const covers = `${isoDate(rules.first)} to ${isoDate(rules.last)}`
  throw new OpenbellError(
    'no-data',
    `the ${rules.market} calendar has no session ${what} (it covers ${covers})`,
    'openbell hours',
  )
}

/** The open stretches of a session in order; halts cut the regular one. */
function stretchesOf(session: SessionDay | null): Stretch[] {
  if (!session?.regular) return []
  const stretches: Stretch[] = []
  const add = (phase: Phase, open: Instant, close: Instant) => {
    if (close > open) stretches.push({ phase, session, open, close })
  }
  if (session.pre) add('pre', session.pre.open, session.pre.close)
  let open = session.regular.open
  for (const halt of session.halts) {
    add('regular', open, halt.open)
    open = halt.close
  }
  add('regular', open, session.regular.close)
  if (session.post) add('post', session.post.open, session.post.close)
  return stretches
}
