import { workerData } from 'node:worker_threads'
import { asOpenbellError, type ErrorReport } from '../../core/errors.ts'
import type { TaskRunner, WorkerModule } from '../../ports/workers.ts'

/** What a worker answers: an error as its report, because a copy between threads keeps nothing of an error but its text. */
export type Reply = { result: unknown; error: null } | { result: null; error: ErrorReport & { stack: string | null } }

/** What tinypool hands a worker: its own data first, then ours. */
const [, { module, shared }] = workerData as [unknown, { module: string; shared: unknown }]

let runner: Promise<TaskRunner> | null = null

/** The function that tinypool calls for each task; the module is loaded and started by the first one. */
export default async function work(task: unknown): Promise<Reply> {
  runner ??= (async () => ((await import(/* @vite-ignore */ module)) as WorkerModule).start(shared))()
  try {
    return { result: await (await runner)(task), error: null }
  } catch (thrown) {
    const error = asOpenbellError(thrown)
    return { result: null, error: { ...error.toJSON(), stack: (thrown as Error)?.stack ?? null } }
  }
}
