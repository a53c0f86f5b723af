import { type Instant, MINUTE } from '../../core/time.ts'
import { type Bars, type Column, column, createBars, lowerBound } from '../bars.ts'
import { addPrint, emptyMinute, type Minute, minuteOf, startMinute } from './minute.ts'
import type { FormingBar } from './types.ts'

/** Room for one session of minutes, pre-market to after hours; doubled when it is full. */
const FIRST_ROOM = 1024

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'] as const

/** The closed one-minute bars of a symbol and the one that forms, built print by print. */
export class MinuteBars {
  readonly closed: Bars
  readonly minute: Minute = emptyMinute()
  /** Minutes before this instant have closed. */
  closedBefore: Instant = Number.NEGATIVE_INFINITY
  /** Rows that were told as closed; those after them are new. */
  told = 0
  #isForming = false
  /** Of each closed row, what a late print needs; `#own` is 0 where the row is the vendor's and prints change nothing. */
  #openTime: Column
  #closeTime: Column
  #traded: Column
  #own: Uint8Array

  constructor(symbol: string, source: string, feed: string) {
    this.closed = createBars({ symbol, timeframe: '1m', source, feed }, FIRST_ROOM, { prints: true, vwap: true })
    this.#openTime = column(FIRST_ROOM)
    this.#closeTime = column(FIRST_ROOM)
    this.#traded = column(FIRST_ROOM)
    this.#own = new Uint8Array(FIRST_ROOM)
  }

  /** The minute in progress once a price has been made in it. */
  get forming(): Readonly<FormingBar> | null {
    return this.#isForming && this.minute.closeTime > Number.NEGATIVE_INFINITY ? this.minute : null
  }

  /** True when a print of this time belongs to a minute that has closed. */
  isPast(time: Instant): boolean {
    return this.#isForming ? time < this.minute.time : time < this.closedBefore
  }

  /** Adds a print to the minute in progress; a print of a later minute closes it. Not for prints of the past. */
  add(time: Instant, price: number, size: number, sets: number): void {
    const minute = this.minute
    if (!this.#isForming || time >= minute.time + MINUTE) {
      if (this.#isForming) this.#close()
      startMinute(minute, Math.floor(time / MINUTE) * MINUTE)
      this.#isForming = true
      this.closedBefore = Math.max(this.closedBefore, minute.time)
    }
    addPrint(minute, time, price, size, sets)
  }

  /** Closes the minute in progress when its end is at or before `at`. @returns the first row that is newly closed; `closed.length` when none is */
  closeThrough(at: Instant): number {
    this.finish(at)
    this.closedBefore = Math.max(this.closedBefore, Math.floor(at / MINUTE) * MINUTE)
    const first = this.told
    this.told = this.closed.length
    return first
  }

  /** Adds a late print to its closed row. @returns the row; -1 when it changes nothing, -2 when there is no such row */
  revise(time: Instant, price: number, size: number, sets: number): number {
    const row = this.rowOf(Math.floor(time / MINUTE) * MINUTE)
    if (row < 0) return -2
    if (this.#own[row] === 0 || sets === 0) return -1
    const minute = this.#read(row)
    addPrint(minute, time, price, size, sets)
    this.#write(row, minute, 1)
    return row
  }

  /** Row of a closed minute; -1 when there is none. */
  rowOf(time: Instant): number {
    const row = lowerBound(this.closed.time, this.closed.length, time)
    return row < this.closed.length && this.closed.time[row] === time ? row : -1
  }

  /** True where the row was built from prints. */
  isOwn(row: number): boolean {
    return this.#own[row] === 1
  }

  /** Puts a whole closed minute in its place, over the one there or as a new row. `own`: made of prints here. @returns its row */
  put(minute: Minute, own: boolean): number {
    const row = lowerBound(this.closed.time, this.closed.length, minute.time)
    if (!(row < this.closed.length && this.closed.time[row] === minute.time)) {
      this.#open(row, 1)
      if (row < this.told) this.told++
    }
    this.#write(row, minute, own ? 1 : 0)
    if (!this.#isForming) this.closedBefore = Math.max(this.closedBefore, minute.time + MINUTE)
    return row
  }

  /** Takes a closed minute away: all its prints were taken back. */
  drop(row: number): void {
    for (const values of this.#columns()) values.copyWithin(row, row + 1, this.closed.length)
    this.#own.copyWithin(row, row + 1, this.closed.length)
    this.closed.length--
    if (row < this.told) this.told--
  }

  /** Closes the minute in progress when it ends at or before `at`, without telling of it. */
  finish(at: Instant): void {
    if (this.#isForming && this.minute.time + MINUTE <= at) this.#close()
  }

  /** Past bars before those of the stream; a minute that is here already stays. @returns rows that were added */
  seed(bars: Bars): number {
    const before = this.closed.length
    const open = this.#isForming ? this.minute.time : Number.POSITIVE_INFINITY
    const first = before > 0 ? this.closed.time[0] : open
    const count = lowerBound(bars.time, bars.length, first)
    this.#open(0, count)
    for (const name of COLUMNS) {
      const [from, to] = [bars[name], this.closed[name] as Column]
      if (from) to.set(from.subarray(0, count))
      else to.fill(Number.NaN, 0, count)
    }
    this.#own.fill(0, 0, count)
    this.told += count
    if (before === 0 && count > 0) this.closedBefore = Math.max(this.closedBefore, bars.time[count - 1] + MINUTE)
    for (let row = count; row < bars.length; row++) {
      if (bars.time[row] < this.closedBefore && this.rowOf(bars.time[row]) < 0) this.put(minuteOf(bars, row), false)
    }
    return this.closed.length - before
  }

  #close(): void {
    this.#isForming = false
    const { minute, closed } = this
    this.closedBefore = Math.max(this.closedBefore, minute.time + MINUTE)
    if (minute.closeTime === Number.NEGATIVE_INFINITY) return
    this.#open(closed.length, 1)
    this.#write(closed.length - 1, minute, 1)
  }

  /** Makes room for `count` rows at `row`. */
  #open(row: number, count: number): void {
    const { closed } = this
    if (closed.length + count > closed.time.length) this.#enlarge(Math.max(2 * closed.time.length, closed.length + count))
    if (row < closed.length) {
      for (const values of this.#columns()) values.copyWithin(row + count, row, closed.length)
      this.#own.copyWithin(row + count, row, closed.length)
    }
    closed.length += count
  }

  #enlarge(capacity: number): void {
    for (const name of COLUMNS) this.closed[name] = wider(this.closed[name] as Column, capacity)
    this.#openTime = wider(this.#openTime, capacity)
    this.#closeTime = wider(this.#closeTime, capacity)
    this.#traded = wider(this.#traded, capacity)
    const own = new Uint8Array(capacity)
    own.set(this.#own)
    this.#own = own
  }

  #columns(): Column[] {
    return [...COLUMNS.map((name) => this.closed[name] as Column), this.#openTime, this.#closeTime, this.#traded]
  }

  #read(row: number): Minute {
    const openTime = this.#openTime[row]
    return { ...minuteOf(this.closed, row), traded: this.#traded[row], openTime, closeTime: this.#closeTime[row] }
  }

  #write(row: number, minute: Minute, own: number): void {
    for (const name of COLUMNS) (this.closed[name] as Column)[row] = minute[name]
    this.#openTime[row] = minute.openTime
    this.#closeTime[row] = minute.closeTime
    this.#traded[row] = minute.traded
    this.#own[row] = own
  }
}

function wider(values: Column, capacity: number): Column {
  const made = column(capacity)
  made.set(values)
  return made
}
