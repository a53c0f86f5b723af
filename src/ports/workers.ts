/**
 * A module that workers run: it exports `start`, called once in each worker with what all share, which answers the function that does one
 * task. Both may be asynchronous.
 */
export interface WorkerModule<Shared = unknown, Task = unknown, Result = unknown> {
  start(shared: Shared): TaskRunner<Task, Result> | Promise<TaskRunner<Task, Result>>
  /**
   * What an error means that was thrown where no task could catch it (a timer, a promise nobody waits for): the task under way, else the next
   * one, fails with it. A module without it dies of such an error.
   */
  stray?(thrown: unknown): unknown
}

export type TaskRunner<Task = unknown, Result = unknown> = (task: Task) => Result | Promise<Result>

export interface PoolOptions {
  /** The module's address: `new URL('./worker.ts', import.meta.url)`. */
  module: URL
  /** Given to every worker. Columns over shared memory are read in place; everything else is copied once a worker. */
  shared: unknown
  /** Workers. */
  size: number
}

/** Some workers with one job. */
export interface WorkerPool {
  readonly size: number
  /**
   * Does one task in the next free worker. An error thrown there is thrown here, its kind kept; a worker that dies fails its task with
   * `unavailable` and is replaced. @throws OpenbellError canceled as soon as the signal says so; `close` then ends what still runs.
   */
  run<Task, Result>(task: Task, signal: AbortSignal): Promise<Result>
  /** Ends every worker, in the middle of a task too. */
  close(): Promise<void>
}

/** Cores beside this one. */
export interface Workers {
  /** Cores that this process may use. */
  readonly cores: number
  open(options: PoolOptions): WorkerPool
}
