import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { MovingWindow } from '../../src/analysis/window/moving-window.ts'
import { usCalendar } from '../../src/market/calendar/us.ts'
import { LiveTape } from '../../src/market/live/live-tape.ts'
import { line, median } from './measure.ts'

const OPEN = usCalendar.day(20_640).regular!.open
const MILLION = 1_000_000
const ROUNDS = 5
const WINDOW_SECONDS = 300

export interface StreamBench {
  /** Prints in a second of one core's time through ring, minute bars and window figures of one symbol: with vendor ids, without, and of 500 symbols with ids. */
  oneSymbol: number
  withoutIds: number
  manySymbols: number
  /** Bytes allocated by a million prints with ids, and by a million quotes, once the rings are full. */
  bytesPerMillionPrints: number
  bytesPerMillionQuotes: number
  /** Growth of heap and of the process in bytes a million events, over ten million after the rings have filled. */
  heapSlope: number
  residentSlope: number
}

/** The buffers of a live session: rings, bars built from prints, windows moved every second of the market's time. */
export function benchStream(): StreamBench {
  const gc = collector()
  const oneSymbol = rate(() => new Feed({ symbols: 1, perSecond: 5000, ids: true }))
  const withoutIds = rate(() => new Feed({ symbols: 1, perSecond: 5000, ids: false }))
  const manySymbols = rate(() => new Feed({ symbols: 500, perSecond: 100_000, ids: true }))
  const [bytesPerMillionPrints, bytesPerMillionQuotes] = [false, true].map((quotes) => allocated(quotes, gc))
  const { heapSlope, residentSlope } = slopes(gc)
  line(
    `the buffers of a live session: rings, minute bars, windows of ${WINDOW_SECONDS} s (one core's time, medians of ${ROUNDS})`,
  )
  line(`  prints of one symbol, with ids     ${thousands(oneSymbol)} a second (goal: 1,000,000)`)
  line(`  prints of one symbol, without ids  ${thousands(withoutIds)} a second`)
  line(`  prints of 500 symbols, with ids    ${thousands(manySymbols)} a second (goal: 1,000,000)`)
  line(
    `  allocated by a million prints      ${thousands(bytesPerMillionPrints)} bytes; by a million quotes ${thousands(bytesPerMillionQuotes)}`,
  )
  line(
    `  growth over 10,000,000 events      ${thousands(heapSlope)} bytes of heap a million, ${thousands(residentSlope)} resident (goal: flat)`,
  )
  return { oneSymbol, withoutIds, manySymbols, bytesPerMillionPrints, bytesPerMillionQuotes, heapSlope, residentSlope }
}

interface FeedOptions {
  symbols: number
  /** Events in a second of the market's time, of all symbols together. */
  perSecond: number
  ids: boolean
}

/** Prints and quotes that are there already: only what hears them is measured. */
class Feed {
  readonly tapes: LiveTape[]
  readonly #windows: MovingWindow[]
  readonly #step: number
  readonly #perSecond: number
  readonly #ids: string[]
  #event = 0

  constructor({ symbols, perSecond, ids }: FeedOptions) {
    this.tapes = Array.from(
      { length: symbols },
      (_, i) => new LiveTape({ symbol: `S${i}`, source: 'bench', feed: 'sip', from: OPEN }),
    )
    this.#windows = this.tapes.map((tape) => new MovingWindow(tape, WINDOW_SECONDS))
    this.#step = 1000 / perSecond
    this.#perSecond = perSecond
    // Ids come round only after they have left the rings.
    this.#ids = Array.from({ length: Math.max(40_000, 2 * perSecond) }, (_, i) => (ids ? `${52_983_525_027_000 + i}` : ''))
  }

  prints(count: number): void {
    for (let i = 0; i < count; i++) {
      const event = this.#event++
      const time = OPEN + event * this.#step
      const tape = this.tapes[event % this.tapes.length]
      const id = this.#ids[Math.floor(event / this.tapes.length) % this.#ids.length]
      tape.takePrint(time, priceOf(event), 1 + (event % 400), EXCHANGES[event & 3], CONDITIONS[event & 7], id, time + 2)
      if (event % this.#perSecond === 0) this.#second(time)
    }
  }

  quotes(count: number): void {
    for (let i = 0; i < count; i++) {
      const event = this.#event++
      const time = OPEN + event * this.#step
      const price = priceOf(event)
      this.tapes[event % this.tapes.length].takeQuote(time, price - 0.01, 200, price + 0.01, 300, time + 2)
      if (event % this.#perSecond === 0) this.#second(time)
    }
  }

  #second(now: number): void {
    const scope = { now, coverage: 1, sessionFrom: OPEN, algorithmic: false }
    for (const tape of this.tapes) tape.closeThrough(now)
    for (const window of this.#windows) window.figures(scope)
  }
}

const EXCHANGES = ['V', 'Q', 'D', 'P']
const CONDITIONS = ['@', '@,F', '@', '@,I', '@,F,I', '@', '@,T', '@']

/** A walk without memory: the same price for the same event, a few cents around a slow wave. */
function priceOf(event: number): number {
  return 100 + ((event * 7919) % 41) / 100 + ((event >>> 12) & 63) / 50
}

function rate(make: () => Feed): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const feed = make()
    feed.prints(MILLION / 2)
    return coreTime(() => feed.prints(2 * MILLION))
  })
  return Math.round((2 * MILLION * 1000) / median(rounds))
}

/** Milliseconds of one core that the work takes: what else runs on the machine does not count. */
function coreTime(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/** Bytes of a million: the rises of the heap between small steps added up, so that a collection in between takes at most one of them away. */
function allocated(quotes: boolean, gc: () => void): number {
  const feed = new Feed({ symbols: 1, perSecond: 5000, ids: true })
  const work = (count: number) => (quotes ? feed.quotes(count) : feed.prints(count))
  work(MILLION / 2)
  gc()
  const measuring = rises(() => {})
  return Math.max(0, rises(() => work(STEP)) - measuring)
}

const STEP = 5000

function rises(step: () => void): number {
  let total = 0
  let before = process.memoryUsage().heapUsed
  for (let done = 0; done < MILLION; done += STEP) {
    step()
    const now = process.memoryUsage().heapUsed
    if (now > before) total += now - before
    before = now
  }
  return total
}

/** Least-squares slopes of heap and resident size, both taken after a collection, over ten million events of 500 symbols whose rings are full. */
function slopes(gc: () => void): { heapSlope: number; residentSlope: number } {
  const feed = new Feed({ symbols: 500, perSecond: 20_000, ids: true })
  feed.prints(6 * MILLION)
  feed.quotes(6 * MILLION)
  // What the benches before have left is let go of first.
  for (let i = 0; i < 4; i++) gc()
  const [heap, resident]: [number[], number[]] = [[], []]
  for (let million = 0; million <= 10; million++) {
    if (million > 0) feed.prints(MILLION / 2)
    if (million > 0) feed.quotes(MILLION / 2)
    gc()
    const used = process.memoryUsage()
    heap.push(used.heapUsed + used.arrayBuffers)
    resident.push(used.rss)
  }
  return { heapSlope: slope(heap), residentSlope: slope(resident) }
}

function slope(values: number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const [rise, run] = values.reduce(([a, b], value, i) => [a + (i - middle) * (value - mean), b + (i - middle) ** 2], [0, 0])
  return Math.round(rise / run)
}

/** The collector, without asking for a flag at the start. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
