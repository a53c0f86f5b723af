import { combineMoments, type LagMoments, lagMoments } from '../../../analysis/forecast/moments.ts'
import { solveRidge } from '../../../analysis/forecast/ridge.ts'
import type { Column } from '../../../market/bars.ts'
import { type Line, lineOf, tellMoves } from './line.ts'
import type { LogSeries } from './logs.ts'
import type { ScaledSeries, Teller } from './types.ts'

/** A way to draw the least-squares line. */
export interface LineKind {
  name: string
  /** Rows that it reads, the origin's among them. */
  context: number
  /** One line for all series, or one for each. */
  shared: boolean
  log: boolean
}

/** Strength of the ridge, as a part of the mean square of an input: from 0.01 to 0.3 the sets it was tried on hardly tell a difference. */
const RIDGE = 0.1

/** Contexts beside the one that is asked for: a forecast may read every row before it. */
const CONTEXTS = [48, 96, 192, 384, 768]

/** Contexts nearer to each other than this say the same. */
const APART = 1.4

/** A line is only drawn through at least so many times as many rows as it reads. */
const ROWS_A_LAG = 3

/**
 * The lines that may be drawn where the first fit knows `known` rows. Logarithms are for series that never fall to zero.
 */
export function lineKinds({ input, horizon, known, logs, series }: LineWish): LineKind[] {
  const most = Math.floor((known - horizon) / ROWS_A_LAG)
  const contexts = [Math.min(input, most)]
  for (const context of CONTEXTS) {
    const near = contexts.some((other) => Math.max(other / context, context / other) < APART)
    if (!near && context >= Math.min(input, CONTEXTS[1]) && context <= most) contexts.push(context)
  }
  const scales = logs ? [false, true] : [false]
  return contexts
    .filter((context) => context >= 2)
    .sort((a, b) => a - b)
    .flatMap((context) => scales.flatMap((log) => sharing(series).map((shared) => ({ name: nameOf(context, shared, log), context, shared, log }))))
}

export interface LineWish {
  input: number
  horizon: number
  known: number
  logs: boolean
  series: number
}

function sharing(series: number): boolean[] {
  return series > 1 ? [true, false] : [false]
}

function nameOf(context: number, shared: boolean, log: boolean): string {
  return `linear-${context}${shared ? '-shared' : ''}${log ? '-log' : ''}`
}

/** Draws a line of a kind through the windows whose rows all lie below `known`. A series without logarithms is taken as it is. */
export function fitLines(data: ScaledSeries, logs: readonly (LogSeries | null)[], kind: LineKind, horizon: number, known: number): Teller {
  const { context, shared } = kind
  const columns = data.columns.map((column, i) => (kind.log && logs[i] ? logs[i].column : column))
  const range = { first: context - 1, last: known - horizon - 1 }
  const moments = columns.map((column) => lagMoments(column, range, context, horizon))
  const solve = (of: LagMoments) => lineOf(solveRidge(of, RIDGE, { constant: false }))
  const common = shared ? solve(combineMoments(moments)) : null
  const lines = moments.map((own) => common ?? solve(own))
  return {
    tell(series, origins, out) {
      const back = kind.log ? logs[series] : null
      tellLine(lines[series], columns[series], back, origins, out)
    },
  }
}

function tellLine(line: Line, column: Column, back: LogSeries | null, origins: Int32Array, out: Float32Array): void {
  tellMoves(line, column, origins, out)
  const { horizon } = line
  for (let w = 0; w < origins.length; w++) {
    const last = column[origins[w]]
    for (let at = w * horizon; at < (w + 1) * horizon; at++) {
      const value = last + out[at]
      out[at] = back === null ? value : back.back(Math.min(back.highest, Math.max(back.lowest, value)))
    }
  }
}
