import { createHash } from 'node:crypto'
import { OpenbellError } from '../../core/errors.ts'
import { DAY, type DayNumber, HOUR, type Instant, iso, isoDate, MINUTE, parseInstant, SECOND } from '../../core/time.ts'
import { newYorkDay, newYorkInstant } from '../../market/calendar/new-york.ts'
import type { Fault, FaultKind, FaultOf } from './faults.ts'

/** A fault with its stretch of exchange time `[from, to)`. */
export type Planned<K extends FaultKind = FaultKind> = FaultOf<K> & { from: Instant; to: Instant }

/** Kinds that last: they are looked up by their time and stay in the plan, so that the past can be told again. */
const LASTING = ['mute-stream', 'late-prints', 'halt', 'partial-fills', 'split', 'half-day'] as const
export type LastingKind = (typeof LASTING)[number]

/** The scripted faults still to come, first added first. */
export interface FaultPlan {
  /** @throws OpenbellError `usage` for a time that cannot be. */
  add(faults: Fault[]): void
  /** Ends what lasts and forgets what is to come. */
  clear(): void
  /** The fault that hits this request, used up by one; null when none does. */
  takeRequest(method: string, path: string): Fault | null
  /** The fault of one of the kinds that strikes here, used up by one; `fits` may look at more than kind and time. */
  take<K extends FaultKind>(kinds: readonly K[], fits?: (fault: FaultOf<K>) => boolean): Planned<K> | null
  /** Faults of a lasting kind, whatever their time. */
  lasting<K extends LastingKind>(kind: K): readonly Planned<K>[]
  /** Faults of a kind whose time has come by an instant, taken out of the plan in order of time. */
  due<K extends FaultKind>(kind: K, by: Instant): Planned<K>[]
  /** When the next fault of a kind acts that `due` has not given yet; Infinity when there is none. */
  next(kind: FaultKind): Instant
  pending(): Fault[]
  /** Faults served so far. */
  served(): number
  /** True while no fault touches the market's own data. */
  quiet(): boolean
  /** Hears that the plan has changed; returns what ends the listening. */
  onChange(listener: () => void): () => void
}

export interface FaultPlanParts {
  now(): Instant
  seed: number
  /** The trading day after a date: when an overnight split without a day comes. */
  nextDay(day: DayNumber): DayNumber
}

interface Entry {
  fault: Planned
  left: number
  skip: number
  draws: number
  /** Its number over the life of the plan: what the draws of `chance` depend on. */
  number: number
}

const NOWHERE: FaultPlanParts = { now: () => 0, seed: 0, nextDay: (day) => day + 1 }

