import type { Block, Candidate } from './candidates.ts'
import { blendLines, type Line } from './line.ts'
import { tellLine } from './lines.ts'
import type { LogSeries } from './logs.ts'
import type { ScaledSeries } from './types.ts'

/** Who speaks for each series, with the share of each candidate. */
export interface Speakers {
  candidates: readonly Candidate[]
  /** By series, by candidate. */
  shares: readonly number[][]
  /** False: the last value speaks. */
  speaks: readonly boolean[]
}

/** Tells the blend of a block of windows, by series, in scaled units. */
export type TellBlend = (block: Block) => Promise<Float64Array[]>

/**
 * Makes what tells the blends of the test part. Lines of a series that is not in logarithms are made one line first; everything else is told by
 * itself, and only where it has a share.
 */
export function blendTeller(
  data: ScaledSeries,
  logs: readonly (LogSeries | null)[],
  { candidates, shares, speaks }: Speakers,
  horizon: number,
  pause: () => Promise<void>,
): TellBlend {
  const blends = data.columns.map((_, s) => (speaks[s] && logs[s] === null ? commonLine(candidates, shares[s], s) : null))
  const alone = (m: number, s: number) =>
    speaks[s] && shares[s][m] > 0 && (candidates[m].lines === undefined || blends[s] === null)
  return async ({ from, count, origins }) => {
    const sums = data.columns.map((z, s) => {
      const out = new Float64Array(count * horizon)
      if (!speaks[s]) for (let w = 0; w < count; w++) out.fill(z[origins[w]], w * horizon, (w + 1) * horizon)
      return out
    })
    for (const [s, blend] of blends.entries()) {
      if (blend === null) continue
      await pause()
      const told = new Float32Array(count * horizon)
      tellLine(blend.line, data.columns[s], null, origins, told)
      add(sums[s], told, blend.share)
    }
    for (const [m, candidate] of candidates.entries()) {
      if (!sums.some((_, s) => alone(m, s))) continue
      await pause()
      const told = await candidate.tell({ from, count, origins })
      for (const [s, out] of sums.entries()) if (alone(m, s)) add(out, told[s], shares[s][m])
    }
    return sums
  }
}

/** The lines of a series as one, with their share together; null where it has none. */
function commonLine(
  candidates: readonly Candidate[],
  shares: readonly number[],
  series: number,
): { line: Line; share: number } | null {
  const parts = candidates.flatMap(({ lines }, m) => (lines && shares[m] > 0 ? [{ line: lines[series], weight: shares[m] }] : []))
  const share = parts.reduce((sum, { weight }) => sum + weight, 0)
  return parts.length === 0
    ? null
    : { line: blendLines(parts.map(({ line, weight }) => ({ line, weight: weight / share }))), share }
}

function add(out: Float64Array, told: Float32Array, share: number): void {
  for (let i = 0; i < out.length; i++) out[i] += share * told[i]
}
