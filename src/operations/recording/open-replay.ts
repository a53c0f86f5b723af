import { OpenbellError } from '../../core/errors.ts'
import { type Instant, MINUTE, parseDate, parseInstant } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { zoneOf } from '../../market/calendar/zone.ts'
import type { RecordingHeader } from '../../ports/recording.ts'
import type { Context } from '../context.ts'
import type { LiveSession } from '../stream/session.ts'
import { LOOK_EVERY } from '../stream/ticker.ts'
import { marketPass } from './market-pass.ts'
import { type Begin, ReplaySession } from './replay-session.ts'
import { sessionPass } from './session-pass.ts'

export interface ReplayRequest {
  /** Name or path of the recording. */
  file: string
  /** `HH:MM` or `HH:MM:SS` on the exchange's clock, or an instant: everything before is gone through at once. */
  at?: string | undefined
  /** Market seconds in a real one; null = as fast as it goes. */
  speed: number | null
  /** The last moment stands until the session is closed. */
  stays: boolean
  /** Reads what lies before damage. */
  untilDamage?: boolean
}

/**
 * Opens a recording as a session.
 * @throws OpenbellError not-found, no-data; diverged for a damaged one, or when this version does something else on it; usage for an `at` that is no time
 */
export async function openReplay(context: Context, request: ReplayRequest): Promise<LiveSession> {
  const recordings = await context.recordings()
  const reader = await recordings.open(request.file, { untilDamage: request.untilDamage === true })
  if (reader.fault !== null) context.progress.warn(reader.fault)
  const at = request.at === undefined ? null : momentOf(request.at, reader.header)
  const pass = reader.header.kind === 'session' ? sessionPass : marketPass
  const begin: Begin = (from, speed) => pass(context, reader, from, speed)
  const { name, header } = reader
  return ReplaySession.open({
    context,
    name,
    lookedEvery: lookedEvery(header),
    begin,
    at,
    speed: request.speed,
    stays: request.stays,
  })
}

/** @throws OpenbellError usage */
export function momentOf(text: string, { date, symbols }: Pick<RecordingHeader, 'date' | 'symbols'>): Instant {
  const time = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim())
  const day = date === null ? null : parseDate(date)
  if (time && day !== null) {
    const [hours, minutes, seconds] = [time[1], time[2], time[3] ?? 0].map(Number)
    return zoneOf(calendarFor(symbols[0]).zone).instant(day, hours * 60 + minutes) + seconds * 1000
  }
  const at = parseInstant(text.trim())
  if (at !== null) return at
  throw new OpenbellError('usage', `--at '${text}' is neither a time of day nor an instant`, '--at 10:32 (New York)')
}

/** Market milliseconds between two looks of the session that was recorded; a session without pace looked at the ends of minutes. */
function lookedEvery({ kind, input }: RecordingHeader): number {
  const { speed = 1 } = input as { speed?: number }
  if (kind !== 'session') return 0
  return speed === 0 ? MINUTE : LOOK_EVERY * speed
}
