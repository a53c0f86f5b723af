import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { loadSettings } from '../../src/adapters/settings/load.ts'
import { createJobs, type JobLimits } from '../../src/mcp/jobs/create.ts'
import type { Jobs, JobWish } from '../../src/mcp/jobs/jobs.ts'
import type { Grants } from '../../src/operations/context.ts'
import type { Clock } from '../../src/ports/clock.ts'

export interface JobsOptions {
  home: string
  flags?: Record<string, string>
  env?: Record<string, string>
  grants?: Grants
  limits?: Partial<JobLimits>
  clock?: Clock
}

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** Jobs as a server has them, on the simulated market of a fixed day; a process that does not listen is not waited for long. */
export function startJobs({ home, flags, env = {}, grants, limits, clock = createSystemClock() }: JobsOptions): Jobs {
  const settings = loadSettings({ flags: { home, 'as-of': '2026-03-20T20:00:00Z', ...flags }, env, cwd: home })
  return createJobs({ settings, clock, log, grants, dryRun: false }, { graceMs: 200, ...limits })
}

/** A backtest of a few weeks. */
export function backtestOf(strategy = 'sma-cross', globals: Record<string, string> = {}): JobWish {
  return { operation: 'backtest', input: { strategy, symbols: ['SIMALL'], from: '2026-01-05' }, globals }
}

/** A call that waits so long. */
export function patience(ms: number, extra: Partial<Parameters<Jobs['run']>[1]> = {}): Parameters<Jobs['run']>[1] {
  return { ms, signal: new AbortController().signal, progress() {}, ...extra }
}

/** Real jobs whose calls wait for nothing: all that is long there answers a handle at once. */
export function impatient(jobs: Jobs): Jobs {
  return {
    run: (wish, wait, toAnswer) => jobs.run(wish, { ...wait, ms: 0 }, toAnswer),
    settled: (id, wait) => jobs.settled(id, wait),
    status: (id) => jobs.status(id),
    result: (id) => jobs.result(id),
    cancel: (id) => jobs.cancel(id),
    list: () => jobs.list(),
    warm: () => jobs.warm(),
    close: () => jobs.close(),
  }
}

/** What was answered, which must be a value. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
export async function answered(answer: ReturnType<Jobs['run']>): Promise<any> {
  const settled = await answer
  if ('value' in settled) return settled.value
  throw new Error(`a handle: ${JSON.stringify(settled.job)}`)
}

/** The handle that was answered. */
export async function handleOf(answer: ReturnType<Jobs['run']>): Promise<string> {
  const settled = await answer
  if ('job' in settled) return settled.job.id
  throw new Error('a value, not a handle')
}
