import type { Instant } from '../../core/time.ts'
import { counted } from '../../core/words.ts'
import type { StreamState } from '../../ports/market-stream.ts'
import { closeHole, newIncident, openHole } from './holes.ts'
import { pollEvery } from './poll.ts'
import { isTape, type Station, tellWhole } from './station.ts'
import type { Track } from './track.ts'
import { calm } from './wake.ts'
import { lasting, named } from './words.ts'

/** The stream tells how it stands. An attempt that fails like the one before is no news. */
export function takeState(station: Station, told: StreamState): void {
  const { whole, parts } = station
  const [before, since] = [whole.state, whole.since]
  const at = parts.now()
  const isNews = before !== told.state || whole.code !== told.code || (told.state === 'up' && whole.message !== told.message)
  whole.state = told.state
  whole.code = told.code
  whole.message = told.message
  if (before !== told.state) whole.since = at
  if (told.state === 'up') labelTapes(station)
  // What a stream says while it is opened is told when it is open.
  if (!isNews || (station.stream === null && told.state === 'up')) return
  if (told.state === 'up') comeUp(station, at, before !== 'up')
  else if (told.state !== 'over') goDown(station)
  const wasDown = told.state === 'up' && before !== 'up' && before !== 'over' && at > since
  const after = wasDown ? ` (nothing came for ${lasting(at - since)})` : ''
  const isAlarming = told.state === 'up' ? told.code !== null : told.state !== 'over'
  tellWhole(station, told.state, `${told.message}${after}`, isAlarming)
  if (told.state === 'up') leaveOut(station)
}

/** Which feed the plan gives is known with the vendor's answer: bars that were labelled before it are of that feed. */
export function labelTapes({ tracks, parts }: Station): void {
  for (const { tape } of tracks.values()) tape.closed.feed = parts.source.feed
}

/** Symbols that the vendor did not take are asked for. */
export function leaveOut(station: Station): void {
  const { stream, tracks } = station
  const left = [...tracks.values()].filter((track) => track.streamed && !track.isAsked && !stream!.symbols.has(track.symbol))
  if (left.length === 0 || stream!.isTape) return
  for (const track of left) {
    closeHole(station, track, station.parts.now(), null)
    track.streamed = false
    track.state = 'polling'
  }
  const limit = stream!.limit === null ? 'takes no more' : `allows ${counted(stream!.limit, 'symbol')}`
  const names = named(left.map(({ symbol }) => symbol))
  const rest = `${names} ${left.length === 1 ? 'is' : 'are'} not streamed, since the plan ${limit}`
  tellWhole(station, 'up', `${rest}: asked for every ${lasting(pollEvery(station))}, and the price may be as old`, true)
}

/** Nothing comes any more: from now on every streamed symbol has a hole. */
function goDown(station: Station): void {
  const { whole, tracks, parts } = station
  whole.incident ??= newIncident(null, parts.now())
  for (const track of tracks.values()) {
    if (!track.streamed) continue
    openHole(station, track, whole.incident)
    if (isHeardNormally(track)) track.state = 'restarting'
  }
}

/** Subscribed again: the holes end here. Symbols that were mute before stay in doubt until they are heard. */
function comeUp(station: Station, at: Instant, wasDown: boolean): void {
  if (!wasDown || isTape(station)) return
  const { whole } = station
  whole.isAsked = false
  whole.quietSince = at
  // Made anew because it was mute: being connected again proves nothing.
  if (whole.mute !== null) return
  whole.incident = null
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
