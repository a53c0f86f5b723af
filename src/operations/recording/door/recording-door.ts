import type { Instant } from '../../../core/time.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { StreamSink } from '../../../ports/market-stream.ts'
import type { RecordingWriter, RowArguments } from '../../../ports/recording.ts'
import { type Door, expectedOf, type Handler, isSame, type Known, StandingClock } from './door.ts'
import { EventQueue } from './event-queue.ts'
import { type Rare, recordedSink } from './recorded-sink.ts'
import { faultOf, type SessionRecord, trimmed } from './records.ts'

type Happening = { write: (now: Instant, elapsed: number) => SessionRecord; deliver: () => void }

export interface RecordingDoorParts {
  clock: Clock
  writer: RecordingWriter
  /** Fires when the session is to end. */
  signal: AbortSignal
  /** The recording cannot go on (a full disk, say); the session does. */
  onFault(message: string): void
}

/** Asks the real world, and writes down all that comes of it. */
export class RecordingDoor implements Door {
  readonly kind = 'recording'
  readonly clock: StandingClock
  readonly #parts: RecordingDoorParts
  readonly #queue: Happening[] = []
  readonly #values = new Map<string, Known & { readAt: number }>()
  readonly #ended = new AbortController()
  #isPumping = false
  #calls = 0
  /** Counts what moves time. */
  #moment = 0
  #isTurnOpen = false
  #sink = 0
  #isBroken = false
  #handler: Handler = async () => null

