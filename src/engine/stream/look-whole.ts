import { type Instant, SECOND } from '../../core/time.ts'
import { newIncident, openHole } from './holes.ts'
import { pauseAfter, RESTART_PATIENCE } from './look.ts'
import { pollEvery } from './poll.ts'
import { allowedSilence, isLiquid } from './rhythm.ts'
import { isDown, isTape, type Station, tellWhole } from './station.ts'
import type { Track } from './track.ts'
import { HEALTHY } from './wake.ts'
import { counted, lasting } from './words.ts'

/** As for a symbol: an alert, and twice as long a restart. */
const ALERT_AFTER = 5 * SECOND
const RESTART_AFTER = 10 * SECOND

/** Connected, and nothing comes of any liquid symbol: the stream itself is mute. */
export function lookAtWhole(station: Station, at: Instant): void {
  const { whole } = station
  if (isDown(station) || isTape(station) || station.stream === null) return
  const silence = at - Math.max(whole.heardAt, whole.since)
  if (whole.mute === null) {
    if (whole.attempts > 0 && at - whole.recoveredAt > HEALTHY) whole.attempts = 0
    if (!isMute(station, at)) return
  }
  if (silence <= RESTART_AFTER) {
    if (whole.mute === null) growMute(station, silence)
  } else if (whole.mute === null || whole.mute === 'stale') restart(station, at, silence)
  else if (whole.mute === 'restarting' && at - whole.restartedAt >= RESTART_PATIENCE) beginPolling(station, silence)
  else if (at >= whole.nextRestart) askRestart(station, at, silence)
  for (const track of affected(station)) track.state = whole.mute!
}

/** At least two symbols are expected to be heard, and each of them is silent for longer than it may. */
function isMute(station: Station, at: Instant): boolean {
  if (at - station.whole.heardAt <= ALERT_AFTER) return false
  const heard = affected(station).filter((track) => track.state !== 'waiting' && track.rhythm.isKnown)
  const phaseOf = (track: Track) => track.calendar.at(at).phase
  const liquid = heard.filter((track) => isLiquid(track.rhythm, phaseOf(track)))
  const telling = liquid.length >= 2 ? liquid : heard
  return telling.length >= 2 && telling.every((track) => track.silence(at) > allowedSilence(track.rhythm, phaseOf(track)))
}

function affected({ tracks }: Station): Track[] {
  return [...tracks.values()].filter(({ streamed, state }) => streamed && state !== 'closed' && state !== 'halted')
}

function growMute(station: Station, silence: number): void {
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
  for (const track of affected(station)) openHole(station, track, whole.incident)
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
  station.whole.mute = 'polling'
  const interval = lasting(pollEvery(station))
  tellWhole(
    station,
    'polling',
    `the stream is still silent after ${lasting(silence)}: prices are asked for every ${interval} and may be as old`,
    true,
  )
}
