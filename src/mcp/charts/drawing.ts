/** What a picture says over its panels. */
export interface Head {
  title: string
  /** Of what, up to when, from where. */
  facts: string[]
  /** Made-up prices: the picture says so in words of its own. */
  simulated: boolean
}

/** Where data lies on the picture, in pixels. */
export interface Plot {
  left: number
  right: number
  top: number
  bottom: number
  /** Pixels from one place to the next. */
  step: number
  /** Middle of a place; places count from 0. */
  x(place: number): number
  y(value: number): number
}

export interface Panel {
  /** Height, in parts of all panels. */
  share: number
  /** What its values are, with the unit: `price (dollars)`. */
  name: string
  low: number
  high: number
  format(value: number): string
  /** SVG elements. */
  draw(plot: Plot): string
}

/** The font has few signs of its own: shapes are drawn before the words. */
export type Shape = 'hollow' | 'full' | 'peak' | 'trough' | 'bar'

export interface LegendItem {
  color: string
  text: string
  shape?: Shape
}

export interface Across {
  low: number
  high: number
  format(value: number): string
}

/** Where a number of the scale across lies. */
export function xOf({ low, high }: Across, { left, right }: Pick<Plot, 'left' | 'right'>, value: number): number {
  return left + ((value - low) / (high - low)) * (right - left)
}

/** A picture before it is drawn: panels one below the other over a common axis of places. */
export interface Drawing {
  head: Head
  places: number
  /** What stands under a place. */
  label(place: number): string
  /** What the places are: `time (UTC)`. */
  axis: string
  /** In place of places: a scale of numbers from left to right. */
  across?: Across
  legend: LegendItem[]
  panels: Panel[]
}
