import { iso } from '../../core/time.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import type { Failed } from '../common/shared.ts'
import { type Context, OpenbellError } from '../operation.ts'
import { loadSeries } from './data.ts'
import type { EvaluateInput } from './evaluate-input.ts'
import { knownTable } from './known-rows.ts'
import { readSeriesFile } from './series-file.ts'
import { said } from './series-table.ts'

/** Series side by side, without holes. */
export interface EvaluationData {
  file: string | null
  source: string
  asOf: string | null
  names: string[]
  columns: ArrayLike<number>[]
  times: ArrayLike<number> | null
  rows: number
  failed: Failed
  warnings: string[]
}

/** The file of the targets; null where they are symbols. */
export async function fileOf(context: Context, targets: readonly string[]): Promise<string | null> {
  const [first] = targets
  const named = /\.(csv|tsv|txt)(\.gz)?$/i.test(first) || first.includes('/')
  if (!named && !(await (await context.files()).exists(first))) return null
  if (targets.length === 1) return first
  throw new OpenbellError('usage', `one file at a time: ${targets.length} were named`, `openbell forecast evaluate ${first}`)
}

/** @throws OpenbellError usage for series that do not stand side by side */
export async function loadEvaluation(context: Context, input: EvaluateInput): Promise<EvaluationData> {
  const file = await fileOf(context, input.targets)
  return file === null ? ofSymbols(context, input) : ofFile(context, file)
}

async function ofFile(context: Context, file: string): Promise<EvaluationData> {
  const table = knownTable(context, await readSeriesFile(context, file))
  if (table.names.length === 0) {
    const why = table.setAside[0]
    throw new OpenbellError(
      'usage',
      `${file} has no two series of the same rows${why ? `: ${said(why)}` : ' (they differ in their times)'}`,
      `openbell forecast evaluate ${file} --daily`,
    )
  }
  const warnings = table.setAside.map((one) => `set aside: ${said(one)}`)
  const { names, columns, times, rows } = table
  const { asOf } = context.settings
  return { file, source: 'file', asOf: asOf === null ? null : iso(asOf), names, columns, times, rows, failed: [], warnings }
}

/** Closes of bars that all symbols have. */
async function ofSymbols(context: Context, input: EvaluateInput): Promise<EvaluationData> {
  const set = await loadSeries(context, {
    symbols: input.targets,
    data: null,
    source: null,
    timeframe: parseTimeframe(input.timeframe),
    bars: input.bars,
  })
  const maps = set.loaded.map(({ series }) => new Map(Array.from(series.times!, (time, row) => [time, series.values[row]])))
  const times = [...maps[0].keys()].filter((time) => maps.every((map) => map.has(time)))
  const left = Math.max(...maps.map((map) => map.size)) - times.length
  return {
    file: null,
    source: set.source,
    asOf: set.asOf === null ? null : iso(set.asOf),
    names: set.loaded.map(({ series }) => series.id),
    columns: maps.map((map) => Float64Array.from(times, (time) => map.get(time)!)),
    times: Float64Array.from(times),
    rows: times.length,
    failed: set.failed,
    warnings: [...set.warnings, ...(left > 0 ? [`${left} bars are left out: not every symbol has them`] : [])],
  }
}
