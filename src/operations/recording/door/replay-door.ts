import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import { type Instant, SECOND } from '../../../core/time.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { JournalEntry } from '../../../ports/journal.ts'
import type { StreamSink } from '../../../ports/market-stream.ts'
import type { RecordingReader } from '../../../ports/recording.ts'
import { type Door, expectedOf, type Handler, type Known, StandingClock } from './door.ts'
import { EventQueue } from './event-queue.ts'
import { Expectations } from './expectations.ts'
import { keyOf, thrownOf } from './records.ts'
import { type Happened, hasTurn, type Item, ItemReader, type Passive } from './replay-items.ts'

/** A call that waits for what the recording says. */
interface Open {
  answer(value: unknown): void
  fail(thrown: unknown): void
  event(value: unknown): void
  sink: StreamSink | null
}

export interface ReplayDoorParts {
  reader: RecordingReader
  /** Real time: how long a session may take over what it did at once when it was recorded. */
  clock: Clock
  signal: AbortSignal
  /** Waits before the next thing happens; null = nothing is waited for. */
  pace: (() => Promise<void> | null) | null
}

/** So long (real time) a session may be busy between two happenings; less when it asks for something that was not recorded. */
const PATIENCE = 60 * SECOND
const PATIENCE_WITH_STRANGERS = 2 * SECOND
/** So many turns of the event loop before real time is looked at. */
const TURNS = 100

/** Says again what a recording holds, in its order and at its times; nothing real is asked. */
export class ReplayDoor implements Door {
  readonly kind = 'replay'
  readonly clock: StandingClock
  readonly #parts: ReplayDoorParts
  readonly #items: ItemReader
  readonly #expected = new Expectations()
  readonly #open = new Map<number, Open>()
  readonly #reads = new Map<string, unknown[]>()
  readonly #values = new Map<string, Known & { moment: number }>()
  readonly #foreign: { account: string; entries: JournalEntry[] }[] = []
  readonly #ended = new AbortController()
  #moment = 0
  #sink = 0
  #handler: Handler = async () => null

  constructor(parts: ReplayDoorParts) {
    this.#parts = parts
    this.#items = new ItemReader(parts.reader)
    const begin = this.#items.begin()
    if (begin === null) {
      throw new OpenbellError('no-data', `${parts.reader.path} records no session`, 'openbell replay FILE --fork --strategy NAME')
    }
    const [, now, elapsed] = begin
    this.clock = new StandingClock({ now, elapsed }, (until) => this.call('sleep', until))
    this.#gather(0)
  }

  get signal(): AbortSignal {
    return this.#ended.signal
  }

  /**
   * Lets everything happen that was recorded. What came in one turn of the event loop is told without a wait between: the session comes to what it does about it
   * when all of it was heard, and the clock stands at the last of it. @throws OpenbellError diverged where this version does something else; canceled
   */
  async run(): Promise<void> {
    for (let item = this.#items.active(); item !== null; item = this.#items.active()) {
      if ('record' in item) {
        if (hasTurn(item.record)) await this.#rest()
        this.#happen(item.record)
        continue
      }
      for (let row = item.from; row < item.to; row++) {
        if (item.rows.turn(row)) await this.#rest()
        this.#tellRow(item, row)
      }
    }
    await this.#rest()
    await turn()
  }

