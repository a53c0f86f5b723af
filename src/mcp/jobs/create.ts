import { LRUCache } from 'lru-cache'
import PQueue from 'p-queue'
import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { Context } from '../../operations/context.ts'
import { Job } from './job.ts'
import type { JobResult, JobStatus, Jobs, JobWait, JobWish, ListedJob, ToAnswer } from './jobs.ts'
import { packSettings } from './packed-settings.ts'
import { type JobProcess, startProcess } from './process.ts'

export interface JobLimits {
  /** Jobs that run at once. */
  running: number
  /** Jobs that wait for those. */
  waiting: number
  /** Ended jobs that are kept for their handles: how many, how many bytes of values together, and how long in milliseconds. */
  kept: number
  keptBytes: number
  keptMs: number
  /** A job whose operation has no limit of its own ends after so long. */
  longestMs: number
  /** Between asking a process to stop, telling it, and killing it. */
  graceMs: number
}

/** A job uses one core; what AI clients start is not to take the machine. */
const LIMITS: JobLimits = {
  running: 2,
  waiting: 64,
  kept: 50,
  keptBytes: 64_000_000,
  keptMs: 3_600_000,
  longestMs: 3_600_000,
  graceMs: 1000,
}

type JobsContext = Pick<Context, 'settings' | 'clock' | 'log' | 'grants' | 'dryRun'>

/** Jobs in processes of their own, with the server's settings and rights. */
export function createJobs(context: JobsContext, limits: Partial<JobLimits> = {}): Jobs {
  return new ProcessJobs(context, { ...LIMITS, ...limits })
}

class ProcessJobs implements Jobs {
  readonly #context: JobsContext
  readonly #limits: JobLimits
  readonly #queue: PQueue
  /** Those that have not ended. */
  readonly #active = new Map<string, Job>()
  /** Those that have, and whose handle somebody has. */
  readonly #ended: LRUCache<string, Job>
  #spare: JobProcess | null = null
  #started = 0
  #isClosed = false

  constructor(context: JobsContext, limits: JobLimits) {
    this.#context = context
    this.#limits = limits
    this.#queue = new PQueue({ concurrency: limits.running })
    this.#ended = new LRUCache({
      max: limits.kept,
      maxSize: limits.keptBytes,
      ttl: limits.keptMs,
      ttlResolution: 0,
      perf: { now: () => 1 + context.clock.elapsed() },
    })
  }

  async run(wish: JobWish, wait: JobWait, toAnswer: ToAnswer | null = null): ReturnType<Jobs['run']> {
    throwIfAborted(wait.signal)
    const job = this.#begin(wish, toAnswer)
    await patient(job, wait)
    if (wait.signal.aborted && !job.isOver) await this.#stop(job, canceled())
    if (job.isOver) return { value: job.result().value }
    job.isNamed = true
    return { job: job.status() }
  }

  status(id: string): JobStatus {
    return this.#job(id).status()
  }

  async settled(id: string, wait: JobWait): Promise<JobStatus> {
    const job = this.#job(id)
    await patient(job, wait)
    throwIfAborted(wait.signal)
    return job.status()
  }

  result(id: string): JobResult {
    return this.#job(id).result()
  }

  async cancel(id: string): Promise<JobStatus> {
    const job = this.#job(id)
    if (!job.isOver) await this.#stop(job, canceled())
    return job.status()
  }

  list(): ListedJob[] {
    for (const job of this.#active.values()) job.isNamed = true
    const all = [...this.#active.values(), ...this.#ended.values()].sort((a, b) => b.number - a.number)
    return all.map((job) => ({ ...job.status(), input: job.wish.input }))
  }

  warm(): void {
    if (this.#isClosed || this.#spare) return
    const spare = this.#start()
    this.#spare = spare
    spare.ended.then(() => {
      if (this.#spare === spare) this.#spare = null
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const spare = this.#spare
    this.#spare = null
    const stopped = [...this.#active.values()].map((job) => this.#stop(job, canceled()))
    await Promise.all([...stopped, spare?.kill()])
  }

  #begin(wish: JobWish, toAnswer: ToAnswer | null): Job {
    if (this.#isClosed) throw new OpenbellError('unavailable', 'the server is being stopped')
    const waiting = [...this.#active.values()].filter((one) => one.state === 'waiting').length
    if (waiting >= this.#limits.waiting) {
      const hint = 'wait until one has ended, or end one: job_cancel'
      throw new OpenbellError('unavailable', `${waiting} jobs wait already`, hint)
    }
    const job = new Job(wish, this.#started++, toAnswer)
    this.#active.set(job.id, job)
    job.ended.then(() => {
      this.#active.delete(job.id)
      if (job.isNamed) this.#keep(job)
    })
    void this.#queue.add(() => this.#work(job))
    return job
  }

  /** Its turn has come: it has a place until its process is gone. */
  async #work(job: Job): Promise<void> {
    if (job.isOver) return
    const { longestMs, graceMs } = this.#limits
    const process = this.#take()
    job.state = 'running'
    job.process = process
    let timer: NodeJS.Timeout | undefined
    process.hear((answer) => {
      if (answer.kind === 'begun') timer = setTimeout(() => this.#late(job, answer.limitMs), answer.limitMs ?? longestMs)
      job.hear(answer)
    })
    process.send({ kind: 'run', wish: job.wish })
    job.ended.then(() => process.stop(graceMs))
    job.lost(await process.ended)
    clearTimeout(timer)
    if (this.#queue.size === 0) this.warm()
  }

  /** An operation ends by its own limit; what is still there does not listen. */
  #late(job: Job, limitMs: number | null): void {
    const { longestMs, graceMs } = this.#limits
    const seconds = Math.round((limitMs ?? longestMs) / 1000)
    const fault = () => {
      const message = `${job.wish.operation} took longer than ${seconds} s`
      job.fail(new OpenbellError('unavailable', message, 'ask for less, or run it at a terminal'))
    }
    if (limitMs === null) fault()
    else setTimeout(fault, graceMs).unref()
  }

  #take(): JobProcess {
    const process = this.#spare ?? this.#start()
    this.#spare = null
    return process
  }

  #start(): JobProcess {
    const { settings, grants, dryRun } = this.#context
    return startProcess({ kind: 'start', settings: packSettings(settings), grants, dryRun })
  }

  /** Ends it with this error, and waits until its process is gone. */
  async #stop(job: Job, error: OpenbellError): Promise<void> {
    const { process } = job
    job.fail(error)
    await process?.ended
  }

  #keep(job: Job): void {
    job.dropValueOver(this.#limits.keptBytes - 1)
    this.#ended.set(job.id, job, { size: 1 + (job.json?.length ?? 0) })
  }

  #job(id: string): Job {
    const job = this.#active.get(id) ?? this.#ended.peek(id)
    if (job) return job
    throw new OpenbellError('not-found', `no job '${id}': it is unknown, or ended long ago`, 'start it again')
  }
}

/** Waits for its end, but not longer, and not beyond an abort. Meanwhile what it says is told. */
async function patient(job: Job, wait: JobWait): Promise<void> {
  const { ms, signal } = wait
  job.listeners.add(wait)
  let timer: NodeJS.Timeout | undefined
  let stop = () => {}
  const enough = new Promise<void>((resolve) => {
    stop = resolve
    timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) resolve()
  })
  await Promise.race([job.ended, enough])
  clearTimeout(timer)
  signal.removeEventListener('abort', stop)
  job.listeners.delete(wait)
}

function canceled(): OpenbellError {
  return new OpenbellError('canceled', 'canceled before it finished')
}
