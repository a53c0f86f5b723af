import type { Bars } from '../../market/bars.ts'
import { addHole, newIncident } from './holes.ts'
import { ask } from './repair.ts'
import { isTape, type Station } from './station.ts'
import type { Track } from './track.ts'

/** Half an hour of bars says how often a symbol prints. */
const PRIOR_BARS = 30
/** The smallest step of time that a double keeps apart today, in milliseconds, rounded up. */
const TICK = 0.001

/** What lies between `from` and now, from history: one try now, what is left comes with the repairs. */
export async function backfill(station: Station, tracks: readonly Track[]): Promise<void> {
  await Promise.all(tracks.map((track) => backfillOne(station, track)))
}

async function backfillOne(station: Station, track: Track): Promise<void> {
  const { parts, position } = station
  const to = Math.max(position, parts.from)
  // A tape tells everything behind this position, and its prints need not have ids.
  const until = isTape(station) ? to + TICK : null
  const incident = newIncident(track.symbol, parts.from, true)
  addHole(station, track, { from: parts.from, to, after: parts.from - 1, until, incident, printsAsked: false })
  track.askedAt = to
  await ask(station, track, parts.now(), parts.signal)
  if (isTape(station)) track.doubts.clear()
  expectFrom(track, track.tape.closed)
}

/** Takes from bars of the past how often the symbol prints. */
export function expectFrom({ rhythm }: Track, bars: Bars): void {
  const rate = printsPerMinute(bars)
  if (rate !== null) rhythm.expect(rate)
}

/** Mean prints of the newest bars; null where no bar counts them. */
export function printsPerMinute({ prints, length }: Bars): number | null {
  if (prints === null) return null
  const known = [...prints.subarray(Math.max(0, length - PRIOR_BARS), length)].filter((count) => count > 0)
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0) / known.length
}
