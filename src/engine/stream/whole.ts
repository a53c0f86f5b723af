import type { Instant } from '../../core/time.ts'
import type { StreamState } from '../../ports/market-stream.ts'
import { closeHole, newIncident, openHole } from './holes.ts'
import { isTape, type Station, tellWhole } from './station.ts'
import type { Track } from './track.ts'
import { calm } from './wake.ts'
import { lasting } from './words.ts'

/** The stream tells how it stands. */
export function takeState(station: Station, told: StreamState): void {
  const { whole, parts } = station
  const [before, since] = [whole.state, whole.since]
  const at = parts.now()
  if (before === told.state && whole.message === told.message) return
  whole.state = told.state
  whole.code = told.code
  whole.message = told.message
  if (before !== told.state) whole.since = at
  if (told.state === 'up') whole.isAsked = false
  if (station.stream === null && told.state === 'up') return
  if (told.state === 'up') comeUp(station, at, before === 'up' ? null : at - since)
  else if (told.state !== 'over') goDown(station)
  const after = told.state === 'up' && before !== 'up' && before !== 'over' ? ` (it was down for ${lasting(at - since)})` : ''
  tellWhole(station, told.state, `${told.message}${after}`, told.state !== 'up' && told.state !== 'over')
}

/** Nothing comes any more: from now on every streamed symbol has a hole. */
function goDown(station: Station): void {
  const { whole, tracks, parts } = station
  whole.mute = null
  whole.incident ??= newIncident(null, parts.now())
  for (const track of tracks.values()) {
    if (!track.streamed) continue
    if (Number.isFinite(track.heardAt) || track.state !== 'waiting') openHole(station, track, whole.incident)
    if (isHeardNormally(track)) track.state = 'restarting'
  }
}

/** Subscribed again: the holes end here. Symbols that were mute before stay in doubt until they are heard. */
function comeUp(station: Station, at: Instant, downFor: number | null): void {
  if (downFor === null || isTape(station)) return
  station.whole.incident = null
  station.whole.quietSince = at
  for (const track of station.tracks.values()) {
    if (!track.streamed || isMuteItself(track)) continue
    closeHole(station, track, at, null)
    if (track.isTroubled) calm(track, at)
  }
}

function isHeardNormally({ state }: Track): boolean {
  return state === 'live' || state === 'stale' || state === 'waiting'
}

/** It went mute while the stream was up: another connection alone proves nothing. */
function isMuteItself(track: Track): boolean {
  return track.hole !== null && track.hole.incident.symbol !== null
}
