import type { DayNumber, Instant } from '../../core/time.ts'
import { type Column, column } from '../../market/bars.ts'
import type { Timeline } from '../timeline.ts'

/** One bar of a step: a listing and its row. */
export interface StepBar {
  listing: number
  row: number
}

/** A timeline that grows a step at a time, up to the room it was made with. Bars that only warm indicators up are in no step. */
export class LiveTimeline implements Timeline {
  steps = 0
  readonly first = 0
  readonly times: Column
  readonly days: Int32Array
  readonly starts: Int32Array
  readonly listings: Int32Array
  readonly rows: Int32Array

  /** `room`: steps that may come, each with at most `symbols` bars. */
  constructor(room: number, symbols: number) {
    this.times = column(room)
    this.days = new Int32Array(room)
    this.starts = new Int32Array(room + 1)
    this.listings = new Int32Array(room * symbols)
    this.rows = new Int32Array(room * symbols)
  }

  get isFull(): boolean {
    return this.steps === this.times.length
  }

  /** The bars that close together at an instant become the next step; answers its number. */
  push(at: Instant, day: DayNumber, bars: readonly StepBar[]): number {
    const step = this.steps
    let filled = this.starts[step]
    for (const { listing, row } of bars) {
      this.listings[filled] = listing
      this.rows[filled++] = row
    }
    this.times[step] = at
    this.days[step] = day
    this.starts[step + 1] = filled
    this.steps = step + 1
    return step
  }
}
