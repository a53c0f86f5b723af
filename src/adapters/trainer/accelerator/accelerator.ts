import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import type { Log } from '../../../ports/log.ts'
import type { JobResult, SeriesSet, Trainer, TrainerOptions, TrainingJob } from '../../../ports/trainer.ts'
import { userFiles } from '../networks/user-files.ts'
import { INSTALL } from './diagnosis.ts'
import { ACCELERATOR, installedVersion, PACKAGE } from './place.ts'
import { type AcceleratorProcess, type Limits, startProcess } from './process.ts'

const LIMITS: Limits = { startMs: 120_000, silenceMs: 120_000 }

export interface AcceleratorOptions {
  /** Folder that the package was installed into. */
  folder: string
  /** Address of the module that loads the files of users. */
  userModules: URL
  log: Log
  env?: Record<string, string | undefined>
  limits?: Partial<Limits>
}

/** A trainer that has been seen to work. */
export interface Accelerator extends Trainer {
  /** Of the process that holds the library; null while there is none. */
  readonly pid: number | null
}

/**
 * Trains with TensorFlow's GPU library in a process of its own, so that a crash in its native part ends that process and not this one. Jobs run
 * one after another. The process is started anew where it has failed. Its sums are added up in an order that changes from run to run.
 * @throws OpenbellError unavailable, in one line naming what is missing
 */
export async function openAccelerator(options: AcceleratorOptions, signal: AbortSignal): Promise<Accelerator> {
  const { folder } = options
  const version = installedVersion(folder)
  if (version === null) throw new OpenbellError('unavailable', `${ACCELERATOR} is not installed (looked in ${folder})`, INSTALL)
  const limits = { ...LIMITS, ...options.limits }
  let held: AcceleratorProcess | null = await start(options, limits, signal)
  let queue: Promise<unknown> = Promise.resolve()
  const work = async (data: SeriesSet, jobs: readonly TrainingJob[], wishes: TrainerOptions) => {
    throwIfAborted(wishes.signal)
    if (held === null || held.isGone) held = await start(options, limits, wishes.signal)
    return runAll(held, data, jobs, wishes, limits)
  }
  return {
    backend: { name: ACCELERATOR, library: `${PACKAGE} ${version}`, reproducible: false },
    get pid() {
      return held === null || held.isGone ? null : (held.pid ?? null)
    },
    run(data, jobs, wishes) {
      const mine = queue.then(() => work(data, jobs, wishes))
      queue = mine.catch(() => {})
      return mine
    },
    inspect: userFiles(options.userModules.href).inspect,
    async close() {
      await held?.end()
      held = null
    },
  }
}

async function start({ folder, userModules, log, env = process.env }: AcceleratorOptions, limits: Limits, signal: AbortSignal) {
  const started = startProcess({ log, env: environment(env) })
  try {
    await started.ask(
      { kind: 'load', folder, userModules: userModules.href },
      { phase: 'loading', limitMs: limits.startMs, signal },
    )
    return started
  } catch (thrown) {
    await started.end()
    throw thrown
  }
}

async function runAll(
  held: AcceleratorProcess,
  data: SeriesSet,
  jobs: readonly TrainingJob[],
  { signal, progress }: TrainerOptions,
  { silenceMs: limitMs }: Limits,
): Promise<JobResult[]> {
  const options = { phase: 'training' as const, limitMs, signal }
  await held.ask({ kind: 'data', data }, options)
  const results: JobResult[] = []
  let before = 0
  for (const job of jobs) {
    const told = await held.ask({ kind: 'job', job }, { ...options, progress: (steps) => progress(before + steps) })
    if (told.kind !== 'result') throw new OpenbellError('internal', `${ACCELERATOR} answered a job with '${told.kind}'`)
    results.push(told.result)
    before += told.result.stages.reduce((sum, stage) => sum + stage.steps, 0)
    progress(before)
  }
  return results
}

/** A foreign library needs none of our keys; and it is not to take the whole memory of a GPU that others draw on. */
function environment(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const open = Object.entries(env).filter(([name]) => !/^(APCA|OPENBELL)_|SECRET|TOKEN|PASSWORD|API_?KEY/i.test(name))
  return { TF_FORCE_GPU_ALLOW_GROWTH: 'true', ...Object.fromEntries(open) }
}
