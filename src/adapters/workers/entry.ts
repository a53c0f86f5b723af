import { Console } from 'node:console'
import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { workerData } from 'node:worker_threads'
import { asOpenbellError, type ErrorReport } from '../../core/errors.ts'
import type { TaskRunner, WorkerModule } from '../../ports/workers.ts'

/** What a worker answers: an error as its report, because a copy between threads keeps nothing of an error but its text. */
export type Reply = { result: unknown; error: null } | { result: null; error: ErrorReport & { stack: string | null } }

/** What tinypool hands a worker: its own data first, then ours. */
const [, { module, shared }] = workerData as [unknown, { module: string; shared: unknown }]

const STDERR = 2

// What code of a user prints is conversation: stdout is the answer's alone. It is written at once: a thread's own streams wait for the
// first thread to read them, and what it has not read is lost when the thread ends.
globalThis.console = new Console(new Writable({ write: (chunk, _, done) => done(said(chunk)) }))

let runner: Promise<TaskRunner> | null = null

/** Rejects with the first error that nobody could catch. */
let strayed: (fault: unknown) => void
const stray = new Promise<never>((_, reject) => {
  strayed = reject
})
stray.catch(() => {})

/** Nobody who listens, or not as fast: no reason for a trial to fail. */
function said(chunk: Uint8Array): null {
  try {
    writeSync(STDERR, chunk)
  } catch {}
  return null
}

/** The function that tinypool calls for each task; the module is loaded and started by the first one. */
export default async function work(task: unknown): Promise<Reply> {
  runner ??= begin()
  try {
    const result = await Promise.race([answer(runner, task), stray])
    return { result, error: null }
  } catch (thrown) {
    const error = asOpenbellError(thrown)
    return { result: null, error: { ...error.toJSON(), stack: (thrown as Error)?.stack ?? null } }
  }
}

async function begin(): Promise<TaskRunner> {
  const loaded = (await import(/* @vite-ignore */ module)) as WorkerModule
  const { stray: faultOf } = loaded
  if (faultOf) {
    const take = (thrown: unknown) => strayed(faultOf(thrown))
    process.on('uncaughtException', take)
    process.on('unhandledRejection', take)
  }
  return loaded.start(shared)
}

async function answer(started: Promise<TaskRunner>, task: unknown): Promise<unknown> {
  try {
    return await (await started)(task)
  } finally {
    // Promises that the task left behind are judged before its answer goes out.
    await new Promise((resolve) => setImmediate(resolve))
  }
}
