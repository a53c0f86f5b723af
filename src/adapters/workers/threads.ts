import { availableParallelism } from 'node:os'
import { Tinypool } from 'tinypool'
import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { PoolOptions, WorkerPool, Workers } from '../../ports/workers.ts'
import type { Reply } from './entry.ts'

/** Beside this file: built next to a built one, source next to source. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './entry.ts' : './entry.js', import.meta.url)

/** Worker threads of this process. */
export function createThreads(): Workers {
  return { cores: availableParallelism(), open: openPool }
}

function openPool({ module, shared, size }: PoolOptions): WorkerPool {
  const pool = new Tinypool({
    filename: ENTRY.href,
    minThreads: size,
    maxThreads: size,
    workerData: { module: module.href, shared },
    // What this process was started with (a debugger, a test runner's loader) is not the workers' business.
    execArgv: [],
  })
  // A death is told to the task that it fails; without a task nobody has to know.
  pool.on('error', () => {})
  const threads = watcher(pool)
  return {
    size,
    async run<Task, Result>(task: Task, signal: AbortSignal): Promise<Result> {
      throwIfAborted(signal)
      threads.watch()
      return resultOf(await untilAborted(pool.run(task).catch(died), signal)) as Result
    },
    close() {
      threads.stop()
      return pool.destroy()
    },
  }
}

/**
 * A thread that ends itself (`process.exit` in a strategy) says no more than that it ended, which the pool does not listen to: it is told, so
 * that the task does not wait for ever. A thread that ended by an error, or with the pool, was heard.
 */
function watcher(pool: Tinypool): { watch(): void; stop(): void } {
  const watched = new WeakSet<object>()
  let stopped = false
  const watch = () => {
    for (const thread of pool.threads) {
      if (watched.has(thread)) continue
      watched.add(thread)
      let heard = false
      thread.on('error', () => {
        heard = true
      })
      thread.on('exit', (code: number) => {
        if (!heard && !stopped) thread.emit('error', new Error(`it ended with code ${code}`))
      })
    }
  }
  return {
    watch,
    stop: () => {
      stopped = true
    },
  }
}

function died(thrown: unknown): never {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  throw new OpenbellError('unavailable', `a worker died: ${message}`, null, thrown)
}

/** What the task answered, or `canceled` as soon as the signal says so; the worker ends with the pool. */
async function untilAborted(answer: Promise<Reply>, signal: AbortSignal): Promise<Reply> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      try {
        throwIfAborted(signal)
      } catch (canceled) {
        reject(canceled)
      }
    }
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([answer, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
    answer.catch(() => {})
  }
}

function resultOf({ result, error }: Reply): unknown {
  if (error === null) return result
  throw new OpenbellError(error.kind, error.message, error.hint, error.stack ?? undefined)
}
