/** A forecast as it is drawn: from the point of the line that it was made at, its median and bands by step. */
export interface Fan {
  /** Index into the line. */
  at: number
  median: readonly number[]
  bands: readonly { level: number; low: readonly number[]; high: readonly number[] }[]
}

/** A line of what came and forecasts at their origins: never one step ahead of it, which would look perfect and be the line of yesterday. */
export interface FanChart {
  /** Values up to the origin of the newest forecast, oldest first. */
  line: readonly number[]
  /** From the end of the line. */
  fan: Fan
  /** Made earlier, along the line. */
  past: readonly Fan[]
  /** Whose prices these are: decides their decimals. */
  symbol: string
  /** Text of a point under the chart; points after the line's end are the steps of the forecast. */
  when(index: number): string
  /** Rows of the drawing; default 14. */
  height?: number
}
