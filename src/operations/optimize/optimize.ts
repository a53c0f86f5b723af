import { asOpenbellError } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { loadStrategy } from '../../strategy/load.ts'
import { parseSettings } from '../../strategy/params.ts'
import { loadRunData } from '../backtest/data.ts'
import { runSetup, type StrategyForRun } from '../backtest/setup.ts'
import { atLength } from '../common/breathe.ts'
import { typedFlags } from '../common/typed-flags.ts'
import { forecastsOver } from '../forecast-columns/asked.ts'
import { withForecasts } from '../forecast-columns/prepare.ts'
import { type Context, defineOperation, OpenbellError } from '../operation.ts'
import { refuseForeign } from '../report/write.ts'
import { answerOf } from './answer.ts'
import { commandOf } from './command.ts'
import { refuseConflicts } from './conflicts.ts'
import { OBJECTIVES, type OptimizeInput, optimizeInput, USUAL_FOLDS } from './input.ts'
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

/** Trials that the odds of overfitting are computed of (some seconds); beyond that a part of them stands for all. */
const MOST_COMPARED = 20_000

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
    await refuseForeign(context, input.report)
    const prepared = await prepare(context, input)
    const { kept, runner } = prepared
    try {
      return await carryOut(context, input, prepared)
    } catch (thrown) {
      throw stopped(context, input, prepared, thrown)
    } finally {
      kept.flush()
      await runner.close()
    }
  },
})

type Prepared = Awaited<ReturnType<typeof prepare>>

/** Strategy, data, plan and study: everything up to the first trial. */
async function prepare(context: Context, input: OptimizeInput) {
  refuseConflicts(input)
  const loaded = await loadForSearch(context, input)
  const setup = await runSetup(context, input)
  const { strategy, params: base } = loaded
  const space = searchSpace(strategy, input, base)
  const plan = searchPlan(space, input, context.settings.seed)
  const data = await loadRunData(context, input)
  const stretches = planStretches(data.series, input.inSample ? 0 : (input.walkForward ?? USUAL_FOLDS), input.anchored)
  const told = await withForecasts(context, data.series, forecastsOver(loaded, space.dimensions))
  const series = sharedSeries(told)
  const workers = await workersFor(context, input)
  const { exchange, limits } = setup
  const { objective } = input
  const parts = { strategy, series, actions: data.actions, exchange, limits, objective }
  const session = new TrialSession({ ...parts, cacheBytes: cacheBytesOf(workers) })
  // A strategy that never returns is found here, where Ctrl-C may end the process: nothing has been done yet.
  const probe = await atLength(context, () => session.trial(stretches.all, paramsAt(base, plan.search().next([])[0])))
  const kept = await Study.open({ context, input, data, loaded, setup, method: plan.method, probe })
  tellResumed(context, kept)
  const shared = sharedWork({ data, series, loaded, setup, flags: input, objective, threads: workers })
  const runner = new TrialRunner({ context, session, workers, pool: { module: WORKER, shared } })
  return { loaded, setup, space, plan, data, stretches, session, kept, runner }
}

async function carryOut(context: Context, input: OptimizeInput, prepared: Prepared): Promise<OptimizeOutput> {
  const { loaded, setup, space, plan, data, stretches, session, kept, runner } = prepared
  const { objective } = input
  const searched = [stretches.all, ...stretches.folds.map((fold) => fold.inSample)]
  const options = { context, study: kept, runner, plan, base: loaded.params, objective, mostCompared: MOST_COMPARED }
  const sweep = new Sweep(options, searched)
  const trials = await sweep.search(stretches.all)
  const best = bestTrial(trials, objective)
  const direction = OBJECTIVES[objective]
  const forward = await walkForward({ context, data, sweep, session, direction, cash: input.cash }, stretches.folds)
  const neighbours = await judgeNeighbours(sweep, space, stretches.all, trials, best)
  kept.finish()
  const chosen = await atLength(context, () => session.run(stretches.all, best.params, 'summary'))
  const found = { plan, stretches, study: kept, trials, best, chosen, forward, neighbours }
  const answer = await atLength(context, () => answerOf({ context, input, data, loaded, setup, ...found }))
  const report =
    input.report === undefined ? undefined : await writeOptimizeReport(context, input.report, answer, { chosen, forward })
  const whole = report === undefined ? answer : { ...answer, report }
  await keepStudy(context, input, whole, { chosen, forward })
  return whole
}

/** Ctrl-C is told what is kept, and the command that goes on: with the instant of the data, which may have moved on by then. */
function stopped(context: Context, input: OptimizeInput, { data, kept }: Prepared, thrown: unknown): unknown {
  const error = asOpenbellError(thrown)
  if (error.kind !== 'canceled' || context.dryRun) return thrown
  const { settings } = context
  const asOf = settings.asOf === null ? ` --as-of ${iso(data.asOf)}` : ''
  const message = `${error.message}; what was done of study ${kept.id} is kept, and the same command goes on from there`
  return new OpenbellError('canceled', message, `${commandOf(input)}${typedFlags(settings)}${asOf}`, error)
}

/** What is set need not be valid with the defaults of what is searched: each combination is asked for by itself. */
async function loadForSearch(context: Context, { strategy, set }: OptimizeInput): Promise<StrategyForRun> {
  const loaded = await atLength(context, () => loadStrategy(strategy, { home: context.settings.home }))
  return { ...loaded, params: parseSettings({ ...loaded.strategy, valid: undefined }, set), seed: context.settings.seed }
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
