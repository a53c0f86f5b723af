import { dailyHistory } from '../../analysis/metrics/daily.ts'
import { isoDate } from '../../core/time.ts'
import type { RunResult } from '../../engine/types.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import type { Context } from '../context.ts'
import { defineOperation } from '../operation.ts'
import { reportColumns } from '../report/data/columns.ts'
import type { ReportColumns } from '../report/input.ts'
import { refuseForeign, writeReport } from '../report/write.ts'
import { keepRun, requestOf } from '../runs/kept.ts'
import { loadRunData } from './data.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { type BacktestInput, backtestInput } from './input.ts'
import { bandsOf, monteCarloOf } from './monte-carlo.ts'
import { type BacktestOutput, backtestOutput } from './output.ts'
import { loadForRun, runSetup, type Setup } from './setup.ts'

/** A strategy on the past, with the fill rules, the costs and the risk gate that paper and live have. */
export const backtest = defineOperation({
  name: 'backtest',
  toolset: 'backtest',
  summary: 'Run a strategy over history and say how far the result may be trusted.',
  effect: 'read',
  input: backtestInput,
  output: backtestOutput,
  examples: [
    { title: 'A built-in strategy on daily bars', input: { strategy: 'sma-cross', symbols: ['SIMALL'] } },
    {
      title: 'Other parameters, some dates',
      input: { strategy: 'sma-cross', symbols: ['SIMALL'], set: ['fast=5', 'slow=20'], from: '2025-01-02', to: '2025-12-31' },
    },
    { title: 'Several symbols, one account', input: { strategy: 'rsi-reversion', symbols: ['SIMTEC', 'SIMFIN', 'SIMINV'] } },
    {
      title: 'Does it look ahead? How lucky was it?',
      input: { strategy: 'ema-momentum', symbols: ['SIMALL'], check: true, monteCarlo: 1000 },
    },
  ],
  deadlineMs: null,
  async run(context, input) {
    await refuseForeign(context, input.report)
    const loaded = await loadForRun(context, input.strategy, input.set)
    const setup = await runSetup(context, input)
    const data = await loadRunData(context, input)
    const evaluation = await evaluate(context, data, loaded, setup, { check: input.check, to: input.to })
    const answer = { ...evaluation.answer, ...(await extras(context, input, evaluation, setup)) }
    const columns = columnsOf(evaluation, answer)
    const report = input.report === undefined ? undefined : await reportTo(context, input.report, answer, columns, evaluation)
    const whole = report === undefined ? answer : { ...answer, report }
    const lost = await keepBacktest(context, input, whole, columns)
    return lost === null ? whole : { ...whole, warnings: [...whole.warnings, lost] }
  },
})

/** What only flags ask for. */
async function extras(
  context: Context,
  input: BacktestInput,
  { result }: Evaluation,
  setup: Setup,
): Promise<Partial<BacktestOutput>> {
  return {
    ...(input.monteCarlo > 0 && { monteCarlo: await monteCarloOf(context, result, setup, input) }),
    ...(input.equity && { equity: equityRows(result) }),
  }
}

function equityRows(result: RunResult): BacktestOutput['equity'] {
  const { days, equity } = dailyHistory(result)
  return Array.from(days, (day, i) => ({ date: isoDate(day), equity: equity[i] }))
}

/** The columns that a report draws, kept with the run. */
function columnsOf({ result, benchmark }: Evaluation, { monteCarlo }: BacktestOutput): ReportColumns {
  const bands = monteCarlo ? bandsOf(monteCarlo, result.startCash) : null
  return reportColumns(result, { benchmarkReturns: benchmark?.dailyReturns ?? null, bands })
}

async function reportTo(
  context: Context,
  path: string,
  answer: BacktestOutput,
  columns: ReportColumns,
  { data }: Evaluation,
): Promise<string> {
  const input = { answer, columns, bars: data.series.map(({ bars }) => bars), keptAt: null, notes: [] }
  return writeReport(context, path, input)
}

async function keepBacktest(
  context: Context,
  input: BacktestInput,
  answer: BacktestOutput,
  columns: ReportColumns,
): Promise<string | null> {
  const { run, strategy, symbols, timeframe, metrics, grade, feed, source } = answer
  return keepRun(context, {
    id: run,
    kind: 'backtest',
    strategy,
    symbols,
    timeframe: parseTimeframe(timeframe),
    source,
    summary: {
      feed,
      totalReturn: metrics.totalReturn,
      sharpe: metrics.sharpe,
      roundTrips: metrics.roundTrips,
      grade: grade.letter,
    },
    body: { request: requestOf(context, input), answer },
    columns,
  })
}
