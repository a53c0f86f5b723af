import { ReportLog } from './report-log.ts'
import { settlingBars, type TurnSettings } from './settings.ts'
import { hanningWeights, smoothedAt } from './smoothing.ts'
import { nextTurn, startWalk, type TurnKind, type TurnWalk } from './turns.ts'

/** A turn as one number, `2 * row + kind`: turns are compared, counted and looked up millions of times. */
export type TurnCode = number

/** What one computation reports, in order: `front`, then the settled turns from number `join` on, then `tail`. */
interface Report {
  front: TurnCode[]
  join: number
  settled: number
  tail: TurnCode[]
}

/**
 * The causal path: one step for each new close, after which it knows everything that the whole computation over the last
 * `settings.bars` closes up to that row reports (property tests hold the two equal), since when, and what became of earlier reports.
 *
 * A new close changes the smoothed values of half a window at the right; the row that leaves changes half a window at the left.
 * So there is one settled walk over final values; its end is walked again on a copy at every step (`tail`); and its beginning is
 * walked from the new left edge until a turn is confirmed at the same row as a settled one (`front`): from there on both walks
 * are in the same state and see the same values. Only if they never meet (a `delta` so large that turns are rare) a step walks
 * the whole window.
 */
export class TurnTracker {
  readonly settings: TurnSettings
  readonly #weights: Float64Array
  readonly #log: ReportLog
  readonly #walk: TurnWalk = startWalk(0)
  /** Settled turns and the rows that confirmed them. */
  readonly #turns: TurnCode[] = []
  readonly #confirmed: number[] = []
  #smoothed = new Float64Array(1024)
  #length = 0
  /** Number of the first settled turn that was confirmed at least half a window after the left edge. */
  #firstClear = 0
  #report: Report = { front: [], join: 0, settled: 0, tail: [] }

  constructor(settings: TurnSettings) {
    this.settings = settings
    this.#weights = hanningWeights(settings.window)
    this.#log = new ReportLog(settlingBars(settings))
  }

  /** Rows seen. */
  get length(): number {
    return this.#length
  }

  /** Steps through the closes of rows `[this.length, length)`; the column may be longer, or another one that begins alike. */
  advance(close: Float64Array, length: number): void {
    while (this.#length < length) this.#step(close, this.#length)
  }

  /** Row of the newest peak or trough reported at the last row seen, -1 when there is none. */
  latest(kind: TurnKind): number {
    const { front, join, settled, tail } = this.#report
    // Turns alternate, so the newest two hold the newest of each kind.
    const newest = [...front.slice(-2), ...this.#turns.slice(Math.max(join, settled - 2), settled), ...tail].slice(-2)
    const found = newest.findLast((code) => (code & 1) === kind)
    return found === undefined ? -1 : found >> 1
  }

  /** Every turn reported at the last row seen, in order. */
  reported(): TurnCode[] {
    const { front, join, settled, tail } = this.#report
    return [...front, ...this.#turns.slice(join, settled), ...tail]
  }

  /** First row from which every computation, until the last row seen, reports this turn; -1 when the last one does not. */
  reportedSince(kind: TurnKind, row: number): number {
    return this.#log.since(2 * row + kind)
  }

  /** Smoothed value at a row inside the window, as the computation at the last row seen has it. */
  smoothed(row: number): number {
    return this.#smoothed[row]
  }

  /**
   * Of the turns that were reported while provisional and have grown old enough to be settled: how many there were, and how many
   * of them were reported when they reached that age.
   */
  survival(): { reported: number; stayed: number } {
    return { reported: this.#log.provisional, stayed: this.#log.stayed }
  }

  #step(close: Float64Array, row: number): void {
    const left = Math.max(0, row - this.settings.bars + 1)
    this.#length = row + 1
    this.#reserve()
    const report = this.#isShort() ? this.#wholeWindow(close, left, row) : this.#compute(close, left, row)
    this.#log.record(row, left, ...changes(this.#report, report, this.#turns))
    this.#report = report
  }

  /** Windows so short that left edge and right edge would touch are cheap to compute whole. */
  #isShort(): boolean {
    return this.settings.bars < 2 * (this.#weights.length + this.settings.lookahead) + 2
  }

  #compute(close: Float64Array, left: number, row: number): Report {
    const side = this.#weights.length - 1
    if (left > 0) this.#smooth(close, left, Math.min(row, left + side - 1), left, row)
    this.#smooth(close, Math.max(left, row - side), row, left, row)
    this.#settle(row - side + 1)
    const tail: TurnCode[] = []
    this.#collect({ ...this.#walk }, row + 1, tail)
    const settled = this.#turns.length
    if (left === 0) return { front: [], join: 0, settled, tail }
    const walk = startWalk(left)
    const front: TurnCode[] = []
    const join = this.#meet(walk, left + side, row - side + 1, front)
    if (join >= 0) return { front, join, settled, tail }
    this.#collect(walk, row + 1, front)
    return { front, join: settled, settled, tail: [] }
  }

  #wholeWindow(close: Float64Array, left: number, row: number): Report {
    this.#smooth(close, left, row, left, row)
    const front: TurnCode[] = []
    this.#collect(startWalk(left), row + 1, front)
    return { front, join: 0, settled: 0, tail: [] }
  }

  #smooth(close: Float64Array, from: number, to: number, low: number, high: number): void {
    for (let i = from; i <= to; i++) this.#smoothed[i] = smoothedAt(close, i, low, high, this.#weights)
  }

