/**
 * First and second moments of the windows of one or several series: all that a least-squares line from `input` values to the `horizon` values
 * after them needs to know. x[i] = value i + 1 rows before the origin less the value at the origin (i from 0 to input - 2); y[h] = value h + 1
 * rows after it less the value at it.
 */
export interface LagMoments {
  input: number
  horizon: number
  /** Windows. */
  count: number
  meanX: Float64Array
  meanY: Float64Array
  /** Sums of products about the means: x by x (symmetric, row by row), y by x (a row a step), and y by itself. */
  xx: Float64Array
  yx: Float64Array
  yy: Float64Array
}

/** Origins `first` to `last`, both included; rows `first - input + 1` to `last + horizon` must exist. */
export interface OriginRange {
  first: number
  last: number
}

/**
 * Moments of the windows at all origins of a range, in O(n (input + horizon) + input (input + horizon)) instead of O(n input (input + horizon)):
 * the products of one-row differences at two lags are those of the pair one row earlier but for the two ends, and levels are sums of
 * differences. Differences are taken about their mean, so that nothing large cancels. The recursion is the one of the covariance method of
 * linear prediction (Makhoul, "Linear prediction: A tutorial review", Proceedings of the IEEE 63(4), 1975).
 */
export function lagMoments(z: ArrayLike<number>, { first, last }: OriginRange, input: number, horizon: number): LagMoments {
  const lags = input - 1
  const count = Math.max(0, last - first + 1)
  const empty = emptyMoments(input, horizon)
  if (count === 0) return empty
  const begin = first - lags
  const length = last + horizon - begin
  const slope = (z[last + horizon] - z[begin]) / length
  const moves = new Float64Array(length + 1)
  for (let i = 1; i <= length; i++) moves[i] = z[begin + i] - z[begin + i - 1] - slope
  const span = { moves, first: lags, last: last - begin }
  const out = { ...empty, count, xx: inputProducts(span, lags), yx: crossProducts(span, lags, horizon) }
  fillMeans(out, span)
  centre(out)
  fillTargets(out, span)
  for (let i = 0; i < lags; i++) out.meanX[i] -= slope * (i + 1)
  for (let h = 0; h < horizon; h++) out.meanY[h] += slope * (h + 1)
  return out
}

/** Moments of nothing: what a sum begins with. */
function emptyMoments(input: number, horizon: number): LagMoments {
  const lags = input - 1
  return {
    input,
    horizon,
    count: 0,
    meanX: new Float64Array(lags),
    meanY: new Float64Array(horizon),
    xx: new Float64Array(lags * lags),
    yx: new Float64Array(horizon * lags),
    yy: new Float64Array(horizon),
  }
}

/** Moments of all windows of several sets together; series must be on a common scale. */
export function combineMoments(parts: readonly LagMoments[]): LagMoments {
  const sum = emptyMoments(parts[0].input, parts[0].horizon)
  for (const part of parts) addMoments(sum, part)
  return sum
}

/** Adds windows to a sum: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979). */
function addMoments(sum: LagMoments, part: LagMoments): void {
  if (part.count === 0) return
  const count = sum.count + part.count
  const share = part.count / count
  const weight = sum.count * share
  const apartX = part.meanX.map((mean, i) => mean - sum.meanX[i])
  const apartY = part.meanY.map((mean, h) => mean - sum.meanY[h])
  addProducts(sum.xx, part.xx, weight, apartX, apartX)
  addProducts(sum.yx, part.yx, weight, apartY, apartX)
  for (let i = 0; i < apartX.length; i++) sum.meanX[i] += share * apartX[i]
  for (let h = 0; h < apartY.length; h++) {
    sum.yy[h] += part.yy[h] + weight * apartY[h] ** 2
    sum.meanY[h] += share * apartY[h]
  }
  sum.count = count
}