  constructor(parts: RecordingDoorParts) {
    this.#parts = parts
    const sleep: Clock['sleep'] = (until, signal) => this.call('sleep', until, () => parts.clock.sleep(until, signal))
    this.clock = new StandingClock(this.#stamp(), sleep)
    this.#write(['begin', this.clock.at.now, this.clock.at.elapsed])
    const abort = () => {
      const { reason } = parts.signal
      this.#happen(
        (now, elapsed) => ['abort', now, elapsed, faultOf(reason)],
        () => this.#ended.abort(reason),
      )
    }
    if (parts.signal.aborted) this.#ended.abort(parts.signal.reason)
    else parts.signal.addEventListener('abort', abort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#ended.signal
  }

  call<T>(what: string, asked: unknown, work: () => Promise<T>): Promise<T> {
    const number = ++this.#calls
    this.#write(['call', number, what, asked])
    return this.#answered(number, work)
  }

  read<T>(what: string, asked: unknown, work: () => T): T {
    const value = work()
    this.#write(['read', what, asked, value])
    return value
  }

  value<T>(what: string, look: () => T): T {
    const known = this.#values.get(what)
    if (known?.readAt === this.#moment) return known.value as T
    const value = look()
    const { now } = this.clock.at
    let offset = known?.offset ?? null
    if (known === undefined || !isSame(expectedOf(known, now), value)) {
      offset = followsClock(value, known, now) ? (value as unknown as number) - now : null
      this.#write(['value', what, value, offset])
    }
    this.#values.set(what, { value, offset, readAt: this.#moment })
    return value
  }

  wrote(what: string, asked: unknown): void {
    this.#write(['wrote', what, asked])
  }

  foreign<T>(account: string, look: () => T[]): T[] {
    const entries = look()
    if (entries.length > 0) this.#write(['foreign', account, entries as never])
    return entries
  }

  events<T>(
    what: string,
    asked: unknown,
    open: (signal: AbortSignal) => AsyncIterable<T>,
    signal: AbortSignal,
  ): AsyncIterable<T> {
    const number = ++this.#calls
    this.#write(['call', number, what, asked])
    const stopped = new AbortController()
    const queue = new EventQueue<T>(() => stopped.abort())
    const pump = async () => {
      for await (const one of open(AbortSignal.any([signal, stopped.signal]))) {
        this.#happen(
          (now, elapsed) => ['event', number, now, elapsed, one],
          () => queue.push(one),
        )
      }
    }
    pump().then(
      () =>
        this.#happen(
          (now, elapsed) => ['answer', number, now, elapsed, null],
          () => queue.end(),
        ),
      (thrown) =>
        this.#happen(
          (now, elapsed) => ['fault', number, now, elapsed, faultOf(thrown)],
          () => queue.fail(thrown),
        ),
    )
    return queue
  }

  sinkCall<T>(what: string, asked: unknown, sink: StreamSink, work: (sink: StreamSink) => Promise<T>): Promise<T> {
    const number = ++this.#calls
    this.#write(['call', number, what, asked])
    const rows = (kind: 'print' | 'quote' | 'bar', ...told: RowArguments) => this.#row(number, kind, told)
    const rare = (how: Rare, told: unknown[]) => {
      const { turn, received } = this.#arrive()
      this.#write(['told', number, turn, received, how, told])
    }
    return this.#answered(number, () => work(recordedSink(sink, rows, rare)))
  }

  handle(handler: Handler): void {
    this.#handler = handler
  }

  input(name: string, payload: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#happen(
        (now, elapsed) => ['input', now, elapsed, name, payload],
        () => void this.#handler(name, payload).then(resolve, reject),
      )
    })
  }

  #answered<T>(number: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const answer = (value: T) =>
        this.#happen(
          (now, elapsed) => ['answer', number, now, elapsed, trimmed(value)],
          () => resolve(value),
        )
      const fail = (thrown: unknown) =>
        this.#happen(
          (now, elapsed) => ['fault', number, now, elapsed, faultOf(thrown)],
          () => reject(thrown),
        )
      // What throws at once is told as late as what fails later.
      const asking = async () => work()
      asking().then(answer, fail)
    })
  }

  #happen(write: Happening['write'], deliver: () => void): void {
    this.#queue.push({ write, deliver })
    if (this.#isPumping) return
    this.#isPumping = true
    setImmediate(() => this.#pump())
  }

  /** One happening a turn of the event loop: whatever it set in motion has come to rest before the next. */
  #pump(): void {
    const { write, deliver } = this.#queue.shift()!
    this.#moment++
    this.clock.at = this.#stamp()
    const { now, elapsed } = this.clock.at
    this.#write(write(now, elapsed))
    deliver()
    if (this.#queue.length > 0) setImmediate(() => this.#pump())
    else this.#isPumping = false
  }

  #stamp() {
    const { clock } = this.#parts
    // To the microsecond: as it is written down.
    return { now: clock.now(), elapsed: Math.round(clock.elapsed() * 1000) / 1000 }
  }

  #row(number: number, kind: 'print' | 'quote' | 'bar', told: RowArguments): void {
    const arrival = this.#arrive()
    if (this.#isBroken) return
    try {
      if (this.#sink !== number) {
        this.#sink = number
        this.#write(['sink', number])
      }
      this.#parts.writer.row(kind, arrival, ...told)
    } catch (thrown) {
      this.#broken(thrown)
    }
  }

  /** Time moves with what is heard; the first thing heard in a turn of the event loop is marked. */
  #arrive(): { turn: boolean; received: Instant } {
    const turn = !this.#isTurnOpen
    if (turn) {
      this.#isTurnOpen = true
      queueMicrotask(() => {
        this.#isTurnOpen = false
      })
    }
    const received = this.#parts.clock.now()
    this.#moment++
    this.clock.moveTo(received)
    return { turn, received }
  }

  #write(record: SessionRecord): void {
    if (this.#isBroken) return
    try {
      this.#parts.writer.event(record, this.clock.at.now)
    } catch (thrown) {
      this.#broken(thrown)
    }
  }

  #broken(thrown: unknown): void {
    this.#isBroken = true
    this.#parts.onFault((thrown as Error).message)
  }
}

/** A number near the clock that is not what it was is a clock itself. */
function followsClock(value: unknown, known: Known | undefined, now: Instant): boolean {
  return typeof value === 'number' && Math.abs(value - now) < CLOCK_LIKE && value !== known?.value
}

const CLOCK_LIKE = 86_400_000
