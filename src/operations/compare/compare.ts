import { nearest } from '../../analysis/nearest.ts'
import { OpenbellError } from '../../core/errors.ts'
import { findByName, isPath, strategyFiles } from '../../strategy/folders.ts'
import { loadRunData, type RunData } from '../backtest/data.ts'
import { type CountedRun, type Evaluation, judge, runAndCount } from '../backtest/evaluate.ts'
import { loadForRun, runSetup, type Setup, type StrategyForRun } from '../backtest/setup.ts'
import { type Context, defineOperation } from '../operation.ts'
import { refuseForeign, writeCompareReport } from '../report/write.ts'
import { answerOf } from './answer.ts'
import { compareInput } from './input.ts'
import { curveColumns, keepComparison } from './keep.ts'
import { compareOutput } from './output.ts'

/** Several strategies on the same data at the same costs, with buy and hold beside them. */
export const compare = defineOperation({
  name: 'compare',
  toolset: 'backtest',
  summary: 'Run several strategies on the same data and rank them, with buy-and-hold beside.',
  effect: 'read',
  input: compareInput,
  output: compareOutput,
  examples: [
    { title: 'Three on one symbol', input: { names: ['sma-cross', 'rsi-reversion', 'breakout', 'SIMALL'] } },
    {
      title: 'Two on a portfolio, by drawdown',
      input: { names: ['sma-cross', 'ema-momentum', 'SIMTEC', 'SIMFIN'], by: 'maxDrawdown' },
    },
  ],
  deadlineMs: null,
  async run(context, given) {
    const { strategies, symbols } = split(context, given.names)
    await refuseForeign(context, given.report)
    const loaded = await Promise.all(strategies.map((name) => loadForRun(context, name, [])))
    const setup = await runSetup(context, given)
    const data = await loadRunData(context, { ...given, symbols })
    const runs = await evaluateAll(context, data, loaded, setup, given.to)
    const answer = answerOf(given, data, runs, setup)
    const columns = curveColumns(runs)
    const report = given.report === undefined ? undefined : await writeCompareReport(context, given.report, { answer, columns })
    const whole = report === undefined ? answer : { ...answer, report }
    const lost = await keepComparison(context, given, whole, columns)
    if (lost !== null) context.progress.warn(lost)
    return whole
  },
})

/** Every strategy is run and counted before the first is judged: all are judged by the same number of trials. */
async function evaluateAll(
  context: Context,
  data: RunData,
  loaded: StrategyForRun[],
  setup: Setup,
  to: string | undefined,
): Promise<Evaluation[]> {
  const counted: CountedRun[] = []
  for (const [i, one] of loaded.entries()) {
    context.progress.update(i, loaded.length, one.strategy.name)
    counted.push(await runAndCount(context, data, one, setup))
  }
  const last = counted[counted.length - 1].trials
  const runs: Evaluation[] = []
  for (const one of counted) {
    const trials = last.count > one.trials.count && last.lost === null ? last : one.trials
    runs.push(await judge(context, data, one, trials, to))
  }
  return runs
}

/** The leading names that are strategies, or paths, and the rest, which are symbols. */
function split(context: Context, names: string[]): { strategies: string[]; symbols: string[] } {
  const places = { home: context.settings.home }
  const isStrategy = (name: string) => isStrategyPath(name) || findByName(name, places) !== null
  const cut = names.findIndex((name) => !isStrategy(name))
  if (cut === -1)
    throw new OpenbellError('usage', 'compare: no symbols after the strategies', 'openbell compare sma-cross breakout SIMALL')
  const [strategies, symbols] = [[...new Set(names.slice(0, cut))], names.slice(cut)]
  const near = meant(symbols[0], places)
  if (cut === 0 || near) {
    throw new OpenbellError('not-found', `compare: '${names[cut]}' is no strategy${near}`, 'openbell strategies list')
  }
  const late = symbols.find(isStrategy)
  if (late)
    throw new OpenbellError('usage', `compare: the strategy '${late}' comes after a symbol`, 'strategies first, then symbols')
  return { strategies, symbols }
}

/** A slash alone makes no path: BTC/USD is a symbol. */
function isStrategyPath(name: string): boolean {
  return isPath(name) && (/^(?:[.~]|[\\/])/.test(name) || /\.[mc]?[jt]s$/.test(name))
}

/** What a word that is no strategy was meant to be; '' for what looks like a symbol. */
function meant(name: string, places: { home: string }): string {
  const files = strategyFiles(places).map((one) => one.name)
  const near = name === name.toLowerCase() ? nearest(name, files) : null
  return near !== null && Math.min(name.length, near.length) > 4 ? `; did you mean '${near}'?` : ''
}
