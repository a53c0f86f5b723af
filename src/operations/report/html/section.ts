import type { Html } from './html.ts'

/** What the page's script draws. Colours are roles; the page's theme gives them. */
export type Role = 'up' | 'down' | 'accent' | 'second' | 'third' | 'fourth' | 'muted' | 'stop'

export interface CandleSeries {
  kind: 'candles'
  name: string
  /** Seconds of the exchange's wall clock, strictly ascending. */
  time: number[]
  open: number[]
  high: number[]
  low: number[]
  close: number[]
  /** Decimals of the price scale. */
  digits: number
}

export interface CurveSeries {
  kind: 'line' | 'area'
  name: string
  role: Role
  time: number[]
  /** null leaves the point out. */
  value: (number | null)[]
  form: 'money' | 'percent' | 'ratio' | 'price'
  /** Thin and broken, without its last value at the scale: what was said, beside what came. */
  said?: boolean
}

/** What lies between two curves, shaded. */
export interface BandSeries {
  kind: 'band'
  /** '' = not in the legend. */
  name: string
  role: Role
  time: number[]
  low: number[]
  high: number[]
  /** How dark, from 0 to 1. */
  shade: number
}

/** An arrow at a candle. */
export interface Mark {
  time: number
  /** Index into `MARKS`. */
  kind: number
}

/** The kinds of marks: where they stand, how they look. */
export const MARKS = [
  { position: 'belowBar', shape: 'arrowUp', role: 'up', name: 'long entry' },
  { position: 'aboveBar', shape: 'arrowDown', role: 'down', name: 'short entry' },
  { position: 'aboveBar', shape: 'circle', role: 'muted', name: 'exit' },
] as const

/** A straight line from one candle and price to another: a round trip, a stop while it stood. */
export interface Segment {
  from: number
  to: number
  fromPrice: number
  toPrice: number
  role: Role
}

export interface Pane {
  /** Share of the height, relative to the other panes. */
  height: number
  series: (CandleSeries | CurveSeries | BandSeries)[]
}

/** A drawing that can be chosen among others of its chart (a symbol of several). */
export interface Drawing {
  name: string
  panes: Pane[]
  marks: Mark[]
  segments: Segment[]
}

export interface ChartSpec {
  /** Id of the element it is drawn into. */
  target: string
  drawings: Drawing[]
  /** Show the time of day on the axis. */
  intraday: boolean
  /** Times are row numbers of a file that has no times. */
  rows?: boolean
}

/** One part of a report. Sections know nothing of each other: reports of every kind are put together of them. */
export interface Section {
  id: string
  title: string
  body: Html
  charts?: ChartSpec[]
}
