import { asOpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { JobResult, SeriesSet, Trainer, TrainerOptions, TrainingJob } from '../../ports/trainer.ts'
import type { Workers } from '../../ports/workers.ts'
import { runJob } from './job.ts'
import { userFiles } from './networks/user-files.ts'
import { loadTensorFlow, WASM_BACKEND } from './tensorflow.ts'
import { WindowSet } from './windows.ts'
import type { SharedJobs } from './worker.ts'

export interface WasmTrainerOptions {
  workers: Workers
  /** Address of the module that loads a user's files (`UserModules`). */
  userModules: string
}

/** What a thread runs: built next to a built file, source next to source. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/** Milliseconds from one look at what the threads have done to the next. */
const GLANCE_MS = 100

/** Steps, and windows to forecast, of all jobs together below which threads cost more than they save. */
const FEW_STEPS = 100
const FEW_WINDOWS = 50_000

/**
 * Trains with TensorFlow.js on WebAssembly, which is everywhere: jobs spread over threads where that helps, else in this one. A job's result
 * does not depend on where or beside what it ran.
 */
export function createWasmTrainer({ workers, userModules }: WasmTrainerOptions): Trainer {
  const files = userFiles(userModules)
  return {
    backend: WASM_BACKEND,
    async run(data, jobs, options) {
      throwIfAborted(options.signal)
      const size = Math.min(options.workers ?? workers.cores, jobs.length)
      if (size < 2 || isLittle(jobs)) return inThisThread(data, jobs, options, files)
      return inThreads(workers, { data, userModules }, jobs, options, size)
    },
    inspect: files.inspect,
    async close() {},
  }
}

function isLittle(jobs: readonly TrainingJob[]): boolean {
  const stages = jobs.flatMap((job) => job.stages)
  const steps = stages.reduce((sum, { train, steps: most }) => sum + (train.length > 0 ? most : 0), 0)
  const windows = stages.reduce((sum, { predict }) => sum + new WindowSet(predict).length, 0)
  return steps < FEW_STEPS && windows < FEW_WINDOWS
}

/** One job after another; between steps everything else of the process has its turn. */
async function inThisThread(
  data: SeriesSet,
  jobs: readonly TrainingJob[],
  { signal, progress }: TrainerOptions,
  files: ReturnType<typeof userFiles>,
): Promise<JobResult[]> {
  const tf = await loadTensorFlow()
  let steps = 0
  const pause = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    throwIfAborted(signal)
  }
  const stepped = () => {
    progress(++steps)
    return pause()
  }
  const results: JobResult[] = []
  for (const job of jobs) {
    throwIfAborted(signal)
    results.push(await runJob({ tf, files, data, stepped, pause }, job))
  }
  return results
}

async function inThreads(
  workers: Workers,
  parts: Omit<SharedJobs, 'steps'>,
  jobs: readonly TrainingJob[],
  { signal, progress }: TrainerOptions,
  size: number,
): Promise<JobResult[]> {
  const steps = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const pool = workers.open({ module: WORKER, shared: { ...parts, steps }, size })
  const glance = setInterval(() => progress(steps[0]), GLANCE_MS)
  try {
    const results = await Promise.all(jobs.map((job) => pool.run<TrainingJob, JobResult>(job, signal)))
    progress(steps[0])
    return results
  } catch (thrown) {
    throw asOpenbellError(thrown)
  } finally {
    clearInterval(glance)
    await pool.close()
  }
}