function addProducts(sum: Float64Array, part: Float64Array, weight: number, rows: Float64Array, columns: Float64Array): void {
  const width = columns.length
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < width; j++) sum[i * width + j] += part[i * width + j] + weight * rows[i] * columns[j]
  }
}

/** Differences with the origins' places among them: `moves[place - k]` is the move k rows before that of the origin. */
interface Span {
  moves: Float64Array
  first: number
  last: number
}

function productSum({ moves, first, last }: Span, a: number, b: number): number {
  let sum = 0
  for (let place = first; place <= last; place++) sum += moves[place + a] * moves[place + b]
  return sum
}

/** Sums of x by x, not yet about their means. */
function inputProducts(span: Span, lags: number): Float64Array {
  const { moves, first, last } = span
  const products = new Float64Array(lags * lags)
  for (let j = 0; j < lags; j++) products[j] = productSum(span, 0, -j)
  for (let i = 0; i + 1 < lags; i++) {
    for (let j = i; j + 1 < lags; j++) {
      const ends = moves[first - 1 - i] * moves[first - 1 - j] - moves[last - i] * moves[last - j]
      products[(i + 1) * lags + j + 1] = products[i * lags + j] + ends
    }
  }
  for (let i = 1; i < lags; i++) for (let j = 0; j < i; j++) products[i * lags + j] = products[j * lags + i]
  accumulate(products, lags, lags)
  return products
}

/** Sums of y by x, a row a step, not yet about their means. */
function crossProducts(span: Span, lags: number, horizon: number): Float64Array {
  const { moves, first, last } = span
  const products = new Float64Array(horizon * lags)
  for (let s = 1; s <= horizon; s++) if (lags > 0) products[(s - 1) * lags] = productSum(span, s, 0)
  for (let i = 1; i < lags; i++) products[(horizon - 1) * lags + i] = productSum(span, horizon, -i)
  for (let i = 0; i + 1 < lags; i++) {
    for (let s = 1; s < horizon; s++) {
      const ends = moves[first - 1 - i] * moves[first + s] - moves[last - i] * moves[last + 1 + s]
      products[(s - 1) * lags + i + 1] = products[s * lags + i] + ends
    }
  }
  accumulate(products, horizon, lags)
  for (let k = 0; k < products.length; k++) products[k] = -products[k]
  return products
}

/** Sums over all places above and to the left: from moves to levels. */
function accumulate(values: Float64Array, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 1; j < columns; j++) values[i * columns + j] += values[i * columns + j - 1]
    if (i > 0) for (let j = 0; j < columns; j++) values[i * columns + j] += values[(i - 1) * columns + j]
  }
}

function fillMeans({ meanX, meanY, count }: LagMoments, { moves, first, last }: Span): void {
  const prefix = new Float64Array(moves.length + 1)
  for (let i = 0; i < moves.length; i++) prefix[i + 1] = prefix[i] + moves[i]
  const mean = (offset: number) => (prefix[last + offset + 1] - prefix[first + offset]) / count
  let sum = 0
  for (let i = 0; i < meanX.length; i++) meanX[i] = sum -= mean(-i)
  sum = 0
  for (let h = 0; h < meanY.length; h++) meanY[h] = sum += mean(h + 1)
}

function centre({ meanX, meanY, xx, yx, count }: LagMoments): void {
  const lags = meanX.length
  for (let i = 0; i < lags; i++) for (let j = 0; j < lags; j++) xx[i * lags + j] -= count * meanX[i] * meanX[j]
  for (let h = 0; h < meanY.length; h++) for (let i = 0; i < lags; i++) yx[h * lags + i] -= count * meanY[h] * meanX[i]
}

function fillTargets({ meanY, yy }: LagMoments, { moves, first, last }: Span): void {
  for (let place = first; place <= last; place++) {
    let level = 0
    for (let h = 0; h < meanY.length; h++) {
      level += moves[place + h + 1]
      yy[h] += (level - meanY[h]) ** 2
    }
  }
}
