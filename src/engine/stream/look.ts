import { type Instant, SECOND } from '../../core/time.ts'
import { newYorkTime } from '../../market/calendar/new-york.ts'
import { expectFrom, expectWhole } from './expected.ts'
import { newIncident, openHole } from './holes.ts'
import { lookAtLateness } from './late.ts'
import { lookAtWhole } from './look-whole.ts'
import { pollEvery } from './poll.ts'
import { HEALTHY, pauseAfter, RESTART_PATIENCE } from './restarts.ts'
import { allowedSilence } from './rhythm.ts'
import { isDown, isTape, type Station, tellSymbol, tellWhole } from './station.ts'
import type { Track } from './track.ts'
import { lasting } from './words.ts'

/** Quality is looked after this often, in the market's time. */
export const LOOK_EVERY = 10 * SECOND

/** Looks after every symbol, and after the stream as a whole before: its silence is one event, not one for each symbol. */
export function look(station: Station, at: Instant): void {
  let isNewPhase = false
  for (const track of station.tracks.values()) if (lookAtPhase(track, at)) isNewPhase = true
  if (isNewPhase) {
    station.whole.quietSince = at
    station.whole.rhythm.forget()
    expectWhole(station, at)
  }
  station.whole.rhythm.fade(LOOK_EVERY)
  lookAtWhole(station, at)
  lookAtLateness(station)
  for (const track of station.tracks.values()) {
    track.rhythm.fade(LOOK_EVERY)
    if (track.state === 'closed' || track.state === 'halted') continue
    if (!track.streamed) track.state = 'polling'
    else if (isDown(station)) lookAtDown(station, track, at)
    else if (station.whole.mute === null && station.whole.state !== 'over') lookAtSilence(station, track, at)
  }
}

/** Outside of sessions nothing is expected; when a phase begins, listening begins anew. @returns whether one began */
function lookAtPhase(track: Track, at: Instant): boolean {
  const { phase, from } = track.calendar.at(at)
  if (phase === 'closed') {
    track.state = 'closed'
    return false
  }
  const isNew = from > track.quietSince && from > track.phaseSince
  if (isNew) {
    track.phaseSince = from
    track.quietSince = from
    track.rhythm.forget()
    expectFrom(track, track.tape.closed, at)
  }
  if (track.tape.halted) track.state = 'halted'
  else if (track.state === 'closed') track.state = track.streamed ? (track.heardAt >= from ? 'live' : 'waiting') : 'polling'
  return isNew
}

/** The stream is down: a connection that is made anew gets a moment, then prices are asked for. */
function lookAtDown(station: Station, track: Track, at: Instant): void {
  const { whole } = station
  const isRefused = whole.state === 'refused' || whole.state === 'fatal'
  if (!isRefused && at - whole.since < RESTART_PATIENCE) {
    if (track.state !== 'polling') track.state = 'restarting'
    return
  }
  track.state = 'polling'
  if (whole.isAsked) return
  whole.isAsked = true
  const interval = lasting(pollEvery(station))
  tellWhole(station, 'polling', `until the stream is back prices are asked for every ${interval} and may be as old`, true)
}

function lookAtSilence(station: Station, track: Track, at: Instant): void {
  const allowed = allowedSilence(track.rhythm, track.calendar.at(at).phase)
  const silence = track.silence(at)
  switch (track.state) {
    case 'live':
      if (track.attempts > 0 && at - track.recoveredAt > HEALTHY) track.attempts = 0
      if (silence > allowed) growStale(station, track, silence)
      break
    case 'waiting':
      if (silence > 2 * allowed && !isTape(station)) restart(station, track, at, silence)
      break
    case 'stale':
      if (track.isLate && silence <= allowed) break
      track.isLate = false
      if (silence > 2 * allowed && !isTape(station)) restart(station, track, at, silence)
      break
    case 'restarting':
      if (at - track.restartedAt >= RESTART_PATIENCE) beginPolling(station, track)
      break
    case 'polling':
      if (at >= track.nextRestart) restartAgain(station, track, at)
  }
}

function growStale(station: Station, track: Track, silence: number): void {
  const { tape } = track
  track.state = 'stale'
  const usual = track.rhythm.isKnown ? ` (usually something every ${lasting(track.rhythm.usualSilence)})` : ''
  const price = Number.isFinite(tape.price) ? `; its price ${tape.price} is of ${newYorkTime(tape.priceTime)} New York` : ''
  tellSymbol(station, track, `nothing was heard for ${lasting(silence)}${usual}${price}`, true)
}

function restart(station: Station, track: Track, at: Instant, silence: number): void {
  openHole(station, track, newIncident(track.symbol, at))
  if (at < track.nextRestart) {
    beginPolling(station, track)
    return
  }
  track.state = 'restarting'
  track.restartedAt = at
  const reason = `nothing was heard for ${lasting(silence)}`
  askRestart(station, track, at, reason)
  tellSymbol(station, track, `${reason}, so it is subscribed anew`, true)
}

function restartAgain(station: Station, track: Track, at: Instant): void {
  askRestart(station, track, at, `nothing was heard for ${lasting(track.silence(at))}`)
}

function askRestart(station: Station, track: Track, at: Instant, reason: string): void {
  track.restarts++
  track.nextRestart = at + pauseAfter(track.attempts++)
  station.stream?.restart([track.symbol], reason)
}

function beginPolling(station: Station, track: Track): void {
  track.state = 'polling'
  const message = `still silent after ${lasting(track.silence(station.position))}: its price is asked for every ${lasting(pollEvery(station))} and may be as old`
  tellSymbol(station, track, message, true)
}
