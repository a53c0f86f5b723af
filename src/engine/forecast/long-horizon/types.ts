import type { Column } from '../../../market/bars.ts'

/** Rows of the three parts, one after another from row 0; rows after them are not used. */
export interface Split {
  train: number
  validation: number
  test: number
}

/** Series side by side in units of their train part, and how to come back from there. */
export interface ScaledSeries {
  names: readonly string[]
  /** (value - mean) / deviation over the train rows. */
  columns: readonly Column[]
  means: readonly number[]
  /** Above zero; 1 for a series that does not move in the train part. */
  deviations: readonly number[]
  /** Rows that may be used. */
  rows: number
}

/** Says what comes after some origins of a series, in scaled units: `horizon` numbers an origin, one origin after another. */
export interface Teller {
  tell(series: number, origins: Int32Array, out: Float32Array): void
}

/** Mean squared and mean absolute error. */
export interface Errors {
  mse: number
  mae: number
}
