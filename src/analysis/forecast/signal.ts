import { fromTransformed } from './transform.ts'
import type { ForecastSignal, Transform } from './types.ts'

export interface SignalInput {
  /** The median move to the last step, in transformed units. */
  median: number
  /** Quantiles of the residuals of the last step, in units of the square root of the scale. */
  tail: readonly number[]
  /** Scale at the origin. */
  scale: number
  /** In the series' own units. */
  originValue: number
  transform: Transform
  beatsNaive: boolean
  /** Least expected move, as a fraction (0.05). */
  threshold: number
  /** Of a round trip, as a fraction. Default 10 basis points. */
  cost?: number
  /** Past forecasts that do not overlap: what the probability's interval rests on. */
  effectiveWindows: number
}

const USUAL_COST = 0.001
const Z_95 = 1.959963984540054

/**
 * BUY or SELL only where the forecast beat the last value in the past, the expected move is beyond threshold and cost, and the interval of the
 * probability lies on the same side; HOLD with the reason otherwise.
 */
export function signalOf(input: SignalInput): ForecastSignal {
  const ends = endsOf(input)
  const probabilityUp = shareUp(ends)
  const [probabilityUpLow, probabilityUpHigh] = wilson(probabilityUp, input.effectiveWindows)
  const scaled = input.originValue === 0 ? null : Math.abs(input.originValue)
  const expectedMove = scaled === null ? null : finite(moveOf(input.median, input) / scaled)
  const expectedAbsoluteMove =
    scaled === null || ends.length === 0 ? null : finite(ends.reduce((sum, end) => sum + Math.abs(end), 0) / ends.length / scaled)
  const figures = { expectedMove, probabilityUpLow, probabilityUpHigh }
  const { action, reason } = judge(figures, input)
  const confidence = Math.max(probabilityUp, 1 - probabilityUp)
  return { action, confidence, probabilityUp, probabilityUpLow, probabilityUpHigh, expectedMove, expectedAbsoluteMove, reason }
}

/** Null for what is beyond all numbers: one absurd value in the past makes the moves of logarithms so wide. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/**
 * Interval of a share seen in `count` independent cases: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
 * Journal of the American Statistical Association 22, 1927. All of [0, 1] without a case.
 */
export function wilson(share: number, count: number, z = Z_95): [low: number, high: number] {
  if (!(count > 0)) return [0, 1]
  const square = (z * z) / count
  const middle = (share + square / 2) / (1 + square)
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / count + square / (4 * count))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

/** Moves to the last step, ascending, in the series' own units. */
function endsOf(input: SignalInput): number[] {
  const root = Math.sqrt(input.scale)
  return input.tail.map((residual) => moveOf(input.median + residual * root, input))
}

function moveOf(difference: number, { originValue, transform }: SignalInput): number {
  return transform === 'log' ? originValue * (fromTransformed(difference, 'log') - 1) : difference
}

/**
 * Share of an ascending sample above zero; where the sign changes between two values, linear between them. Ends exactly at zero, as prices that do
 * not move have them, count half on either side. 0.5 of nothing.
 */
function shareUp(ends: readonly number[]): number {
  const n = ends.length
  if (n === 0) return 0.5
  const still = ends.filter((end) => end === 0).length
  const first = ends.findIndex((end) => end > 0)
  if (still > 0) return ((first === -1 ? 0 : n - first) + still / 2 + 0.5) / (n + 1)
  if (first === -1) return 1 / (n + 1)
  if (first === 0) return n / (n + 1)
  const [below, above] = [ends[first - 1], ends[first]]
  const place = first - 1 + (below < 0 ? -below / (above - below) : 0)
  return 1 - (place + 1) / (n + 1)
}

function judge(
  {
    expectedMove,
    probabilityUpLow,
    probabilityUpHigh,
  }: Pick<ForecastSignal, 'expectedMove' | 'probabilityUpLow' | 'probabilityUpHigh'>,
  { beatsNaive, threshold, cost = USUAL_COST }: SignalInput,
): Pick<ForecastSignal, 'action' | 'reason'> {
  const hold = (reason: string) => ({ action: 'HOLD' as const, reason })
  if (!beatsNaive) return hold('no skill shown over the last value')
  if (expectedMove === null) return hold('the last value is zero, or so small that a move is no fraction of it')
  const size = Math.abs(expectedMove)
  const move = `expected move ${percent(expectedMove)}`
  if (size <= threshold) return hold(`${move}, not beyond the threshold of ${percent(threshold)}`)
  if (size <= cost) return hold(`${move}, not beyond the costs of ${percent(cost)}`)
  const sure = expectedMove > 0 ? probabilityUpLow > 0.5 : probabilityUpHigh < 0.5
  const odds = `probability up ${percent(probabilityUpLow)} to ${percent(probabilityUpHigh)}`
  if (!sure) return hold(`${move}, but ${odds}: either way is possible`)
  return { action: expectedMove > 0 ? 'BUY' : 'SELL', reason: `${move}, ${odds}, skill shown over the last value` }
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(Math.abs(fraction) < 0.01 ? 2 : 1)}%`
}
