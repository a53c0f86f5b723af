import { OpenbellError } from '../../core/errors.ts'
import { type Instant, MICROSECOND, MINUTE, SECOND } from '../../core/time.ts'
import { counted } from '../../core/words.ts'
import { type Bars, barAt } from '../../market/bars.ts'
import type { Prints } from '../../market/prints.ts'
import { expectFrom } from './expected.ts'
import { addHole, newIncident, settleHoles, touches } from './holes.ts'
import { rowOf, takeBar, tellChanged, tellHeld } from './minutes.ts'
import { isDown, isPolled, makesBar, type Station, tellSymbol, tellWhole } from './station.ts'
import type { Check, Hole, Track } from './track.ts'

/** A vendor's history has a minute this long after it ended. */
const AFTER_CLOSE = SECOND
/** Asked for again after so long, twice as long after each failure, a minute at most. */
const ASK_EVERY = 3 * SECOND
/** What history does not have by then has no bar. */
const NO_BAR_AFTER = MINUTE
/** Stamps of late prints lie this far back; a silence is checked once they are in. */
const SETTLE = 2 * SECOND

/** Begins what is due to be asked of history: minutes in doubt, prints of holes, silences that ended by themselves. */
export function repair(station: Station, now: Instant): void {
  for (const track of station.tracks.values()) {
    takeDoubtful(station, track)
    if (track.holes.length > 0) settleHoles(station, track)
    if (track.doubts.size === 0 && track.holes.length === 0 && track.checks.length === 0) continue
    if (now - track.askedAt < Math.min(MINUTE, ASK_EVERY * 2 ** Math.min(track.failures, 10))) continue
    if (!hasDue(track, now)) continue
    track.askedAt = now
    station.jobs.run(`history ${track.symbol}`, (signal) => ask(station, track, now, signal))
  }
}

/** Minutes that the tape cannot make again from the prints it holds. */
function takeDoubtful(station: Station, track: Track): void {
  const { doubtful } = track.tape
  while (doubtful.length > 0) {
    const minute = doubtful.pop()!
    if (makesBar(station, track, minute)) track.doubt(minute, 'unconfirmed')
  }
}

function hasDue(track: Track, now: Instant): boolean {
  if (track.checks.some((check) => now >= check.to + SETTLE) || track.holes.some((hole) => !hole.printsAsked)) return true
  for (const minute of track.doubts.keys()) if (isDue(minute, now)) return true
  return false
}

function isDue(minute: Instant, now: Instant): boolean {
  return minute + MINUTE + AFTER_CLOSE <= now
}

/** One try for a symbol: prints before bars, since the vendor's bars stand over what prints make. */
export async function ask(station: Station, track: Track, now: Instant, signal: AbortSignal): Promise<void> {
  try {
    for (const check of [...track.checks]) if (now >= check.to + SETTLE) await askCheck(station, track, check, signal)
    for (const hole of [...track.holes]) if (!hole.printsAsked) await askHole(station, track, hole, now, signal)
    await askBars(station, track, now, signal)
    track.failures = 0
    if (station.historyFails) tellWhole(station, station.whole.state, 'history can be asked again', false)
    station.historyFails = false
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled' || thrown.kind === 'internal') throw thrown
    track.failures++
    tellFailure(station, track, thrown)
  }
  settleHoles(station, track)
  if (!track.rhythm.isKnown) expectFrom(track, track.tape.closed, now)
}

/** A vendor that does not answer is told of once, whatever the number of symbols: at once when something was missed, else the second time. */
function tellFailure(station: Station, track: Track, fault: OpenbellError): void {
  if (fault.kind !== 'unavailable') {
    if (track.failures === 1) tellSymbol(station, track, `what was missed cannot be asked for: ${fault.message}`, true)
  } else if (!station.historyFails && (track.holes.length > 0 || track.failures > 1)) {
    station.historyFails = true
    tellWhole(station, station.whole.state, `history cannot be asked (${fault.message}); it is tried again`, true)
  }
}

async function askHole(station: Station, track: Track, hole: Hole, now: Instant, signal: AbortSignal): Promise<void> {
  const taken = await askPrints(station, track, hole.after, hole.until ?? now, signal, !hole.incident.isBackfill)
  hole.incident.prints += taken
  hole.printsAsked = true
}