export function createFaultPlan({ now, seed, nextDay }: FaultPlanParts = NOWHERE): FaultPlan {
  let entries: Entry[] = []
  let served = 0
  let added = 0
  const listeners = new Set<() => void>()
  let quiet = true
  const changed = () => {
    quiet = !entries.some(({ fault }) => isLasting(fault.kind) && fault.kind !== 'mute-stream' && fault.kind !== 'late-prints')
    for (const listener of listeners) listener()
  }
  const strike = (fits: (fault: Planned) => boolean): Planned | null => {
    const at = now()
    for (const entry of entries) {
      const { fault } = entry
      if (at < fault.from || at >= fault.to || !fits(fault) || !happens(entry, seed)) continue
      if (entry.skip > 0) {
        entry.skip--
        return null
      }
      if (--entry.left <= 0) entries = entries.filter((one) => one !== entry)
      served++
      return fault
    }
    return null
  }
  return {
    add(faults) {
      const planned = faults.map((fault) => entryOf(dated(fault, now(), nextDay), now(), ++added))
      entries.push(...planned)
      changed()
    },
    clear() {
      const at = now()
      entries = entries.filter(({ fault }) => isLasting(fault.kind) && fault.from < at)
      for (const { fault } of entries) fault.to = Math.min(fault.to, keepsWhole(fault) ? fault.to : at)
      changed()
    },
    takeRequest(method, path) {
      return strike(
        (fault) => 'path' in fault && path.startsWith(fault.path) && (fault.method === undefined || fault.method === method),
      )
    },
    take: (kinds, fits) =>
      strike((fault) => (kinds as readonly string[]).includes(fault.kind) && (!fits || fits(fault as never))) as never,
    lasting: (kind) => entries.filter(({ fault }) => fault.kind === kind).map(({ fault }) => fault) as never,
    due(kind, by) {
      const found = entries.filter(({ fault }) => fault.kind === kind && fault.from <= by)
      entries = entries.filter((entry) => !found.includes(entry))
      served += found.length
      return found.map(({ fault }) => fault).sort((a, b) => a.from - b.from) as never
    },
    next: (kind) =>
      entries.reduce((first, { fault }) => (fault.kind === kind ? Math.min(first, fault.from) : first), Number.POSITIVE_INFINITY),
    pending: () => entries.map(({ fault: { from, to, ...fault }, left, skip }) => remaining(fault as Fault, left, skip)),
    served: () => served,
    quiet: () => quiet,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function isLasting(kind: FaultKind): boolean {
  return (LASTING as readonly string[]).includes(kind)
}

/** A split that has happened stays; so does a half day. */
function keepsWhole(fault: Fault): boolean {
  return fault.kind === 'split' || fault.kind === 'half-day'
}

function entryOf(fault: Fault, now: Instant, number: number): Entry {
  const at = 'at' in fault && fault.at ? instantOf(fault.at, now) : null
  const length = 'duration' in fault && fault.duration ? lengthOf(fault.duration) : null
  const from = at ?? now
  const to = length === null ? Number.POSITIVE_INFINITY : from + length
  if (to <= now)
    throw new OpenbellError(
      'usage',
      `${fault.kind} would be over by ${iso(to)}, and it is ${iso(now)}`,
      `${fault.kind}@HH:MM of what is to come`,
    )
  const times = 'skip' in fault ? (fault.times ?? (length === null ? 1 : 1_000_000)) : 1
  const skip = 'skip' in fault ? fault.skip : 0
  return { fault: { ...fault, ...wholeMinutes(fault, from, to) }, left: times, skip, draws: 0, number }
}

/** Gives a split and a half day their date: the next trading day, and today. */
function dated(fault: Fault, now: Instant, nextDay: (day: DayNumber) => DayNumber): Fault {
  if (fault.kind === 'split') return { ...fault, day: fault.day ?? isoDate(nextDay(newYorkDay(now))) }
  if (fault.kind === 'half-day') return { ...fault, day: fault.day ?? isoDate(newYorkDay(now)) }
  return fault
}

/** A halt begins and ends on whole minutes, so that prints and bars agree about it. */
function wholeMinutes(fault: Fault, from: Instant, to: Instant): { from: Instant; to: Instant } {
  if (fault.kind !== 'halt') return { from, to }
  return { from: Math.ceil(from / MINUTE) * MINUTE, to: Math.ceil(to / MINUTE) * MINUTE }
}

/** `10:30` is a time of the day that New York has at `now`. */
function instantOf(text: string, now: Instant): Instant {
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  const at = clock
    ? newYorkInstant(newYorkDay(now), Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE + Number(clock[3] ?? 0) * SECOND)
    : parseInstant(text)
  if (at === null || Number.isNaN(at) || (clock && (Number(clock[1]) > 23 || Number(clock[2]) > 59)))
    throw new OpenbellError('usage', `'${text}' is no time of day and no instant`, 'a time of New York such as @10:30')
  return at
}

const UNITS: Record<string, number> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR }

/** Milliseconds of `250ms`, `90s`, `5m`, `1h`. */
export function lengthOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  if (!match) throw new OpenbellError('usage', `'${text}' is no length of time`, '250ms, 90s, 5m or 1h')
  return Math.min(Number(match[1]) * UNITS[match[2]], 3650 * DAY)
}

/** Whether a fault with a chance strikes this time: a draw from seed, fault and count, the same in every run. */
function happens(entry: Entry, seed: number): boolean {
  const { fault } = entry
  if (!('chance' in fault) || fault.chance >= 1) return true
  const text = `fault|${seed}|${entry.number}|${++entry.draws}`
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32 < fault.chance
}

function remaining(fault: Fault, left: number, skip: number): Fault {
  return 'skip' in fault ? ({ ...fault, times: left, skip } as Fault) : fault
}
