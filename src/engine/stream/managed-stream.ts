import { OpenbellError } from '../../core/errors.ts'
import { type Instant, MINUTE } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { LiveTape } from '../../market/live/live-tape.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { MarketStream } from '../../ports/market-stream.ts'
import { createSink } from './hear.ts'
import { addHole, newIncident } from './holes.ts'
import { Jobs } from './jobs.ts'
import { LOOK_EVERY, look } from './look.ts'
import { beginMinute, closeMinute, isComplete } from './minutes.ts'
import { pollEvery, pollPrices } from './poll.ts'
import { ask, repair } from './repair.ts'
import { Rhythm } from './rhythm.ts'
import { isTape, makesBar, minuteOf, type Station, tellSymbol, tellWhole } from './station.ts'
import { Track } from './track.ts'
import type { DataQuality, ManagedStream, ManagedStreamParts, StreamFigures } from './types.ts'
import { calm } from './wake.ts'
import { leaveOut } from './whole.ts'
import { lasting } from './words.ts'

/**
 * Opens the one stream of a source, or asks for prices where it has none. Prints, quotes and bars fill a tape for each symbol; `advance` closes minutes, looks
 * after quality and begins repairs. A socket's symbols begin with the bars and prints of history since `from`.
 * @throws OpenbellError config for missing or refused keys; not-found for a symbol that a tape does not have
 */
export async function openManagedStream(parts: ManagedStreamParts): Promise<ManagedStream> {
  const stream = new OneStream(parts)
  await stream.open()
  return stream
}

class OneStream implements ManagedStream {
  readonly #station: Station
  readonly #tapes = new Map<string, LiveTape>()
  /** End of the next minute to be answered, and whether its end was noticed. */
  #nextEnd: Instant
  #begun: Instant = Number.NEGATIVE_INFINITY
  #nextLook: Instant

  constructor(parts: ManagedStreamParts) {
    const now = parts.now()
    const whole = {
      state: parts.source.stream === undefined ? ('polling' as const) : ('down' as const),
      message: 'the stream is being opened',
      code: null,
      since: now,
      heardAt: Number.NEGATIVE_INFINITY,
      rhythm: new Rhythm(),
      quietSince: now,
      isAsked: false,
      mute: null,
      incident: null,
      attempts: 0,
      nextRestart: Number.NEGATIVE_INFINITY,
      restartedAt: Number.NEGATIVE_INFINITY,
      recoveredAt: Number.NEGATIVE_INFINITY,
    }
    const jobs = new Jobs(parts.signal)
    this.#station = { parts, tracks: new Map(), jobs, whole, stream: null, position: now, pollFails: false, historyFails: false }
    this.#nextEnd = minuteOf(now) + MINUTE
    this.#nextLook = Math.ceil(now / LOOK_EVERY) * LOOK_EVERY
  }

  get tapes(): ReadonlyMap<string, SymbolTape> {
    return this.#tapes
  }

  get state() {
    const { state, message, since, mute } = this.#station.whole
    return { state: mute === 'polling' ? 'polling' : state, message, since }
  }

  get limit(): number | null {
    return this.#station.stream?.limit ?? null
  }

