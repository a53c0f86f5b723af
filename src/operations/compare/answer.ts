import { dailyHistory } from '../../analysis/metrics/daily.ts'
import { correlationMatrix } from '../../analysis/statistics/correlation.ts'
import type { RunData } from '../backtest/data.ts'
import type { Evaluation } from '../backtest/evaluate.ts'
import { runHead } from '../backtest/head.ts'
import type { Setup } from '../backtest/setup.ts'
import { shortHash } from '../common/hash.ts'
import type { CompareInput } from './input.ts'
import type { CompareOutput } from './output.ts'

/** The runs ranked by a metric, with buy and hold and the correlation of what they earned a day. */
export function answerOf(given: CompareInput, data: RunData, runs: Evaluation[], setup: Setup): CompareOutput {
  const ranked = runs.toSorted((a, b) => scoreOf(b, given.by) - scoreOf(a, given.by))
  return {
    run: shortHash(runs.map((one) => one.answer.run).join(' ')),
    by: given.by,
    symbols: data.series.map(({ bars }) => bars.symbol),
    ...runHead(data, setup),
    rows: ranked.map(({ answer }, i) => ({
      rank: i + 1,
      strategy: answer.strategy,
      ...(answer.file !== undefined && { file: answer.file }),
      run: answer.run,
      params: answer.params,
      metrics: answer.metrics,
      grade: answer.grade,
      curve: answer.curve,
      warnings: answer.warnings,
    })),
    buyAndHold: { totalReturn: runs[0].benchmark?.totalReturn ?? null },
    correlation: correlationOf(ranked),
    failed: data.failed,
  }
}

/** Higher is better; what could not be computed stands last. */
function scoreOf({ answer }: Evaluation, by: CompareInput['by']): number {
  const value = answer.metrics[by]
  if (value === null) return Number.NEGATIVE_INFINITY
  return by === 'maxDrawdown' ? -value : value
}

function correlationOf(ranked: Evaluation[]): CompareOutput['correlation'] {
  const levels = ranked.map(({ result }) => {
    const { days, equity } = dailyHistory(result)
    return { days, levels: equity }
  })
  const { benchmark } = ranked[0]
  if (benchmark) {
    let value = 1
    levels.push({ days: levels[0].days, levels: benchmark.dailyReturns.map((one) => (value *= 1 + one)) })
  }
  const names = ranked.map(({ answer }) => answer.strategy)
  return { names: benchmark ? [...names, 'buy-and-hold of the symbols'] : names, matrix: correlationMatrix(levels).matrix }
}
