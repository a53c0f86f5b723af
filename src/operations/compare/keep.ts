import { parseTimeframe } from '../../market/timeframe.ts'
import type { Evaluation } from '../backtest/evaluate.ts'
import type { Context } from '../context.ts'
import { keepRun, requestOf } from '../runs/kept.ts'
import type { CompareInput } from './input.ts'
import type { CompareOutput } from './output.ts'

/** Keeps a comparison with the equity curve of each of its runs; answers why it could not, else null. */
export async function keepComparison(
  context: Context,
  given: CompareInput,
  answer: CompareOutput,
  columns: Record<string, Float64Array>,
): Promise<string | null> {
  const best = answer.rows[0]
  return keepRun(context, {
    id: answer.run,
    kind: 'compare',
    strategy: answer.rows.map((row) => row.strategy).join(','),
    symbols: answer.symbols,
    timeframe: parseTimeframe(answer.timeframe),
    source: answer.source,
    summary: {
      feed: answer.feed,
      totalReturn: best.metrics.totalReturn,
      sharpe: best.metrics.sharpe,
      roundTrips: best.metrics.roundTrips,
      grade: best.grade.letter,
    },
    body: { request: requestOf(context, given), answer },
    columns,
  })
}

/** Equity of every run at every step by its strategy's name, as a multiple of the start; `times` are the closes of the steps (epoch ms). */
export function curveColumns(runs: Evaluation[]): Record<string, Float64Array> {
  const columns: Record<string, Float64Array> = {}
  for (const { answer, result } of runs) {
    columns[`equity ${answer.strategy}`] = Float64Array.from(
      result.equity.subarray(0, result.steps),
      (value) => value / result.startCash,
    )
  }
  columns.times = Float64Array.from(runs[0].result.times.subarray(0, runs[0].result.steps))
  return columns
}