  get figures(): StreamFigures {
    const [told, tracks] = [[...this.#tapes.values()].map((tape) => tape.told), [...this.#station.tracks.values()]]
    const sum = <T>(rows: readonly T[], count: (row: T) => number) => rows.reduce((total, row) => total + count(row), 0)
    return {
      pending: this.#station.jobs.pending,
      doubts: sum(tracks, (track) => track.doubts.size),
      equalBars: sum(told, (bars) => bars.equal),
      differentBars: sum(told, (bars) => bars.different),
    }
  }

  async open(): Promise<void> {
    const { parts, whole } = this.#station
    for (const symbol of parts.symbols) this.#track(symbol, parts.source.stream !== undefined)
    if (parts.source.stream === undefined) this.#beginPolling()
    else {
      const options = { symbols: parts.symbols, from: parts.from, quotes: true, bars: true }
      const stream = await parts.source.stream(options, createSink(this.#station), parts.signal)
      this.#station.stream = stream
      if (whole.state === 'fatal') {
        await this.close()
        throw new OpenbellError(
          'config',
          `the stream of ${parts.source.name} cannot be opened: ${whole.message}`,
          'openbell doctor',
        )
      }
      this.#settle(stream)
    }
    if (isTape(this.#station)) return
    await this.#backfill([...this.#station.tracks.values()])
    whole.rhythm.expect(
      [...this.#station.tracks.values()].reduce((sum, { tape }) => sum + (printsPerMinute(tape.closed) ?? 0), 0),
    )
  }

  quality(symbol: string): DataQuality {
    const track = this.#station.tracks.get(symbol)
    if (track === undefined) throw new OpenbellError('not-found', `${symbol} is not streamed`, `openbell stream ${symbol}`)
    return track.quality()
  }

  async advance(to: Instant): Promise<Instant[]> {
    this.#station.jobs.check()
    const ends: Instant[] = []
    if (isTape(this.#station)) await this.#advanceTape(to, ends)
    else this.#advanceSocket(to, ends)
    return ends
  }

  async subscribe(symbol: string): Promise<void> {
    const { tracks, stream, parts } = this.#station
    if (tracks.has(symbol)) return
    const track = this.#track(symbol, stream !== null)
    try {
      await stream?.subscribe([symbol], parts.signal)
    } catch (thrown) {
      this.#drop(symbol)
      throw thrown
    }
    track.answeredTo(this.#nextEnd - 2 * MINUTE)
    await this.#backfill([track])
  }

  async unsubscribe(symbol: string): Promise<void> {
    const { tracks, stream, parts } = this.#station
    if (!tracks.has(symbol)) return
    this.#drop(symbol)
    await stream?.unsubscribe([symbol], parts.signal)
    await this.#streamLeft()
  }

  /** A symbol less leaves room for one that the plan did not allow before. */
  async #streamLeft(): Promise<void> {
    const { tracks, stream, parts, position } = this.#station
    const left = [...tracks.values()].find(({ streamed }) => !streamed)
    if (left === undefined || stream === null || stream.symbols.size >= (stream.limit ?? Number.POSITIVE_INFINITY)) return
    await stream.subscribe([left.symbol], parts.signal)
    left.streamed = true
    calm(left, position)
    await this.#backfill([left])
    tellSymbol(this.#station, left, 'is streamed from now on', false)
  }

  seed(symbol: string, bars: Bars): void {
    this.#tapes.get(symbol)?.seed(bars)
    const track = this.#station.tracks.get(symbol)
    if (track !== undefined && !track.rhythm.isKnown) expectFrom(track, bars)
  }

  async close(): Promise<void> {
    await this.#station.jobs.close()
    await this.#station.stream?.close()
  }

  #track(symbol: string, streamed: boolean): Track {
    const { parts, tracks, position } = this.#station
    const { source, capacity, from } = parts
    const makes = (minute: Instant): boolean => makesBar(this.#station, { calendar: calendarFor(symbol) }, minute)
    const tape = new LiveTape({ symbol, source: source.name, feed: source.feed, capacity, from, makesBar: makes })
    const track: Track = new Track(symbol, tape, position, streamed)
    if (!streamed) track.state = 'polling'
    tracks.set(symbol, track)
    this.#tapes.set(symbol, tape)
    return track
  }

  #drop(symbol: string): void {
    this.#station.tracks.delete(symbol)
    this.#tapes.delete(symbol)
  }

  /** After the first answer of the vendor: a tape begins at `from`, what the plan does not allow is asked for. */
  #settle(stream: MarketStream): void {
    const { parts, tracks, whole } = this.#station
    if (stream.isTape) {
      this.#station.position = parts.from
      this.#nextEnd = minuteOf(parts.from) + MINUTE
      this.#nextLook = Math.ceil(parts.from / LOOK_EVERY) * LOOK_EVERY
      for (const track of tracks.values()) track.startAt(parts.from)
    }
    if (whole.state !== 'up' && whole.state !== 'over') return
    tellWhole(this.#station, whole.state, whole.message, false)
    leaveOut(this.#station)
  }

  #beginPolling(): void {
    const { parts, whole } = this.#station
    whole.message = `${parts.source.name} has no stream: prices are asked for every ${lasting(pollEvery(this.#station))} and may be as old`
    tellWhole(this.#station, 'polling', whole.message, false)
  }

  /** What lies between `from` and now, from history: one try now, the rest with the repairs. */
  async #backfill(tracks: readonly Track[]): Promise<void> {
    const station = this.#station
    const { parts, position } = station
    const to = Math.max(position, parts.from)
    await Promise.all(
      tracks.map(async (track) => {
        const incident = newIncident(track.symbol, parts.from, true)
        addHole(station, track, { from: parts.from, to, after: parts.from - 1, until: null, incident, printsAsked: false })
        track.askedAt = to
        await ask(station, track, parts.now(), parts.signal)
        expectFrom(track, track.tape.closed)
      }),
    )
  }

  /** Step by step, so that the same happens however the way is cut into calls. */
  async #advanceTape(to: Instant, ends: Instant[]): Promise<void> {
    const station = this.#station
    while (station.position < to) {
      this.#skipNight(to)
      const mark = Math.min(to, this.#nextEnd, this.#nextLook)
      await station.stream!.catchUp(mark, station.parts.signal)
      station.position = mark
      if (mark === this.#nextEnd) this.#answer(mark, ends)
      if (mark >= this.#nextLook) this.#look(mark)
    }
  }

  /** While every market is closed there is nothing to look at: the next step ends at the first minute that opens, or at `to`. */
  #skipNight(to: Instant): void {
    const { tracks, position } = this.#station
    if (tracks.size === 0) return
    let opens = to
    for (const track of tracks.values()) {
      if (track.state !== 'closed') return
      const { phase, to: end } = track.calendar.at(position)
      if (phase !== 'closed') return
      opens = Math.min(opens, end)
    }
    this.#nextEnd = Math.max(this.#nextEnd, minuteOf(opens) + MINUTE)
    this.#nextLook = Math.max(this.#nextLook, Math.ceil(opens / LOOK_EVERY) * LOOK_EVERY)
  }

  #advanceSocket(to: Instant, ends: Instant[]): void {
    const station = this.#station
    station.position = Math.max(station.position, to)
    if (station.position >= this.#nextLook) this.#look(station.position)
    while (this.#nextEnd <= station.position) {
      if (this.#begun !== this.#nextEnd) {
        this.#begun = this.#nextEnd
        beginMinute(station, this.#nextEnd)
      }
      if (!isComplete(station, this.#nextEnd, station.position)) break
      this.#answer(this.#nextEnd, ends)
    }
    repair(station, station.position)
    pollPrices(station, station.position)
  }

  #answer(end: Instant, ends: Instant[]): void {
    const station = this.#station
    const isMinute = [...station.tracks.values()].some((track) => makesBar(station, track, end - MINUTE))
    closeMinute(station, end)
    if (isMinute) ends.push(end)
    this.#nextEnd = end + MINUTE
  }

  #look(at: Instant): void {
    look(this.#station, at)
    this.#nextLook = Math.floor(at / LOOK_EVERY) * LOOK_EVERY + LOOK_EVERY
  }
}

/** Half an hour of bars says how often a symbol prints. */
const PRIOR_BARS = 30

function expectFrom({ rhythm }: Track, bars: Bars): void {
  const rate = printsPerMinute(bars)
  if (rate !== null) rhythm.expect(rate)
}

/** Mean prints of the newest bars; null where no bar counts them. */
function printsPerMinute({ prints, length }: Bars): number | null {
  if (prints === null) return null
  const known = [...prints.subarray(Math.max(0, length - PRIOR_BARS), length)].filter((count) => count > 0)
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0) / known.length
}
