import { type Instant, MINUTE, SECOND } from '../../core/time.ts'
import { lowerBound } from '../../market/bars.ts'
import { isPolled, isTape, makesBar, type Station } from './station.ts'
import type { Track } from './track.ts'

/** The vendor's bar of a minute is waited for so long; then ours, made of its prints, is told, and confirmed later. */
const PATIENCE = 2 * SECOND
/** Bars that are asked for come later: vendors take some seconds to make one. */
const POLL_PATIENCE = 12 * SECOND
/** A symbol with a longer usual silence has minutes without a print. */
const PRINTS_EACH_MINUTE = 10 * SECOND

/** True when nothing more is to be waited for before the minute that ends here is answered. */
export function isComplete(station: Station, end: Instant, now: Instant): boolean {
  if (isTape(station)) return true
  if (now >= end + POLL_PATIENCE) return true
  const minute = end - MINUTE
  const tracks = [...station.tracks.values()].filter((track) => makesBar(station, track, minute))
  const [polled, streamed] = [tracks.filter((one) => isPolled(station, one)), tracks.filter((one) => !isPolled(station, one))]
  if (polled.some((track) => track.doubts.has(minute) && track.state !== 'halted')) return false
  if (now >= end + PATIENCE || streamed.length === 0) return true
  const expected = streamed.filter((track) => isExpected(track, minute))
  return expected.length > 0 && expected.every((track) => track.isConfirmed(minute))
}

/** The vendor should tell a bar of this minute: it was printed in, or the one before had a bar and the symbol is not halted. */
function isExpected(track: Track, minute: Instant): boolean {
  if (track.tape.forming?.time === minute || rowOf(track, minute) >= 0) return true
  return rowOf(track, minute - MINUTE) >= 0 && !track.tape.halted
}

/** A minute has ended: bars of symbols that are asked for, or whose hole lasts, are not known yet. */
export function beginMinute(station: Station, end: Instant): void {
  const minute = end - MINUTE
  for (const track of station.tracks.values()) {
    if (!makesBar(station, track, minute) || track.isConfirmed(minute)) continue
    const isMissed = isPolled(station, track) || (track.hole !== null && track.hole.from < end)
    if (isMissed && !isTape(station)) track.doubt(minute, 'hole')
  }
}

/** Closes the minute that ends here for every symbol, and tells the bars that are new. */
export function closeMinute(station: Station, end: Instant): void {
  for (const track of station.tracks.values()) {
    track.tape.closeThrough(end)
    if (!isTape(station)) doubtMinute(station, track, end - MINUTE)
    tellNew(station, track, end)
  }
}

/** What the vendor should have told and has not is not believed until history was asked. */
function doubtMinute(station: Station, track: Track, minute: Instant): void {
  if (!makesBar(station, track, minute) || track.isConfirmed(minute) || track.doubts.has(minute)) return
  if (rowOf(track, minute) >= 0) track.doubt(minute, track.state === 'stale' ? 'hole' : 'unconfirmed')
  else if (track.streamed && !track.tape.halted && minute >= track.quietSince && isBusy(track)) track.doubt(minute, 'hole')
}

function isBusy({ rhythm }: Track): boolean {
  return rhythm.isKnown && rhythm.usualSilence <= PRINTS_EACH_MINUTE
}

function tellNew({ parts }: Station, track: Track, end: Instant): void {
  const { closed } = track.tape
  const last = end - MINUTE
  for (let row = lowerBound(closed.time, closed.length, track.told + 1); row < closed.length && closed.time[row] <= last; row++) {
    if (track.isHeldBack(closed.time[row])) track.held.add(closed.time[row])
    else parts.listener.bar(track.tape, row, false)
  }
  track.told = Math.max(track.told, last)
}

/** After something was taken late: tells the closed row that it changed, if that minute was answered before. */
export function tellChanged({ parts }: Station, track: Track): void {
  const { tape } = track
  const row = tape.changedRow
  if (row < 0) return
  const minute = tape.closed.time[row]
  if (minute > track.told || track.isHeldBack(minute)) {
    if (minute <= track.told) track.held.add(minute)
    return
  }
  track.held.delete(minute)
  parts.listener.bar(tape, row, true)
}

/** A minute that was held back is believed now. */
export function tellHeld({ parts }: Station, track: Track, minute: Instant): void {
  if (!track.held.delete(minute)) return
  const row = rowOf(track, minute)
  if (row >= 0) parts.listener.bar(track.tape, row, true)
}

/** Row of a closed minute; -1 when it has none. */
export function rowOf({ tape: { closed } }: Track, minute: Instant): number {
  const row = lowerBound(closed.time, closed.length, minute)
  return row < closed.length && closed.time[row] === minute ? row : -1
}