  /** Takes the settled walk as far as its lookahead sees final values only; rows before `final` are final. */
  #settle(final: number): void {
    const walk = this.#walk
    while (this.#next(walk, final - this.settings.lookahead + 1, final)) {
      this.#turns.push(2 * walk.bar + walk.kind)
      this.#confirmed.push(walk.confirmed)
    }
  }

  #collect(walk: TurnWalk, end: number, into: TurnCode[]): void {
    while (this.#next(walk, end, end)) into.push(2 * walk.bar + walk.kind)
  }

  /** Walks from the left edge until it meets the settled walk; the number of the settled turn that follows, or -1. */
  #meet(walk: TurnWalk, clear: number, final: number, front: TurnCode[]): number {
    const confirmed = this.#confirmed
    while (this.#firstClear < confirmed.length && confirmed[this.#firstClear] < clear) this.#firstClear++
    let turn = this.#firstClear
    while (this.#next(walk, final - this.settings.lookahead + 1, final)) {
      front.push(2 * walk.bar + walk.kind)
      while (turn < confirmed.length && confirmed[turn] < walk.confirmed) turn++
      if (confirmed[turn] === walk.confirmed && (this.#turns[turn] & 1) === walk.kind) return turn + 1
    }
    return -1
  }

  #next(walk: TurnWalk, to: number, end: number): boolean {
    return nextTurn(walk, this.#smoothed, to, end, this.settings.lookahead, this.settings.delta)
  }

  #reserve(): void {
    if (this.#length <= this.#smoothed.length) return
    const larger = new Float64Array(2 * this.#smoothed.length)
    larger.set(this.#smoothed)
    this.#smoothed = larger
  }
}

/** Turns that may be new in a report, and turns of the report before that may be gone from it. What both share is not looked at. */
function changes(before: Report, now: Report, turns: TurnCode[]): [present: TurnCode[], doubtful: TurnCode[]] {
  const shared = Math.max(now.join, Math.min(before.join, now.settled))
  const present = [
    ...now.front,
    ...turns.slice(now.join, shared),
    ...turns.slice(Math.max(shared, before.settled), now.settled),
    ...now.tail,
  ]
  const doubtful = [...before.front, ...turns.slice(before.join, Math.min(now.join, before.settled)), ...before.tail]
  return [present, doubtful]
}
