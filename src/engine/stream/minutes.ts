import { type Instant, MINUTE, SECOND } from '../../core/time.ts'
import { lowerBound } from '../../market/bars.ts'
import type { StreamedBar } from '../../ports/market-stream.ts'
import { isPolled, isTape, makesBar, minuteOf, type Station } from './station.ts'
import type { Track } from './track.ts'

/** The vendor's bar of a minute is waited for so long; then ours, made of its prints, is told, and confirmed later. */
const PATIENCE = 2 * SECOND
/** Bars that are asked for come later: vendors take some seconds to make one. */
const POLL_PATIENCE = 12 * SECOND
/** In a market that runs fast those seconds are short: an answer gets so long in real time, in any case. */
const LEAST_WAIT = 300
/** A symbol with a longer usual silence has minutes without a print. */
const PRINTS_EACH_MINUTE = 10 * SECOND

/** True when nothing more is to be waited for before the minute that ends here is answered. `waited`: real milliseconds since it was noticed. */
export function isComplete(station: Station, end: Instant, now: Instant, waited: number): boolean {
  if (isTape(station)) return true
  if (now >= end + POLL_PATIENCE && waited >= LEAST_WAIT) return true
  const minute = end - MINUTE
  const tracks = [...station.tracks.values()].filter((track) => makesBar(station, track, minute))
  const [polled, streamed] = [tracks.filter((one) => isPolled(station, one)), tracks.filter((one) => !isPolled(station, one))]
  if (polled.some((track) => track.doubts.has(minute) && track.state !== 'halted')) return false
  if ((now >= end + PATIENCE && waited >= LEAST_WAIT) || streamed.length === 0) return true
  const expected = streamed.filter((track) => isExpected(track, minute))
  return expected.length > 0 && expected.every((track) => track.isConfirmed(minute))
}

/** Watches the vendor's bars of a minute come in, and says when the last one is there. A look costs nothing until the symbol that was waited for last has its bar. */
export class MinuteWatch {
  readonly #station: Station
  #end = Number.NEGATIVE_INFINITY
  #awaited: Track | null = null
  #isTold = false

  constructor(station: Station) {
    this.#station = station
  }

  /** A bar of the minute that ends here has been taken. */
  barCame(end: Instant): void {
    const { parts, tracks } = this.#station
    if (end < this.#end || !parts.listener.complete) return
    if (end > this.#end) [this.#end, this.#awaited, this.#isTold] = [end, null, false]
    const minute = end - MINUTE
    if (this.#isTold || (this.#awaited !== null && !this.#awaited.isConfirmed(minute))) return
    this.#awaited = null
    for (const track of tracks.values()) {
      if (track.isConfirmed(minute) || isPolled(this.#station, track) || !isExpected(track, minute)) continue
      this.#awaited = track
      return
    }
    if (!isComplete(this.#station, end, parts.now(), 0)) return
    this.#isTold = true
    parts.listener.complete(end)
  }
}

/** The vendor should tell a bar of this minute: it was printed in, or the one before had a bar and the symbol is not halted. */
function isExpected(track: Track, minute: Instant): boolean {
  if (track.tape.forming?.time === minute || rowOf(track, minute) >= 0) return true
  return rowOf(track, minute - MINUTE) >= 0 && !track.tape.halted
}

/** A minute has ended: bars of symbols that are asked for, or whose hole lasts, are not known yet. */
export function beginMinute(station: Station, end: Instant): void {
  const minute = end - MINUTE
  for (const track of station.tracks.values()) {
    if (!makesBar(station, track, minute) || track.isConfirmed(minute)) continue
    const isMissed = isPolled(station, track) || (track.hole !== null && track.hole.from < end)
    if (isMissed && !isTape(station)) track.doubt(minute, 'hole')
  }
}

/** Closes the minute that ends here for every symbol, and tells the bars that are new. */
export function closeMinute(station: Station, end: Instant): void {
  for (const track of station.tracks.values()) {
    track.tape.closeThrough(end)
    if (!isTape(station)) doubtMinute(station, track, end - MINUTE)
    tellNew(station, track, end)
  }
}

/** What the vendor should have told and has not is not believed until history was asked. */
function doubtMinute(station: Station, track: Track, minute: Instant): void {
  if (!makesBar(station, track, minute) || track.isConfirmed(minute) || track.doubts.has(minute)) return
  if (rowOf(track, minute) >= 0) track.doubt(minute, track.state === 'stale' ? 'hole' : 'unconfirmed')
  else if (track.streamed && !track.tape.halted && minute >= track.quietSince && isBusy(track)) track.doubt(minute, 'hole')
}

function isBusy({ rhythm }: Track): boolean {
  return rhythm.isKnown && rhythm.usualSilence <= PRINTS_EACH_MINUTE
}

function tellNew({ parts }: Station, track: Track, end: Instant): void {
  const { closed } = track.tape
  const last = end - MINUTE
  for (let row = lowerBound(closed.time, closed.length, track.told + 1); row < closed.length && closed.time[row] <= last; row++) {
    if (track.isHeldBack(closed.time[row])) track.held.add(closed.time[row])
    else parts.listener.bar(track.tape, row, false)
  }
  track.told = Math.max(track.told, last)
}

/** After a print or a correction was taken: tells the closed row that it changed, if that minute was answered before. `rows`: closed rows before it. */
export function tellChanged(station: Station, track: Track, time: Instant, rows: number): void {
  const { tape } = track
  if (tape.changedRow >= 0) tellRow(station, track, tape.changedRow)
  else if (tape.closed.length > rows && time < track.told + MINUTE) {
    // The first print of a minute that was answered without a bar.
    const row = rowOf(track, minuteOf(time))
    if (row >= 0) tellRow(station, track, row)
  }
}

/** What prints change one by one is told once with the next step of time. */
function tellRow(station: Station, track: Track, row: number): void {
  const minute = track.tape.closed.time[row]
  if (minute > track.told || minute < track.first) return
  if (track.isHeldBack(minute)) track.held.add(minute)
  else {
    track.held.delete(minute)
    track.revised.add(minute)
    station.revised.add(track)
  }
}

/** Tells the closed bars that have changed since they were told. */
export function tellRevised(station: Station): void {
  if (station.revised.size === 0) return
  for (const track of station.revised) {
    for (const minute of [...track.revised].sort((a, b) => a - b)) {
      const row = rowOf(track, minute)
      if (row >= 0 && station.tracks.get(track.symbol) === track) station.parts.listener.bar(track.tape, row, true)
    }
    track.revised.clear()
  }
  station.revised.clear()
}

/** Takes a bar as the vendor has it, streamed or from history; it is believed. Where its minute was answered before, a change is told. */
export function takeBar(station: Station, track: Track, bar: StreamedBar): void {
  const wasThere = rowOf(track, bar.time) >= 0
  const row = track.tape.takeBar(bar, Number.NaN)
  track.confirm(bar.time)
  if (bar.time <= track.told && (!wasThere || track.tape.changedRow >= 0 || track.held.has(bar.time)))
    tellRow(station, track, row)
}

/** A minute that was held back is believed now. */
export function tellHeld(station: Station, track: Track, minute: Instant): void {
  const row = rowOf(track, minute)
  if (track.held.has(minute) && row >= 0) tellRow(station, track, row)
}

/** Row of a closed minute; -1 when it has none. */
export function rowOf({ tape: { closed } }: Track, minute: Instant): number {
  const row = lowerBound(closed.time, closed.length, minute)
  return row < closed.length && closed.time[row] === minute ? row : -1
}
