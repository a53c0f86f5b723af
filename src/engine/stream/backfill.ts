import { MICROSECOND } from '../../core/time.ts'
import { expectFrom } from './expected.ts'
import { addHole, newIncident } from './holes.ts'
import { ask } from './repair.ts'
import { isTape, type Station } from './station.ts'
import type { Track } from './track.ts'

/** So many symbols have their past when a session begins, prints too; of more the bars come with the repairs, a few at a time. */
const FIRST = 40
const AT_ONCE = 4

/** What lies between `from` and now, from history: one try now, what is left comes with the repairs. */
export async function backfill(station: Station, tracks: readonly Track[]): Promise<void> {
  for (const [i, track] of tracks.entries()) addPast(station, track, i < FIRST)
  const waiting = tracks.slice(0, FIRST)
  const one = async () => {
    for (let track = waiting.shift(); track !== undefined; track = waiting.shift()) await askPast(station, track)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

function addPast(station: Station, track: Track, withPrints: boolean): void {
  const { parts, position } = station
  const to = Math.max(position, parts.from)
  // A tape tells everything behind this position, and its prints need not have ids.
  const until = isTape(station) ? to + MICROSECOND : null
  const incident = newIncident(track.symbol, parts.from, true)
  addHole(station, track, { from: parts.from, to, after: parts.from - 1, until, incident, printsAsked: !withPrints })
}

async function askPast(station: Station, track: Track): Promise<void> {
  const { parts, position } = station
  track.askedAt = position
  await ask(station, track, parts.now(), parts.signal)
  if (isTape(station)) track.doubts.clear()
  expectFrom(track, track.tape.closed, position)
}
