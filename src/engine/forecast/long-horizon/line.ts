import type { LinearSolution } from '../../../analysis/forecast/ridge.ts'

/** A linear forecast of all steps: last value + constant + sum over lags of weight x (value that many rows before the origin - last value). */
export interface Line {
  /** Rows before the origin that it reads. */
  lags: number
  horizon: number
  /** `lags` rows of `horizon` numbers, nearest lag first. */
  weights: Float64Array
  constants: Float64Array
}

/** A solution in the order in which it is told fastest: a row a lag. */
export function lineOf({ lags, weights, constants }: LinearSolution): Line {
  const horizon = constants.length
  const turned = new Float64Array(lags * horizon)
  for (let step = 0; step < horizon; step++) {
    for (let lag = 0; lag < lags; lag++) turned[lag * horizon + step] = weights[step * lags + lag]
  }
  return { lags, horizon, weights: turned, constants }
}

/** The line that says the weighted sum of what some lines say beyond the last value: one line to tell instead of many. */
export function blendLines(parts: readonly { line: Line; weight: number }[]): Line {
  const horizon = parts[0].line.horizon
  const lags = Math.max(...parts.map(({ line }) => line.lags))
  const blend: Line = { lags, horizon, weights: new Float64Array(lags * horizon), constants: new Float64Array(horizon) }
  for (const { line, weight } of parts) {
    for (let i = 0; i < line.weights.length; i++) blend.weights[i] += weight * line.weights[i]
    for (let step = 0; step < horizon; step++) blend.constants[step] += weight * line.constants[step]
  }
  return blend
}

/** Origins and lags that are worked on together: what the processor holds at once. */
const TILE = 4

/** What a line says at some origins, less the last value there: `horizon` numbers an origin into `out`. Rows `origin - lags` must exist. */
export function tellMoves(line: Line, z: Float64Array<ArrayBufferLike>, origins: Int32Array, out: Float32Array): void {
  const { lags, horizon } = line
  const sums = new Float64Array(horizon * TILE)
  const rows = new Int32Array(TILE)
  const whole = lags - (lags % TILE)
  for (let at = 0; at < origins.length; at += TILE) {
    const count = Math.min(TILE, origins.length - at)
    for (let k = 0; k < TILE; k++) rows[k] = origins[at + Math.min(k, count - 1)]
    for (let step = 0; step < horizon; step++) sums.fill(line.constants[step], step * TILE, step * TILE + TILE)
    for (let lag = 0; lag < whole; lag += TILE) addTile(line, z, rows, lag, sums)
    for (let lag = whole; lag < lags; lag++) addLag(line, z, rows, lag, sums)
    for (let k = 0; k < count; k++) {
      for (let step = 0; step < horizon; step++) out[(at + k) * horizon + step] = sums[step * TILE + k]
    }
  }
}

/** Four lags of four origins: sixteen products for four weights and four sums that are read. */
function addTile(
  { weights, horizon }: Line,
  z: Float64Array<ArrayBufferLike>,
  rows: Int32Array,
  lag: number,
  sums: Float64Array,
): void {
  const [r0, r1, r2, r3] = [rows[0], rows[1], rows[2], rows[3]]
  const [l0, l1, l2, l3] = [z[r0], z[r1], z[r2], z[r3]]
  const [b0, b1, b2, b3] = [r0 - lag - 1, r1 - lag - 1, r2 - lag - 1, r3 - lag - 1]
  const [p0, p1, p2, p3] = [z[b0] - l0, z[b1] - l1, z[b2] - l2, z[b3] - l3]
  const [q0, q1, q2, q3] = [z[b0 - 1] - l0, z[b1 - 1] - l1, z[b2 - 1] - l2, z[b3 - 1] - l3]
  const [s0, s1, s2, s3] = [z[b0 - 2] - l0, z[b1 - 2] - l1, z[b2 - 2] - l2, z[b3 - 2] - l3]
  const [t0, t1, t2, t3] = [z[b0 - 3] - l0, z[b1 - 3] - l1, z[b2 - 3] - l2, z[b3 - 3] - l3]
  let at = lag * horizon
  for (let k = 0; k < horizon * TILE; k += TILE) {
    const a = weights[at]
    const b = weights[at + horizon]
    const c = weights[at + 2 * horizon]
    const d = weights[at + 3 * horizon]
    sums[k] += a * p0 + b * q0 + c * s0 + d * t0
    sums[k + 1] += a * p1 + b * q1 + c * s1 + d * t1
    sums[k + 2] += a * p2 + b * q2 + c * s2 + d * t2
    sums[k + 3] += a * p3 + b * q3 + c * s3 + d * t3
    at++
  }
}

function addLag(
  { weights, horizon }: Line,
  z: Float64Array<ArrayBufferLike>,
  rows: Int32Array,
  lag: number,
  sums: Float64Array,
): void {
  for (let k = 0; k < TILE; k++) {
    const move = z[rows[k] - lag - 1] - z[rows[k]]
    for (let step = 0; step < horizon; step++) sums[step * TILE + k] += weights[lag * horizon + step] * move
  }
}
