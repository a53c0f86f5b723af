import { tellBaseline } from '../../../analysis/forecast/baselines.ts'
import { detectPeriod } from '../../../analysis/forecast/periods.ts'
import type { Baseline } from '../../../analysis/forecast/types.ts'
import type { Line } from './line.ts'
import { chooseLogs, fitLines, type LineKind, lineKinds } from './lines.ts'
import type { LogSeries } from './logs.ts'
import type { Past } from './past.ts'
import type { ScaledSeries, Teller } from './types.ts'

/** Windows of the test part, or of any other. */
export interface Block {
  /** Number of the first window, how many, and the last row that each knows. */
  from: number
  count: number
  origins: Int32Array
}

/** A model: what it said of the past, and what it says at a block of windows; by series, in scaled units. */
export interface Candidate {
  name: string
  told: Float32Array[]
  tell(block: Block): Promise<Float32Array[]>
  /** Where it is nothing but a line for each series: they can be blended before they are told. */
  lines?: readonly Line[]
}

export interface CandidateTools {
  /** Between two pieces of work: lets others in, and throws where the work was canceled. */
  pause(): Promise<void>
  progress(done: number, total: number, note: string): void
}

/** Naive, drift or seasonal: what is known of a series (its season) is taken from rows before the test part. */
export function baselineCandidate(kind: Baseline, data: ScaledSeries, past: Past): Candidate {
  const { horizon } = past
  const periods = data.columns.map((z) => (kind === 'seasonal' ? detectPeriod(z, past.begin) : null))
  const teller: Teller = {
    tell(series, origins, out) {
      const z = data.columns[series]
      const moves = new Float64Array(horizon)
      for (const [w, origin] of origins.entries()) {
        tellBaseline(kind, z, origin, horizon, { period: periods[series] }, moves, 0)
        for (let step = 0; step < horizon; step++) out[w * horizon + step] = z[origin] + moves[step]
      }
    },
  }
  const all = { ...past, stretches: [{ known: past.begin, from: 0, to: past.origins.length }] }
  return {
    name: kind,
    told: tellPast(data, all, () => teller),
    tell: async (block) => tellAll(data, teller, block.origins, horizon),
  }
}

/** Least-squares lines of every kind, fitted anew for each stretch of the past and once more for the test part. */
export async function lineCandidates(
  data: ScaledSeries,
  past: Past,
  input: number,
  { pause, progress }: CandidateTools,
): Promise<{ candidates: Candidate[]; logs: (LogSeries | null)[] }> {
  const known = past.stretches[0].known
  const kinds = lineKinds({ input, horizon: past.horizon, known, series: data.names.length })
  const logs = chooseLogs(data, past, kinds.findLast(({ shared }) => !shared)!)
  const candidates: Candidate[] = []
  for (const [done, kind] of kinds.entries()) {
    await pause()
    progress(done, kinds.length, `drawing ${kind.name}`)
    candidates.push(lineCandidate(data, past, kind, logs))
  }
  return { candidates, logs }
}

function lineCandidate(data: ScaledSeries, past: Past, kind: LineKind, logs: readonly (LogSeries | null)[]): Candidate {
  const { horizon } = past
  const told = tellPast(data, past, (known) => fitLines(data, logs, kind, horizon, known))
  const final = fitLines(data, logs, kind, horizon, past.end)
  return { name: kind.name, told, tell: async ({ origins }) => tellAll(data, final, origins, horizon), lines: final.lines }
}

/** Lines are drawn anew where at least this part more rows are known: less changes them little. */
const MORE_ROWS = 0.2

/** What is said of the windows of the past, each stretch by what was fitted to rows before it. */
export function tellPast(
  data: ScaledSeries,
  { origins, stretches, horizon }: Past,
  fitted: (known: number) => Teller,
): Float32Array[] {
  const told = data.columns.map(() => new Float32Array(origins.length * horizon))
  let last: { known: number; teller: Teller } | null = null
  for (const { known, from, to } of stretches) {
    if (last === null || known >= (1 + MORE_ROWS) * last.known) last = { known, teller: fitted(known) }
    for (const [series, out] of told.entries()) {
      last.teller.tell(series, origins.subarray(from, to), out.subarray(from * horizon, to * horizon))
    }
  }
  return told
}

function tellAll(data: ScaledSeries, teller: Teller, origins: Int32Array, horizon: number): Float32Array[] {
  return data.columns.map((_, series) => {
    const out = new Float32Array(origins.length * horizon)
    teller.tell(series, origins, out)
    return out
  })
}
