import { asOpenbellError } from '../../core/errors.ts'
import { loadStrategy } from '../../strategy/load.ts'
import { parseSettings } from '../../strategy/params.ts'
import { loadRunData } from '../backtest/data.ts'
import { runSetup, type StrategyForRun } from '../backtest/setup.ts'
import { type Context, defineOperation, OpenbellError } from '../operation.ts'
import { answerOf } from './answer.ts'
import { commandOf } from './command.ts'
import { OBJECTIVES, type OptimizeInput, optimizeInput } from './input.ts'
import { keepStudy } from './keep.ts'
import { judgeNeighbours } from './neighbours.ts'
import { type OptimizeOutput, optimizeOutput } from './output.ts'
import { writeOptimizeReport } from './report-page.ts'
import { TrialRunner } from './runner.ts'
import { TrialSession } from './session.ts'
import { cacheBytesOf, sharedSeries, sharedWork } from './shared-work.ts'
import { paramsAt, searchPlan, searchSpace } from './space.ts'
import { planStretches } from './stretches.ts'
import { Study } from './study.ts'
import { Sweep } from './sweep.ts'
import { walkForward } from './walk-forward.ts'
import { bestTrial } from './winner.ts'

/** Threads when none are said: one a core, and no more than a machine shared with others bears. */
const MOST_USUAL_WORKERS = 8

/** Bytes of daily returns kept for the odds of overfitting; beyond that a part of the trials stands for all. */
const RETURNS_BYTES = 128 * 1024 * 1024

/** What the threads run, beside this file: built next to a built one, source next to source. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/** The best parameters of a strategy, with the evidence for and against believing in them. */
export const optimize = defineOperation({
  name: 'optimize',
  toolset: 'backtest',
  summary: 'Search the parameters of a strategy, walk-forward, and say how likely the best is luck.',
  effect: 'read',
  input: optimizeInput,
  output: optimizeOutput,
  examples: [
    {
      title: 'A grid, judged on the sessions after each search',
      input: { strategy: 'sma-cross', symbols: ['SIMALL'], range: ['fast=5:25:5', 'slow=30:60:10'] },
    },
    {
      title: 'All parameters within their limits, by what was learned',
      input: { strategy: 'rsi-reversion', symbols: ['SIMTEC'], method: 'tpe', trials: 60 },
    },
    {
      title: 'For the smallest drawdown, folds from the start on',
      input: { strategy: 'breakout', symbols: ['SIMALL'], objective: 'calmar', method: 'random', trials: 40, anchored: true },
    },
  ],
  deadlineMs: null,
  async run(context, input) {
    try {
      return await study(context, input)
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind !== 'canceled' || context.dryRun) throw error
      throw new OpenbellError(
        'canceled',
        `${error.message}; what was done is kept, and the same command goes on from there`,
        commandOf(input),
        error,
      )
    }
  },
})

async function study(context: Context, input: OptimizeInput): Promise<OptimizeOutput> {
  const loaded = await loadForSearch(context, input)
  const setup = await runSetup(context, input)
  const space = searchSpace(loaded.strategy, input.range, loaded.params)
  const plan = searchPlan(space, input, context.settings.seed)
  const data = await loadRunData(context, input)
  const stretches = planStretches(data.series, input.inSample ? 0 : input.walkForward, input.anchored)
  const series = sharedSeries(data.series)
  const { objective } = input
  const { strategy, params: base } = loaded
  const workers = await workersFor(context, input)
  const { exchange, limits } = setup
  const session = new TrialSession({
    strategy,
    series,
    actions: data.actions,
    exchange,
    limits,
    objective,
    cacheBytes: cacheBytesOf(1),
  })
  const probe = session.trial(stretches.all, paramsAt(base, plan.search().next([])[0]))
  const kept = await Study.open({ context, input, data, loaded, setup, method: plan.method, probe })
  tellResumed(context, kept)
  const shared = sharedWork({ data, series, loaded, setup, flags: input, objective, threads: workers })
  const runner = new TrialRunner({ context, session, workers, pool: { module: WORKER, shared } })
  try {
    const searched = [stretches.all, ...stretches.folds.map((fold) => fold.inSample)]
    const sweep = new Sweep({ context, study: kept, runner, plan, base, objective, returnsBytes: RETURNS_BYTES }, searched)
    const trials = await sweep.search(stretches.all)
    const best = bestTrial(trials, objective)
    const forward = await walkForward(
      { context, data, sweep, session, direction: OBJECTIVES[objective], cash: exchange.cash },
      stretches.folds,
    )
    const neighbours = await judgeNeighbours(sweep, space, stretches.all, trials, best)
    kept.finish()
    const chosen = session.run(stretches.all, best.params, 'summary')
    const answer = answerOf({
      context,
      input,
      data,
      loaded,
      setup,
      plan,
      stretches,
      study: kept,
      trials,
      best,
      chosen,
      forward,
      neighbours,
    })
    const report =
      input.report === undefined ? undefined : await writeOptimizeReport(context, input.report, answer, { chosen, forward })
    const whole = report === undefined ? answer : { ...answer, report }
    await keepStudy(context, input, whole, { chosen, forward })
    return whole
  } finally {
    kept.flush()
    await runner.close()
  }
}

/** What is set need not be valid with the defaults of what is searched: each combination is asked for by itself. */
async function loadForSearch(context: Context, { strategy, set }: OptimizeInput): Promise<StrategyForRun> {
  const loaded = await loadStrategy(strategy, { home: context.settings.home })
  return { ...loaded, params: parseSettings({ ...loaded.strategy, valid: undefined }, set) }
}

async function workersFor(context: Context, { workers }: OptimizeInput): Promise<number> {
  if (workers !== undefined) return workers
  const { cores } = await context.workers()
  return Math.min(MOST_USUAL_WORKERS, cores)
}

function tellResumed({ progress }: Context, { id, found, finished }: Study): void {
  if (found === 0) return
  const left = finished ? 'all of them: nothing is run again' : 'going on from there'
  progress.note(`study ${id}: ${found} trials were done before, ${left}`)
}
