import type { Instant } from '../../core/time.ts'
import { counted } from '../../core/words.ts'
import { closeHole, lastPrint } from './holes.ts'
import { isDown, isTape, type Station, tellSymbol, tellWhole } from './station.ts'
import type { Track } from './track.ts'
import { lasting } from './words.ts'

/** Something of a symbol is heard that did not count as live. `time`: its stamp, `at`: its receipt. */
export function wake(station: Station, track: Track, time: Instant, at: Instant): void {
  if (track.state === 'closed' || track.state === 'halted' || !track.streamed || isDown(station)) return
  if (track.isLate && track.state === 'stale' && station.whole.mute === null) return
  for (const hole of track.holes) hole.until ??= time
  if (station.whole.mute !== null) wakeWhole(station, time, at)
  else if (track.state === 'stale') wakeStale(station, track, time, at)
  else if (track.isTroubled) wakeTroubled(station, track, time, at)
  track.state = 'live'
}

/** Silent for longer than usual, and heard again by itself: either nothing had happened, or it was not told. History knows. */
function wakeStale(station: Station, track: Track, time: Instant, at: Instant): void {
  const silence = at - track.heardAt
  track.state = 'live'
  if (isTape(station)) {
    if (silence > 0) track.rhythm.heard(silence)
    tellSymbol(station, track, `heard again after ${lasting(silence)}`, false)
    return
  }
  check(track, at, time)
  tellSymbol(
    station,
    track,
    `heard again after ${lasting(track.silence(at))}; history is asked whether something was missed`,
    false,
  )
}

function wakeTroubled(station: Station, track: Track, time: Instant, at: Instant): void {
  const silence = track.silence(at)
  closeHole(station, track, at, time)
  track.state = 'live'
  track.quietSince = at
  track.recoveredAt = at
  tellSymbol(station, track, `live again after ${lasting(silence)} of silence; what was missed is asked for`, false)
}

/** The stream that had gone mute speaks again: everything of every symbol may have been missed. */
function wakeWhole(station: Station, time: Instant, at: Instant): void {
  const { whole, tracks } = station
  const silence = at - whole.heardAt
  whole.mute = null
  whole.incident = null
  whole.recoveredAt = at
  let holes = 0
  for (const track of tracks.values()) {
    if (!track.streamed) continue
    if (track.hole !== null) holes++
    else if (track.isTroubled) check(track, at, time)
    closeHole(station, track, at, time)
    if (track.isTroubled) calm(track, at)
  }
  const missed = holes === 0 ? '' : `; what was missed of ${counted(holes, 'symbol')} is asked for`
  whole.message = `the stream is heard again after ${lasting(silence)}${missed}`
  whole.since = at
  tellWhole(station, 'up', whole.message, false)
}

/** So many silences wait to be checked; where history does not answer for long, the minutes are asked for all the same. */
const CHECKS = 20

/** Asks later whether a silence hid something. */
function check(track: Track, at: Instant, until: Instant): void {
  const from = Math.max(track.heardAt, track.quietSince)
  if (track.checks.length < CHECKS) track.checks.push({ from, to: at, after: lastPrint(track, from), until })
}

/** Waits for the first word of a symbol, as after a subscription. */
export function calm(track: Track, at: Instant): void {
  track.state = 'waiting'
  track.quietSince = at
}
