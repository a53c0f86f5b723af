import { asOpenbellError } from '../../core/errors.ts'
import type { PoolOptions, WorkerPool } from '../../ports/workers.ts'
import type { ParamValues } from '../../strategy/types.ts'
import { atLength } from '../common/breathe.ts'
import type { Context } from '../context.ts'
import type { TrialResult, TrialSession } from './session.ts'
import type { Stretch } from './stretches.ts'
import type { TrialTask } from './worker.ts'

/** Work that starting threads is worth: below it they would cost more than they save. */
const WORTH_MS = 400

/** The same where one thread would work instead of this process: it saves no time, but can be ended, and what was done is told. */
const WORTH_ALONE_MS = 1500

/** Trials that are timed before that is judged: the first ones are slow, the compiler is still at it. */
const TIMED = 5

/** Work of one task: long enough to be worth the message, short enough that the last worker is not waited for. */
const CHUNK_MS = 40
const MOST_OF_A_CHUNK = 64

export interface RunnerOptions {
  context: Context
  session: TrialSession
  /** Threads. One is of use too: a trial in it can be ended, and this process hears Ctrl-C meanwhile. */
  workers: number
  /** Given to the pool when it is opened. */
  pool: Omit<PoolOptions, 'size'>
}

/** Runs trials here or in threads, whichever ends sooner; what comes out does not depend on it. */
export class TrialRunner {
  readonly #context: Context
  readonly #session: TrialSession
  readonly #workers: number
  readonly #options: Omit<PoolOptions, 'size'>
  #pool: WorkerPool | null = null
  /** Quickest trial so far for a session of the stretch, in milliseconds: what one takes when nothing disturbs it. */
  #msPerSession = Number.POSITIVE_INFINITY
  #timed = 0
  /** What the trials here took together, in milliseconds. */
  #spent = 0

  constructor({ context, session, workers, pool }: RunnerOptions) {
    this.#context = context
    this.#session = session
    this.#workers = workers
    this.#options = pool
  }

  /** Threads that are running; 0 = this process works alone. */
  get threads(): number {
    return this.#pool?.size ?? 0
  }

  /**
   * Runs a set of parameters each on a stretch. `done` is told of each as it ends, in any order. `ahead`: sessions that trials after these
   * will take, for judging whether threads are worth their start.
   */
  async run(
    stretch: Stretch,
    params: readonly ParamValues[],
    ahead: number,
    done: (index: number, result: TrialResult) => void,
  ): Promise<void> {
    let next = 0
    while (next < params.length && this.#alone((params.length - next) * stretch.sessions + ahead)) {
      const at = next++
      done(at, await atLength(this.#context, () => this.#timedTrial(stretch, params[at])))
    }
    if (next < params.length) await this.#spread(stretch, params, next, done)
  }

  /** True while this process is the quickest place, and so little is left that ending it by Ctrl-C would lose nothing. */
  #alone(sessionsLeft: number): boolean {
    if (this.#pool) return false
    const worth = this.#workers > 1 ? WORTH_MS : WORTH_ALONE_MS
    if (this.#timed < TIMED && this.#spent < worth) return true
    return this.#msPerSession * sessionsLeft < worth
  }

  #timedTrial(stretch: Stretch, params: ParamValues): TrialResult {
    const { clock } = this.#context
    const started = clock.elapsed()
    const result = this.#session.trial(stretch, params)
    const took = clock.elapsed() - started
    this.#timed++
    this.#spent += took
    this.#msPerSession = Math.min(this.#msPerSession, took / stretch.sessions)
    return result
  }

  /** Hands out chunks; each worker has one at a time, so that a slow one holds nothing up. */
  async #spread(
    stretch: Stretch,
    params: readonly ParamValues[],
    from: number,
    done: (index: number, result: TrialResult) => void,
  ): Promise<void> {
    const pool = await this.#open()
    const share = Math.ceil((params.length - from) / pool.size / 2)
    const usual = Math.floor(CHUNK_MS / Math.max(1e-6, this.#msPerSession * stretch.sessions))
    const chunk = Math.max(1, Math.min(share, usual, MOST_OF_A_CHUNK))
    let next = from
    const drive = async (): Promise<void> => {
      while (next < params.length) {
        const start = next
        const end = Math.min(params.length, start + chunk)
        next = end
        const results = await this.#task(pool, { stretch, params: params.slice(start, end) })
        for (const [i, result] of results.entries()) done(start + i, result)
      }
    }
    await Promise.all(Array.from({ length: pool.size }, drive))
  }

  /** A worker that dies takes its task along: each of its trials is tried once more by itself, and the one that does it again has failed. */
  async #task(pool: WorkerPool, task: TrialTask): Promise<TrialResult[]> {
    const { signal } = this.#context
    try {
      return await pool.run<TrialTask, TrialResult[]>(task, signal)
    } catch (thrown) {
      const { kind, message } = asOpenbellError(thrown)
      if (kind !== 'unavailable') throw thrown
      if (task.params.length === 1) return [failedTrial(`${kind}: ${message}`)]
      const results: TrialResult[] = []
      for (const params of task.params) results.push(...(await this.#task(pool, { stretch: task.stretch, params: [params] })))
      return results
    }
  }

  async #open(): Promise<WorkerPool> {
    if (this.#pool) return this.#pool
    const threads = await this.#context.workers()
    this.#pool = threads.open({ ...this.#options, size: this.#workers })
    return this.#pool
  }

  async close(): Promise<void> {
    await this.#pool?.close()
    this.#pool = null
  }
}

function failedTrial(error: string): TrialResult {
  return { objective: null, metrics: null, dailySharpe: null, blockSums: null, error }
}
