import type { DayNumber, Instant } from '../../core/time.ts'

export type MarketName = 'us' | 'cme' | 'crypto' | 'fx'
export type Phase = 'pre' | 'regular' | 'post' | 'closed'

/** A stretch of time `[open, close)`. */
export interface Span {
  open: Instant
  close: Instant
}

/** One exchange day: its trading date and when it trades. A day without a regular session is closed. */
export interface SessionDay {
  market: MarketName
  day: DayNumber
  /** The trading date, `YYYY-MM-DD`. */
  date: string
  /** False outside the calendar: the day is taken as closed and `holiday` says so (`unknown day: ...`). */
  known: boolean
  /** Why the day is closed or shortened; null on a plain day and on a plain weekend. */
  holiday: string | null
  /** The regular session ends before its usual time. */
  halfDay: boolean
  pre: Span | null
  regular: Span | null
  post: Span | null
  /** Planned pauses inside the regular session (CME equity index before 2021); usually none. */
  halts: Span[]
}

/** What an instant is, and for how long: the answer holds in `[from, to)`. */
export interface PhaseAt {
  phase: Phase
  /** The session in progress; null when closed. */
  session: SessionDay | null
  /** Start of this stretch; -Infinity before the calendar's first session. */
  from: Instant
  /** End of this stretch; Infinity after the calendar's last session. */
  to: Instant
}

/** When one market trades. All instants UTC; trading dates in the exchange's own time zone, never the host's. */
export interface Calendar {
  readonly market: MarketName
  /** IANA name of the exchange's own time zone. */
  readonly zone: string
  /** Sessions of a trading date. */
  day(day: DayNumber): SessionDay
  /** Phase of an instant. Cheap on sorted stamps: an answer is kept until its stretch ends. */
  at(instant: Instant): PhaseAt
  /** The trading date in progress (from its first open), else the latest that began before. Throws `no-data` before the first. */
  sessionAt(instant: Instant): SessionDay
  /** The trading date that the exchange's clock shows, open or not: cme and fx turn the date with the evening's open. */
  dateOf(instant: Instant): DayNumber
  /** Regular hours that the date would keep if it were a plain trading day. */
  nominal(day: DayNumber): Span
  /** Next trading date after the day. Throws `no-data` past the end of the calendar. */
  next(day: DayNumber): DayNumber
  /** Last trading date before the day. Throws `no-data` before the start of the calendar. */
  previous(day: DayNumber): DayNumber
  /** Next regular open strictly after the instant. Throws `no-data` past the end of the calendar. */
  nextOpen(instant: Instant): Instant
  /** Next regular close strictly after the instant. Throws `no-data` past the end of the calendar. */
  nextClose(instant: Instant): Instant
}
