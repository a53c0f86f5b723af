import { type Instant, MINUTE } from '../../core/time.ts'
import { newYorkTime } from '../../market/calendar/new-york.ts'
import type { StreamSink } from '../../ports/market-stream.ts'
import { MinuteWatch, takeBar, tellChanged } from './minutes.ts'
import { isTape, makesBar, type Station, tellSymbol } from './station.ts'
import type { Track } from './track.ts'
import { wake } from './wake.ts'
import { takeState } from './whole.ts'
import { lasting } from './words.ts'

/** What the source's stream speaks into: fills the tape of each symbol, and notes that it was heard. The hot path. */
export function createSink(station: Station): StreamSink {
  const { tracks, parts } = station
  const { listener } = parts
  const watch = new MinuteWatch(station)
  const received = (time: Instant) => (isTape(station) ? time : parts.now())
  return {
    print(symbol, time, price, size, exchange, conditions, id) {
      const track = tracks.get(symbol)
      if (track === undefined) return
      const at = received(time)
      heard(station, track, time, at)
      const { tape } = track
      const rows = tape.closed.length
      const row = tape.takePrint(time, price, size, exchange, conditions, id, at)
      if (time > track.newestPrint) track.newestPrint = time
      if (tape.changedRow >= 0 || tape.closed.length > rows) tellChanged(station, track, time, rows)
      if (row < 0) return
      if (tape.halted && time > track.haltedAt && tape.prints.eligible[row] === 1) resume(station, track, time, at)
      listener.print?.(tape, row)
    },
    quote(symbol, time, bid, bidSize, ask, askSize) {
      const track = tracks.get(symbol)
      if (track === undefined) return
      const at = received(time)
      heard(station, track, time, at)
      const row = track.tape.takeQuote(time, bid, bidSize, ask, askSize, at)
      listener.quote?.(track.tape, row)
    },
    bar(symbol, bar) {
      const track = tracks.get(symbol)
      if (track === undefined || !makesBar(station, track, bar.time)) return
      takeBar(station, track, bar)
      if (!isTape(station)) watch.barCame(bar.time + MINUTE)
    },
    correction(symbol, time, id, price, size) {
      const track = tracks.get(symbol)
      if (track === undefined) return
      const rows = track.tape.closed.length
      track.tape.correct(time, id, price, size)
      tellChanged(station, track, time, rows)
    },
    status(symbol, time, halted, code, reason) {
      const track = tracks.get(symbol)
      if (track !== undefined) takeStatus(station, track, time, halted, [code, reason].filter((text) => text !== '').join(', '))
    },
    state: (state) => takeState(station, state),
  }
}

/** Notes that the stream told something of the symbol. What is amiss, ends. */
function heard(station: Station, track: Track, time: Instant, at: Instant): void {
  if (track.state !== 'live') {
    station.at = at
    wake(station, track, time, at)
  } else {
    const gap = at - track.heardAt
    if (gap > 0) track.rhythm.heard(gap)
  }
  track.heardAt = at
  if (time > track.newest) track.newest = time
  const { whole } = station
  if (at <= whole.heardAt) return
  if (whole.mute === null && whole.heardAt > Number.NEGATIVE_INFINITY) whole.rhythm.heard(at - whole.heardAt)
  whole.heardAt = at
}

function takeStatus(station: Station, track: Track, time: Instant, halted: boolean, why: string): void {
  if (track.tape.halted === halted) return
  station.at = time
  track.tape.setHalted(halted)
  const reason = why === '' ? '' : ` (${why})`
  if (!halted) goOn(station, track, time, isTape(station) ? time : station.parts.now(), reason)
  else {
    track.state = 'halted'
    track.haltedAt = time
    tellSymbol(station, track, `trading is halted since ${newYorkTime(time)} New York${reason}`, true)
  }
}

/** A print that makes a price: trading goes on, though the word of it was missed. */
function resume(station: Station, track: Track, time: Instant, at: Instant): void {
  track.tape.setHalted(false)
  goOn(station, track, time, at, ' (by its prints; the vendor did not say so)')
}

function goOn(station: Station, track: Track, time: Instant, at: Instant, reason: string): void {
  if (track.state !== 'halted') return
  track.state = 'live'
  track.quietSince = at
  tellSymbol(station, track, `trading goes on after ${lasting(time - track.haltedAt)}${reason}`, false)
}