/** A silence that hid nothing is what the symbol is like; one that hid prints was a hole. */
async function askCheck(station: Station, track: Track, check: Check, signal: AbortSignal): Promise<void> {
  const missed = await askPrints(station, track, check.after, check.until, signal)
  track.checks.splice(track.checks.indexOf(check), 1)
  if (missed === 0) {
    track.rhythm.heard(check.to - check.from)
    return
  }
  track.gaps++
  const incident = { ...newIncident(track.symbol, check.from), left: 1, prints: missed }
  addHole(station, track, { ...check, printsAsked: true, incident })
  tellSymbol(station, track, `${counted(missed, 'print')} had not been told while it was silent; they came from history`, true)
}

/** Takes the prints with stamps in `(after, until)` that are not held yet. @returns how many; 0 where the source has no prints */
async function askPrints(
  station: Station,
  track: Track,
  after: Instant,
  until: Instant,
  signal: AbortSignal,
  areTold = true,
): Promise<number> {
  const { parts } = station
  if (!(after + MICROSECOND < until)) return 0
  const range = { from: after + MICROSECOND, to: until, asOf: parts.now(), limit: parts.capacity, feed: parts.source.feed }
  const query = { kind: 'prints' as const, symbol: track.symbol, ...range }
  const prints = await nothingOn(parts.source.history(query, signal))
  return prints === null ? 0 : takePrints(station, track, prints, areTold)
}

function takePrints(station: Station, track: Track, prints: Prints, areTold: boolean): number {
  const { parts, tracks } = station
  if (tracks.get(track.symbol) !== track) return 0
  let taken = 0
  for (let i = 0; i < prints.length; i++) {
    const exchange = prints.exchange.names[prints.exchange.codes[i]]
    const conditions = prints.conditions.names[prints.conditions.codes[i]]
    const { tape } = track
    const rows = tape.closed.length
    const row = tape.takePrint(
      prints.time[i],
      prints.price[i],
      prints.size[i],
      exchange,
      conditions,
      prints.id?.[i] ?? '',
      Number.NaN,
    )
    if (row < 0) continue
    taken++
    tellChanged(station, track, prints.time[i], rows)
    if (areTold) parts.listener.print?.(tape, row)
  }
  return taken
}

async function askBars(station: Station, track: Track, now: Instant, signal: AbortSignal): Promise<void> {
  const due = [...track.doubts.keys()].filter((minute) => isDue(minute, now))
  if (due.length === 0) return
  const { parts } = station
  const range = { from: Math.min(...due), to: Math.max(...due) + MINUTE }
  const query = {
    kind: 'bars' as const,
    symbol: track.symbol,
    timeframe: '1m' as const,
    ...range,
    asOf: parts.now(),
    session: parts.session,
    feed: parts.source.feed,
  }
  const bars = await nothingOn(parts.source.history({ ...query, raw: true }, signal))
  if (station.tracks.get(track.symbol) !== track) return
  for (let row = 0; row < (bars?.length ?? 0); row++) takeRow(station, track, bars!, row)
  for (const minute of due) if (now >= minute + MINUTE + NO_BAR_AFTER) accept(station, track, minute)
}

function takeRow(station: Station, track: Track, bars: Bars, row: number): void {
  const minute = bars.time[row]
  const why = track.doubts.get(minute)
  if (why === undefined && (track.isConfirmed(minute) || rowOf(track, minute) >= 0)) return
  if (why === 'hole') countMinute(track, minute)
  takeBar(station, track, barAt(bars, row))
  if (isPolled(station, track) || isDown(station)) takeClose(track, bars, row)
}

function countMinute({ hole, holes }: Track, minute: Instant): void {
  const one = hole !== null && minute + MINUTE > hole.from ? hole : holes.find((other) => touches(other, minute))
  if (one !== undefined) one.incident.minutes++
}

/** Where prices are asked for, the close of the newest bar is one. */
function takeClose({ tape }: Track, bars: Bars, row: number): void {
  tape.takePrice(bars.close[row], bars.time[row] + MINUTE, Number.NaN)
}

/** History has no bar of this minute: there is none, or ours stands. */
function accept(station: Station, track: Track, minute: Instant): void {
  if (!track.doubts.has(minute)) return
  track.confirm(minute)
  tellHeld(station, track, minute)
}

/** Null where the source has nothing, or cannot have it. */
async function nothingOn<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (thrown) {
    if (thrown instanceof OpenbellError && (thrown.kind === 'no-data' || thrown.kind === 'usage' || thrown.kind === 'not-found'))
      return null
    throw thrown
  }
}
