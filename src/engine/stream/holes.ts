import { type Instant, MINUTE } from '../../core/time.ts'
import { counted } from '../../core/words.ts'
import { newYorkTime } from '../../market/calendar/new-york.ts'
import { isTape, makesBar, minuteOf, type Station, tellSymbol, tellWhole } from './station.ts'
import type { Hole, Incident, Track } from './track.ts'

export function newIncident(symbol: string | null, from: Instant, isBackfill = false): Incident {
  return { symbol, from, left: 0, minutes: 0, prints: 0, isBackfill }
}

/** From what was heard last on, data of the symbol may be missing. A hole that lasts stays as it is. */
export function openHole(station: Station, track: Track, incident: Incident): void {
  if (track.hole !== null || isTape(station)) return
  const from = Math.max(track.heardAt, track.quietSince)
  track.hole = { from, to: null, after: lastPrint(track, from), until: null, incident, printsAsked: false }
  track.gaps++
  incident.left++
  incident.from = Math.min(incident.from, from)
}

/** Stamp up to which prints were heard; where none was, the beginning of what is missing. */
export function lastPrint({ newestPrint }: Track, from: Instant): Instant {
  return Number.isFinite(newestPrint) ? newestPrint : from
}

/** The hole is over at `at`: every minute that it touches is asked for. `until`: stamp of the message that ended it. */
export function closeHole(station: Station, track: Track, at: Instant, until: Instant | null): void {
  const hole = track.hole
  if (hole === null) return
  track.hole = null
  addHole(station, track, { ...hole, to: at, until })
}

/** Nobody waits for what was missed of a symbol that is not followed any more. */
export function abandonHoles({ hole, holes }: Track): void {
  for (const one of hole === null ? holes : [...holes, hole]) one.incident.left--
}

/** Adds a stretch `[from, to]` to what is asked for. */
export function addHole(station: Station, track: Track, hole: Hole): void {
  track.holes.push(hole)
  for (let minute = minuteOf(hole.from); minute <= hole.to!; minute = nextMinute(station, track, minute)) {
    if (makesBar(station, track, minute) && !track.isConfirmed(minute)) track.doubt(minute, 'hole')
  }
}

/** The minute after; of a phase without bars the first one behind it. */
function nextMinute(station: Station, track: Track, minute: Instant): Instant {
  if (makesBar(station, track, minute)) return minute + MINUTE
  return Math.max(minute + MINUTE, minuteOf(track.calendar.at(minute).to))
}

/** Holes whose minutes are known and whose prints were asked for are filled; tells when the last of an incident is. */
export function settleHoles(station: Station, track: Track): void {
  for (let i = track.holes.length - 1; i >= 0; i--) {
    const hole = track.holes[i]
    if (!hole.printsAsked || [...track.doubts.keys()].some((minute) => touches(hole, minute))) continue
    track.holes.splice(i, 1)
    leave(station, track, hole)
  }
}

/** Data of the minute was missed. */
export function touches({ from, to }: Hole, minute: Instant): boolean {
  return minute + MINUTE > from && minute <= to!
}

function leave(station: Station, track: Track, { incident }: Hole): void {
  incident.left--
  if (incident.isBackfill) return
  track.repaired++
  if (incident.left > 0) return
  const { minutes, prints, symbol, from } = incident
  const found = [minutes > 0 ? counted(minutes, 'bar') : '', prints > 0 ? counted(prints, 'print') : ''].filter(
    (one) => one !== '',
  )
  const filled = found.length > 0 ? `filled in: ${found.join(' and ')} came from history, known late` : 'nothing, says history'
  const message = `what was missed from ${newYorkTime(from)} New York on is ${filled}`
  if (symbol === null) tellWhole(station, station.whole.state, message, false)
  else tellSymbol(station, track, message, false)
}
