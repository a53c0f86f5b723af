import { pointKey } from '../../analysis/search/space.ts'
import { iso } from '../../core/time.ts'
import type { Store, StudyTrial } from '../../ports/store.ts'
import type { ParamValues } from '../../strategy/types.ts'
import type { RunData } from '../backtest/data.ts'
import { runId, type Setup, type StrategyForRun } from '../backtest/setup.ts'
import { shortHash } from '../common/hash.ts'
import type { Context } from '../context.ts'
import { type OptimizeInput, USUAL_FOLDS } from './input.ts'
import type { TrialResult } from './session.ts'
import type { Method } from './space.ts'

export interface StudyParts {
  context: Context
  input: OptimizeInput
  data: RunData
  loaded: StrategyForRun
  setup: Setup
  method: Method
  /** What the first set of parameters gave: another version of the engine is another study. */
  probe: TrialResult
}

/** How long finished trials may wait to be written together; as many would be lost by a `kill -9`. */
const PATIENCE_MS = 250

/**
 * The memory of an optimisation: what is told it is durable soon, and known again when the same study is opened. Every trial is also counted
 * among the trials ever run on the data. In a dry run, and where the store cannot be written, it forgets.
 */
export class Study {
  readonly id: string
  /** Trials that an earlier start of this study left. */
  readonly found: number
  readonly finished: boolean
  readonly #parts: StudyParts
  readonly #store: Store | null
  readonly #known: Map<string, TrialResult>
  #waiting: StudyTrial[] = []
  #counted: { params: ParamValues; dailySharpe: number | null }[] = []
  #written: number
  /** Trials on this data before a study that is not kept. */
  #before: { count: number; dailySharpes: Float64Array } = { count: 0, dailySharpes: new Float64Array() }

  private constructor(id: string, parts: StudyParts, store: Store | null, trials: StudyTrial[], finished: boolean) {
    this.id = id
    this.found = trials.length
    this.finished = finished
    this.#parts = parts
    this.#store = store
    this.#known = new Map(trials.map((one) => [`${one.stretch} ${one.key}`, resultOf(one)]))
    this.#written = parts.context.clock.elapsed()
  }

  static async open(parts: StudyParts): Promise<Study> {
    const { context, input, data } = parts
    const { id, request } = identityOf(parts)
    if (context.dryRun) {
      const study = new Study(id, parts, null, [], false)
      study.#before = (await context.store()).trials.on(data.dataKey)
      return study
    }
    try {
      const store = await context.store()
      const { strategy, symbols, objective } = input
      const asOf = iso(data.asOf)
      const body = {
        strategy,
        symbols,
        objective,
        timeframe: data.timeframe,
        source: data.source.name,
        dataHash: data.hash,
        request,
        asOf,
      }
      tellOfOther(context, store, id, request)
      const { trials, finished } = store.studies.open(id, body, context.clock.now())
      return new Study(id, parts, store, trials, finished)
    } catch (thrown) {
      context.progress.warn(`this study is not kept and cannot be resumed: ${(thrown as Error).message}`)
      return new Study(id, parts, null, [], false)
    }
  }

  /** What a trial gave when it was run before; undefined when it was not. */
  known(stretch: string, params: ParamValues): TrialResult | undefined {
    return this.#known.get(`${stretch} ${pointKey(params)}`)
  }

  /** Keeps a trial; `whole` = it ran over the whole range, so its Sharpe ratio is one of those that the best is the best of. */
  add(stretch: string, params: ParamValues, result: TrialResult, whole: boolean): void {
    const { objective, metrics, dailySharpe, blockSums, error } = result
    const key = pointKey(params)
    this.#known.set(`${stretch} ${key}`, result)
    this.#waiting.push({ stretch, key, params, body: { objective, metrics, dailySharpe, error }, dailyReturns: blockSums })
    this.#counted.push({ params, dailySharpe: whole ? dailySharpe : null })
    if (this.#parts.context.clock.elapsed() - this.#written >= PATIENCE_MS) this.flush()
  }

  /** Writes what waits, as one. */
  flush(): void {
    const { context, data, loaded, setup } = this.#parts
    const store = this.#store
    const trials = this.#waiting
    const counted = this.#counted
    this.#waiting = []
    this.#counted = []
    this.#written = context.clock.elapsed()
    if (store === null || trials.length === 0) return
    const at = context.clock.now()
    store.transaction(() => {
      store.studies.add(this.id, trials)
      store.trials.add(
        counted.map(({ params, dailySharpe }) => {
          const id = runId(data, { ...loaded, params }, setup)
          return { id, dataKey: data.dataKey, strategy: loaded.strategy.name, at, dailySharpe }
        }),
      )
    })
    this.#written = context.clock.elapsed()
  }

  finish(): void {
    this.flush()
    this.#store?.studies.finish(this.id)
  }

  /** Every trial ever run on this data, whoever ran it; where nothing is kept, those before and the ones given. */
  trialsEver(own: readonly TrialResult[]): { count: number; dailySharpes: Float64Array } {
    if (this.#store) return this.#store.trials.on(this.#parts.data.dataKey)
    const known = own.flatMap(({ dailySharpe }) => dailySharpe ?? [])
    const { count, dailySharpes } = this.#before
    return { count: count + own.length, dailySharpes: Float64Array.of(...dailySharpes, ...known) }
  }
}

function resultOf({ body, dailyReturns }: StudyTrial): TrialResult {
  return { ...(body as Omit<TrialResult, 'blockSums'>), blockSums: dailyReturns }
}

/** A study of the same request on data that has moved on since is another study: said, so that nobody waits for the old one. */
function tellOfOther({ progress }: Context, store: Store, id: string, request: string): void {
  const recent = store.studies.list(RECENT)
  if (recent.some((one) => one.id === id)) return
  const other = recent.find((one) => !one.finished && one.trials > 0 && (one.body as { request?: string }).request === request)
  if (!other) return
  const { asOf } = other.body as { asOf: string }
  progress.note(
    `an unfinished study of this (${other.trials} trials) was made on other data, as of ${asOf}: --as-of ${asOf} goes on with it; this is a new one`,
  )
}

/** Studies looked through for one that was left unfinished. */
const RECENT = 20

/** Hashes of everything that decides what is tried and what comes out (not of how fast, or where the report goes), with the data and without. */
function identityOf({ context, input, data, loaded, setup, method, probe }: StudyParts): { id: string; request: string } {
  const { range, objective, trials, walkForward, anchored, inSample, from, to } = input
  const { metrics, error } = probe
  const how = [
    range,
    objective,
    method,
    trials ?? null,
    inSample ? 0 : (walkForward ?? USUAL_FOLDS),
    anchored,
    context.settings.seed,
  ]
  const run = runId(data, loaded, setup)
  const same = runId({ ...data, hash: data.dataKey }, loaded, setup)
  return {
    id: shortHash(JSON.stringify([run, how, metrics, error])),
    request: shortHash(JSON.stringify([same, how, from ?? null, to ?? null])),
  }
}
