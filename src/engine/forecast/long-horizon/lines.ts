import { combineMoments, type LagMoments, lagMoments } from '../../../analysis/forecast/moments.ts'
import { solveRidge } from '../../../analysis/forecast/ridge.ts'
import type { Column } from '../../../market/bars.ts'
import { type Line, lineOf, tellMoves } from './line.ts'
import { back, type LogSeries, logSeries } from './logs.ts'
import { cameAt, type Past } from './past.ts'
import type { ScaledSeries, Teller } from './types.ts'

/** A way to draw the least-squares line. */
export interface LineKind {
  name: string
  /** Rows that it reads, the origin's among them. */
  context: number
  /** One line for all series (one for those in logarithms and one for the others), or one for each. */
  shared: boolean
}

/** Strength of the ridge, as a part of the mean square of an input: from 0.01 to 0.3 the sets it was tried on hardly tell a difference. */
const RIDGE = 0.1

/** Contexts beside the one that is asked for: a forecast may read every row before it. */
const CONTEXTS = [48, 96, 192, 384, 768]

/** Contexts nearer to each other than this say the same. */
const APART = 1.6

/** A line is only drawn through at least so many times as many rows as it reads. */
const ROWS_A_LAG = 3

/** A teller that is a line for each series: through logarithms where the series has them. */
export interface LineTeller extends Teller {
  lines: readonly Line[]
}

export interface LineWish {
  input: number
  horizon: number
  /** Rows that the first fit knows. */
  known: number
  series: number
}

/** The lines that may be drawn. */
export function lineKinds({ input, horizon, known, series }: LineWish): LineKind[] {
  const most = Math.floor((known - horizon) / ROWS_A_LAG)
  const contexts = [Math.max(2, Math.min(input, most))]
  for (const context of CONTEXTS) {
    const near = contexts.some((other) => Math.max(other / context, context / other) < APART)
    if (!near && context >= Math.min(input, CONTEXTS[1]) && context <= most) contexts.push(context)
  }
  const sharing = series > 1 ? [true, false] : [false]
  return contexts
    .sort((a, b) => a - b)
    .flatMap((context) => sharing.map((shared) => ({ name: `linear-${context}${shared ? '-shared' : ''}`, context, shared })))
}

/** Draws lines of a kind through the windows whose rows all lie below `known`; of a series with logarithms through these. */
export function fitLines(
  data: ScaledSeries,
  logs: readonly (LogSeries | null)[],
  kind: LineKind,
  horizon: number,
  known: number,
): LineTeller {
  const { context, shared } = kind
  const columns = data.columns.map((column, i) => logs[i]?.column ?? column)
  const range = { first: context - 1, last: known - horizon - 1 }
  const moments = columns.map((column) => lagMoments(column, range, context, horizon))
  const solve = (of: LagMoments) => lineOf(solveRidge(of, RIDGE, { constant: false }))
  const common = (inLogs: boolean) => {
    const alike = moments.filter((_, i) => (logs[i] !== null) === inLogs)
    return shared && alike.length > 0 ? solve(combineMoments(alike)) : null
  }
  const [levels, logarithms] = [common(false), common(true)]
  const lines = moments.map((own, i) => (logs[i] ? logarithms : levels) ?? solve(own))
  return {
    lines,
    tell(series, origins, out) {
      tellLine(lines[series], columns[series], logs[series], origins, out)
    },
  }
}

export function tellLine(line: Line, column: Column, log: LogSeries | null, origins: Int32Array, out: Float32Array): void {
  tellMoves(line, column, origins, out)
  const { horizon } = line
  for (let w = 0; w < origins.length; w++) {
    const last = column[origins[w]]
    for (let at = w * horizon; at < (w + 1) * horizon; at++) out[at] = log === null ? last + out[at] : back(log, last + out[at])
  }
}

/** Logarithms stay where they make the past's errors smaller by this part: they can also make them larger. */
const WORTH = 0.02

/**
 * The series that are forecast in logarithms: those never at or below zero whose own line, fitted to the rows before the past, did better so
 * in it.
 */
export function chooseLogs(data: ScaledSeries, past: Past, kind: LineKind): (LogSeries | null)[] {
  const { horizon, stretches } = past
  const known = stretches[0].known
  const logs = data.columns.map((_, series) => logSeries(data, series, known))
  if (logs.every((one) => one === null)) return logs
  const origins = past.origins
  const level = fitLines(
    data,
    logs.map(() => null),
    kind,
    horizon,
    known,
  )
  const logarithm = fitLines(data, logs, kind, horizon, known)
  const [one, other] = [new Float32Array(origins.length * horizon), new Float32Array(origins.length * horizon)]
  return logs.map((log, series) => {
    if (log === null) return null
    const came = cameAt(data.columns[series], past)
    level.tell(series, origins, one)
    logarithm.tell(series, origins, other)
    return relativeLoss(other, one, came) < 1 - WORTH ? log : null
  })
}

/** Squared and absolute errors of one forecast as parts of another's, the mean of both. */
function relativeLoss(told: Float32Array, other: Float32Array, came: Float32Array): number {
  let [square, absolute, squareOther, absoluteOther] = [0, 0, 0, 0]
  for (let i = 0; i < came.length; i++) {
    square += (told[i] - came[i]) ** 2
    absolute += Math.abs(told[i] - came[i])
    squareOther += (other[i] - came[i]) ** 2
    absoluteOther += Math.abs(other[i] - came[i])
  }
  return squareOther > 0 ? (square / squareOther + absolute / absoluteOther) / 2 : 1
}
