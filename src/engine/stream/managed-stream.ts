import { OpenbellError } from '../../core/errors.ts'
import { type Instant, MINUTE } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { LiveTape } from '../../market/live/live-tape.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { MarketStream } from '../../ports/market-stream.ts'
import { Advance } from './advance.ts'
import { backfill } from './backfill.ts'
import { expectFrom, expectWhole } from './expected.ts'
import { createSink } from './hear.ts'
import { abandonHoles } from './holes.ts'
import { Jobs } from './jobs.ts'
import { pollEvery } from './poll.ts'
import { Rhythm } from './rhythm.ts'
import { isTape, makesBar, type Station, tellSymbol, tellWhole } from './station.ts'
import { Track } from './track.ts'
import type { DataQuality, ManagedStream, ManagedStreamParts, StreamFigures } from './types.ts'
import { calm } from './wake.ts'
import { labelTapes, leaveOut } from './whole.ts'
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

const NONE: ReadonlySet<Instant> = new Set()

class OneStream implements ManagedStream {
  readonly #station: Station
  readonly #tapes = new Map<string, LiveTape>()
  readonly #time: Advance
  #last: Promise<unknown> = Promise.resolve()

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
    this.#station = {
      parts,
      tracks: new Map(),
      jobs,
      whole,
      stream: null,
      position: now,
      at: now,
      revised: new Set(),
      pollFails: false,
      historyFails: false,
    }
    this.#time = new Advance(this.#station)
  }

  get tapes(): ReadonlyMap<string, SymbolTape> {
    return this.#tapes
  }

  get state() {
    const { state, message, since, mute } = this.#station.whole
    return { state: state === 'up' && mute === 'polling' ? 'polling' : state, message, since }
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
    await backfill(this.#station, [...this.#station.tracks.values()])
    expectWhole(this.#station, this.#station.position)
  }

  quality(symbol: string): DataQuality {
    const track = this.#station.tracks.get(symbol)
    if (track === undefined) throw new OpenbellError('not-found', `${symbol} is not streamed`, `openbell stream ${symbol}`)
    return track.quality()
  }

  held(symbol: string): ReadonlySet<Instant> {
    return this.#station.tracks.get(symbol)?.held ?? NONE
  }

  async advance(to: Instant): Promise<Instant[]> {
    this.#station.jobs.check()
    return this.#alone(() => this.#time.to(to))
  }

  /** On a tape between two steps of time; a vendor may let it wait, and time goes on meanwhile. */
  subscribe(symbol: string): Promise<void> {
    return isTape(this.#station) ? this.#alone(() => this.#subscribe(symbol)) : this.#subscribe(symbol)
  }

  unsubscribe(symbol: string): Promise<void> {
    return isTape(this.#station) ? this.#alone(() => this.#unsubscribe(symbol)) : this.#unsubscribe(symbol)
  }

  async #subscribe(symbol: string): Promise<void> {
    const { tracks, stream, parts } = this.#station
    if (tracks.has(symbol)) return
    const track = this.#track(symbol, stream !== null)
    track.isAsked = stream !== null
    try {
      await stream?.subscribe([symbol], parts.signal)
    } catch (thrown) {
      this.#drop(symbol)
      throw thrown
    }
    track.isAsked = false
    track.answeredTo(this.#time.nextEnd - 2 * MINUTE)
    await backfill(this.#station, [track])
  }

  async #unsubscribe(symbol: string): Promise<void> {
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
    await backfill(this.#station, [left])
    tellSymbol(this.#station, left, 'is streamed from now on', false)
  }

  seed(symbol: string, bars: Bars): void {
    this.#tapes.get(symbol)?.seed(bars)
    const track = this.#station.tracks.get(symbol)
    if (track !== undefined && !track.rhythm.isKnown) expectFrom(track, bars, this.#station.position)
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
    const track = this.#station.tracks.get(symbol)
    if (track !== undefined) abandonHoles(track)
    this.#station.tracks.delete(symbol)
    this.#tapes.delete(symbol)
  }

  /** After the first answer of the vendor: a tape begins at `from`, what the plan does not allow is asked for. */
  #settle(stream: MarketStream): void {
    const { parts, tracks, whole } = this.#station
    labelTapes(this.#station)
    if (stream.isTape) {
      this.#time.startAt(parts.from)
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

  /** One after the other. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }
}
