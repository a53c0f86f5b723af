import type { Instant } from '../../core/time.ts'
import { counted } from '../../core/words.ts'
import type { Phase } from '../../market/calendar/calendar.ts'
import { newIncident, openHole } from './holes.ts'
import { pollEvery } from './poll.ts'
import { HEALTHY, pauseAfter, RESTART_PATIENCE } from './restarts.ts'
import { allowedSilence } from './rhythm.ts'
import { isDown, isTape, type Station, tellWhole } from './station.ts'
import type { Track } from './track.ts'
import { lasting } from './words.ts'

/**
 * Connected, and nothing comes of any symbol for longer than the stream as a whole is ever silent: it is mute. As for one symbol: an alert, twice as long
 * a restart, then polling. With one symbol there is no whole.
 */
export function lookAtWhole(station: Station, at: Instant): void {
  const { whole } = station
  if (isDown(station) || isTape(station) || station.stream === null) return
  const tracks = affected(station)
  const silence = at - Math.max(whole.heardAt, whole.quietSince)
  const allowed = allowedOf(station, tracks, at)
  if (whole.mute === null) {
    if (whole.attempts > 0 && at - whole.recoveredAt > HEALTHY) whole.attempts = 0
    if (tracks.length < 2 || silence <= allowed) return
  }
  if (silence <= 2 * allowed) growMute(station, silence)
  else if (whole.mute === null || whole.mute === 'stale') restart(station, at, silence)
  else if (whole.mute === 'restarting' && at - whole.restartedAt >= RESTART_PATIENCE) beginPolling(station, silence)
  else if (at >= whole.nextRestart) askRestart(station, at, silence)
  for (const track of tracks) track.state = whole.mute ?? track.state
}

/** No longer than the busiest symbol may be silent: when it is, and nothing comes of the others, that is no matter of its own. */
function allowedOf({ whole }: Station, tracks: readonly Track[], at: Instant): number {
  const phase = phaseOf(tracks, at)
  return tracks.reduce((least, { rhythm }) => Math.min(least, allowedSilence(rhythm, phase)), allowedSilence(whole.rhythm, phase))
}

/** Regular where any market is in its regular hours: there silence says most. */
function phaseOf(tracks: readonly Track[], at: Instant): Phase {
  return tracks.some((track) => track.calendar.at(at).phase === 'regular') ? 'regular' : 'pre'
}

function affected({ tracks }: Station): Track[] {
  return [...tracks.values()].filter(({ streamed, state }) => streamed && state !== 'closed' && state !== 'halted')
}

function growMute(station: Station, silence: number): void {
  if (station.whole.mute !== null) return
  station.whole.mute = 'stale'
  const count = counted(affected(station).length, 'symbol')
  tellWhole(
    station,
    'stale',
    `nothing was heard of any of ${count} for ${lasting(silence)}, though the stream is connected`,
    true,
  )
}

function restart(station: Station, at: Instant, silence: number): void {
  const { whole } = station
  whole.incident ??= newIncident(null, at)
  for (const track of station.tracks.values()) {
    if (track.streamed && track.state !== 'closed') openHole(station, track, whole.incident)
  }
  if (at < whole.nextRestart) {
    beginPolling(station, silence)
    return
  }
  whole.mute = 'restarting'
  whole.restartedAt = at
  askRestart(station, at, silence)
  const count = counted(affected(station).length, 'symbol')
  tellWhole(station, 'restarting', `nothing was heard of any of ${count} for ${lasting(silence)}: the stream is made anew`, true)
}

function askRestart({ whole, stream, tracks }: Station, at: Instant, silence: number): void {
  whole.nextRestart = at + pauseAfter(whole.attempts++)
  for (const track of tracks.values()) if (track.streamed) track.restarts++
  stream!.restart([...stream!.symbols], `nothing was heard for ${lasting(silence)}`)
}

function beginPolling(station: Station, silence: number): void {
  const { whole } = station
  const interval = lasting(pollEvery(station))
  whole.mute = 'polling'
  whole.message = `the stream is still silent after ${lasting(silence)}: prices are asked for every ${interval} and may be as old`
  whole.since = station.position
  tellWhole(station, 'polling', whole.message, true)
}
