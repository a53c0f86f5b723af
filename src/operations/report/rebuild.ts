import { asOpenbellError } from '../../core/errors.ts'
import { type Instant, iso, parseInstant } from '../../core/time.ts'
import type { BacktestOutput } from '../backtest/output.ts'
import type { CompareOutput } from '../compare/output.ts'
import type { Context } from '../context.ts'
import type { OptimizeOutput } from '../optimize/output.ts'
import type { FoundRun } from '../runs/kept.ts'
import { backtestPage } from './backtest-page.ts'
import { comparePage } from './compare-page.ts'
import type { Page } from './html/page.ts'
import type { ReportInput } from './input.ts'

/**
 * The page of a kept run. The bars of a backtest are read again from the source they came from, as of the same instant; when they are
 * other bars than then, or cannot be read, the report says so instead of drawing one run over the data of another.
 */
export async function rebuildPage(context: Context, run: FoundRun): Promise<{ page: Page; notes: string[] }> {
  const kept: unknown = run.body.answer
  if (run.kind === 'compare') return { page: comparePage(kept as CompareOutput, run.columns), notes: [] }
  if (run.kind === 'optimize') {
    const { optimizePage } = await import('../optimize/report-page.ts')
    return { page: optimizePage(kept as OptimizeOutput, run.columns), notes: [] }
  }
  const answer = kept as BacktestOutput
  const { bars, notes } = await readAgain(context, run, answer)
  return { page: backtestPage({ answer, columns: run.columns, bars, keptAt: iso(run.at), notes }), notes }
}

async function readAgain(context: Context, run: FoundRun, answer: BacktestOutput): Promise<Pick<ReportInput, 'bars' | 'notes'>> {
  try {
    const { loadRunData } = await import('../backtest/data.ts')
    const { input } = run.body.request
    const asOf = parseInstant(answer.asOf) as Instant
    const data = await loadRunData(asThen(context, run, asOf), { ...input, symbols: answer.symbols, timeframe: answer.timeframe })
    if (data.hash === answer.dataHash) return { bars: data.series.map((one) => one.bars), notes: [] }
    return { bars: [], notes: [changed(context, run, data.hash, answer)] }
  } catch (thrown) {
    const error = asOpenbellError(thrown)
    if (error.kind === 'internal' || error.kind === 'canceled') throw error
    return { bars: [], notes: [`the bars of this run cannot be read any more, so the price is not drawn: ${error.message}`] }
  }
}

/** The context in which the run was made: its source, its as-of, its session. */
function asThen(context: Context, run: FoundRun, asOf: Instant): Context {
  const settings = { ...context.settings, session: run.body.request.session }
  return { ...context, settings, asOf: () => asOf, source: (name = run.source) => context.source(name) }
}

function changed(context: Context, run: FoundRun, hash: string, answer: BacktestOutput): string {
  const { seed } = run.body.request
  const made = seed === context.settings.seed ? '' : ` (it was made with --seed ${seed})`
  return `the data has changed since this run${made}: its bars and actions had the hash ${answer.dataHash}, now they have ${hash}; the price is not drawn, everything else is as it was`
}