  call<T>(what: string, asked: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const open: Open = { answer: resolve as (value: unknown) => void, fail: reject, event() {}, sink: null }
      this.#arrive(what, asked, open)
    })
  }

  read<T>(what: string, asked: unknown, work: () => T): T {
    const known = this.#reads.get(keyOf(what, asked))
    return known !== undefined && known.length > 0 ? (known.shift() as T) : work()
  }

  value<T>(what: string, look: () => T): T {
    const known = this.#values.get(what)
    if (known === undefined) return look()
    return (known.moment === this.#moment ? known.value : expectedOf(known, this.clock.at.now)) as T
  }

  wrote(what: string, asked: unknown): void {
    this.#expected.wrote(what, asked)
  }

  foreign<T>(account: string): T[] {
    const mine = this.#foreign.filter((one) => one.account === account)
    for (const one of mine) this.#foreign.splice(this.#foreign.indexOf(one), 1)
    return mine.flatMap(({ entries }) => entries) as T[]
  }

  events<T>(what: string, asked: unknown): AsyncIterable<T> {
    const queue = new EventQueue<T>(() => {})
    const open: Open = {
      answer: () => queue.end(),
      fail: (thrown) => queue.fail(thrown),
      event: (value) => queue.push(value as T),
      sink: null,
    }
    this.#arrive(what, asked, open)
    return queue
  }

  sinkCall<T>(what: string, asked: unknown, sink: StreamSink): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#arrive(what, asked, { answer: resolve as (value: unknown) => void, fail: reject, event() {}, sink })
    })
  }

  handle(handler: Handler): void {
    this.#handler = handler
  }

  async input(name: string): Promise<unknown> {
    throw new OpenbellError('usage', `${name}: a recording shows what was, and is not changed`, 'openbell replay FILE --fork')
  }

  #arrive(what: string, asked: unknown, open: Open): void {
    this.#expected.called({ what, asked, matched: (number) => this.#open.set(number, open) })
  }

  #happen(record: Happened): void {
    if (record[0] === 'told') {
      const [, number, , received, how, told] = record
      this.#enter(() => this.clock.moveTo(received))
      const sink = this.#open.get(number)?.sink ?? this.#sinks.get(number)
      ;(sink?.[how] as ((...told: unknown[]) => void) | undefined)?.(...told)
      return
    }
    this.#enter(() => {
      const [now, elapsed] = stampOf(record)
      this.clock.at = { now, elapsed }
    })
    this.#deliver(record)
  }

  /** Moves time, and makes known what the session will look at because of what happens now. */
  #enter(move: () => void): void {
    this.#gather(this.#moment + 1)
    this.#moment++
    move()
  }

  /** Sinks of streams whose opening was answered long ago. */
  readonly #sinks = new Map<number, StreamSink>()

  #deliver(record: Exclude<Happened, ['told', ...unknown[]]>): void {
    if (record[0] === 'abort') {
      this.#ended.abort(thrownOf(record[3]))
      return
    }
    if (record[0] === 'input') {
      this.#handler(record[3], record[4]).catch(() => {})
      return
    }
    const [how, number] = record
    const open = this.#open.get(number)
    if (how === 'event') {
      open?.event(record[4])
      return
    }
    if (open?.sink) this.#sinks.set(number, open.sink)
    this.#open.delete(number)
    if (how === 'answer') open?.answer(record[4])
    else open?.fail(thrownOf(record[4]))
  }

  #tellRow({ rows, to }: Extract<Item, { rows: unknown }>, row: number): void {
    const sink = this.#open.get(this.#sink)?.sink ?? this.#sinks.get(this.#sink)
    const received = rows.received(row)
    if (row === to - 1) this.#enter(() => this.clock.moveTo(received))
    else {
      this.#moment++
      this.clock.moveTo(received)
    }
    if (sink) rows.tell(row, sink)
  }

  /** What the session did because of what happens next, up to what happens after that. */
  #gather(moment: number): void {
    for (let record = this.#items.passive(); record !== null; record = this.#items.passive()) this.#know(record, moment)
  }

  #know(record: Passive, moment: number): void {
    if (record[0] === 'call') this.#expected.expectCall(record[1], record[2], record[3])
    else if (record[0] === 'wrote') this.#expected.expectWrote(record[1], record[2])
    else if (record[0] === 'value') this.#values.set(record[1], { value: record[2], offset: record[3], moment })
    else if (record[0] === 'foreign') this.#foreign.push({ account: record[1], entries: record[2] })
    else if (record[0] === 'sink') this.#sink = record[1]
    else {
      const key = keyOf(record[1], record[2])
      this.#reads.set(key, [...(this.#reads.get(key) ?? []), record[3]])
    }
  }

  /** Waits until the session has done all that it did when it was recorded, and has come to rest. */
  async #rest(): Promise<void> {
    const { signal, clock, pace } = this.#parts
    throwIfAborted(signal)
    await turn()
    const began = clock.elapsed()
    for (let turns = 1; !this.#expected.isMet; turns++) {
      if (turns < TURNS) await turn()
      else {
        const patience = this.#expected.hasStrangers ? PATIENCE_WITH_STRANGERS : PATIENCE
        if (clock.elapsed() - began > patience) throw this.#expected.unmet()
        await clock.sleep(clock.now() + 1, signal)
      }
    }
    const wait = pace?.()
    if (wait) await wait
  }
}

function stampOf(record: Exclude<Happened, ['told', ...unknown[]]>): [now: Instant, elapsed: number] {
  if (record[0] === 'abort' || record[0] === 'input') return [record[1], record[2]]
  return [record[2], record[3]]
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
