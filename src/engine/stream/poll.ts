import { OpenbellError } from '../../core/errors.ts'
import { type Instant, SECOND } from '../../core/time.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import { isPolled, type Station, tellSymbol, tellWhole } from './station.ts'
import type { Track } from './track.ts'
import { lasting } from './words.ts'

/** A price is asked for this often. */
const POLL_EVERY = 5 * SECOND
/** Of a vendor's 200 requests a minute most belong to orders and repairs: one a second is for prices. */
const PER_SYMBOL = SECOND
/** A symbol whose price could not be had so often in a row is told of. */
const TELL_AFTER = 2

/** Milliseconds between two questions for the price of one symbol: the more symbols are asked for, the longer. */
export function pollEvery(station: Station): number {
  let polled = 0
  for (const track of station.tracks.values()) if (isPolled(station, track)) polled++
  return Math.max(POLL_EVERY, PER_SYMBOL * polled)
}

/** Asks for the prices that are due. */
export function pollPrices(station: Station, now: Instant): void {
  const interval = pollEvery(station)
  for (const track of station.tracks.values()) {
    if (track.streamed && track.state !== 'polling') continue
    if (track.state === 'closed' && track.polledAt > Number.NEGATIVE_INFINITY) continue
    if (now - track.polledAt < interval) continue
    track.polledAt = now
    station.jobs.run(`price ${track.symbol}`, (signal) => poll(station, track, signal))
  }
}

async function poll(station: Station, track: Track, signal: AbortSignal): Promise<void> {
  const { parts } = station
  try {
    const snapshot = await parts.source.snapshot(track.symbol, parts.now(), signal)
    if (snapshot.staleSince)
      fail(station, track, new OpenbellError('unavailable', `the answer is of ${lasting(parts.now() - snapshot.staleSince)} ago`))
    else succeed(station, track)
    takeSnapshot(track, snapshot, parts.now())
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled' || thrown.kind === 'internal') throw thrown
    fail(station, track, thrown)
  }
}

/** A price that was asked for moves what is shown; it is no print, and makes no bar. */
function takeSnapshot(track: Track, { price, time, bid, ask }: Snapshot, received: Instant): void {
  const { tape } = track
  if (time > track.newest) track.newest = time
  tape.takePrice(price, time, received)
  if (bid === null || ask === null || time <= tape.quoteTime) return
  tape.bid = bid
  tape.ask = ask
  tape.quoteTime = time
}

function succeed(station: Station, track: Track): void {
  track.pollFailures = 0
  if (track.isRefused) tellSymbol(station, track, 'its price can be asked for again', false)
  track.isRefused = false
  if (station.pollFails) tellWhole(station, station.whole.state, 'prices can be asked for again', false)
  station.pollFails = false
}

/** A vendor that does not answer is told of once, whatever the number of symbols. */
function fail(station: Station, track: Track, fault: OpenbellError): void {
  track.pollFailures++
  if (track.pollFailures !== TELL_AFTER) return
  if (fault.kind !== 'unavailable') {
    track.isRefused = true
    tellSymbol(station, track, `its price cannot be asked for: ${fault.message}`, true)
  } else if (!station.pollFails) {
    station.pollFails = true
    tellWhole(station, station.whole.state, `prices cannot be asked for (${fault.message}); it is tried again`, true)
  }
}
