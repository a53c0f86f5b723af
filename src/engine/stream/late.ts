import { SECOND } from '../../core/time.ts'
import { counted } from '../../core/words.ts'
import { isTape, type Station, tellSymbol, tellWhole } from './station.ts'
import type { Track } from './track.ts'
import { lasting } from './words.ts'

/** Data that come later than this after they were made are as bad as none: the same limit as for silence. */
const LATE = 5 * SECOND
/** In time again: well below, so that what lies at the edge does not come and go. */
const IN_TIME = LATE / 2
/** Of more symbols at a time it is one event. */
const ONE_BY_ONE = 3
/** A feed that is late by what it is. */
const DELAYED = /delayed/

/**
 * Symbols that are heard, but late: stale until they come in time again. The lateness is the smoothed time from stamp to receipt, less what our clock is
 * known to be ahead of the vendor's; a restart is no cure for it.
 */
export function lookAtLateness(station: Station): void {
  const { parts, tracks } = station
  if (isTape(station) || DELAYED.test(parts.source.feed)) return
  const skew = parts.source.metrics()?.clockSkewMs ?? 0
  const changed: Track[] = []
  for (const track of tracks.values()) {
    const isLate = track.streamed && track.tape.latency - skew > (track.isLate ? IN_TIME : LATE)
    if (isLate === track.isLate || !(track.state === 'live' || (track.isLate && track.state === 'stale'))) continue
    track.isLate = isLate
    track.state = isLate ? 'stale' : 'live'
    changed.push(track)
  }
  for (const isLate of [true, false])
    tellOf(
      station,
      changed.filter((track) => track.isLate === isLate),
      isLate,
      skew,
    )
}

function tellOf(station: Station, changed: readonly Track[], isLate: boolean, skew: number): void {
  if (changed.length > ONE_BY_ONE) {
    const worst = Math.max(...changed.map(({ tape }) => tape.latency - skew))
    const count = counted(changed.length, 'symbol')
    const message = isLate ? `the data of ${count} come up to ${lasting(worst)} late` : `the data of ${count} come in time again`
    tellWhole(station, isLate ? 'stale' : 'up', message, isLate)
    return
  }
  for (const track of changed) {
    const late = lasting(track.tape.latency - skew)
    tellSymbol(station, track, isLate ? `its data come ${late} late` : 'its data come in time again', isLate)
  }
}
