import { type App, createApp, endWithParent } from '../../app.ts'
import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { strayFault } from '../../operations/common/stray-fault.ts'
import { withGlobals } from '../../operations/common/with-globals.ts'
import type { Progress } from '../../operations/context.ts'
import { execute } from '../../operations/execute.ts'
import { inWholes } from './in-wholes.ts'
import type { JobWish } from './jobs.ts'
import type { Answer, Start } from './messages.ts'
import { unpackSettings } from './packed-settings.ts'

/** Most often that progress is told, in milliseconds. */
const TELL_EVERY_MS = 100

type Say = (answer: Answer) => Promise<void>

export interface Work {
  /** Runs the job and tells how it ended; never throws. */
  run(wish: JobWish): Promise<void>
}

/** What a job's process does: an app of its own with the server's settings, and never more rights than the server has. */
export async function startWork({ settings, grants, dryRun }: Start, abort: AbortController, say: Say): Promise<Work> {
  endWithParent()
  const stray = firstStray(abort)
  const app = await createApp({
    globals: { dryRun, interactive: false },
    settings: unpackSettings(settings),
    progress: teller(say),
    signal: abort.signal,
    caller: 'mcp',
  })
  // Most jobs are of the engine: a process that waits for its job has it loaded.
  await app.context.operation('backtest')
  return {
    async run(wish) {
      const last = await Promise.race([answerOf(app, wish, grants, say), stray]).catch(failed)
      await say(last)
      await app.close().catch(() => {})
    },
  }
}

async function answerOf(app: App, { operation: name, input, globals, client }: JobWish, grants: Start['grants'], say: Say) {
  const operation = await app.context.operation(name)
  if (!operation) throw new OpenbellError('internal', `no operation '${name}'`)
  await say({ kind: 'begun', limitMs: operation.deadlineMs ?? null })
  const answer = await execute(operation, input, withGlobals({ ...app.context, grants, client }, globals))
  if (answer.kind === 'stream') throw new OpenbellError('usage', `${name} streams: it has no end that a job could answer`)
  return { kind: 'value', json: JSON.stringify(answer.value) } as const
}

function failed(thrown: unknown): Answer {
  return { kind: 'failed', report: asOpenbellError(thrown).toJSON() }
}

/** Rejects with the first error that nothing could catch: out of a timer of a strategy, of a promise that nobody waited for. */
function firstStray(abort: AbortController): Promise<never> {
  const stray = new Promise<never>((_, reject) => {
    const take = (thrown: unknown) => {
      const fault = strayFault(thrown)
      abort.abort(fault)
      // An error that says the same where it could be caught goes first.
      setImmediate(() => reject(fault))
    }
    process.on('uncaughtException', take)
    process.on('unhandledRejection', take)
  })
  stray.catch(() => {})
  return stray
}

/** Progress as messages, not too many; what comes too soon after the last one is left out, unless it is a note. */
function teller(say: Say): Progress {
  let told = Number.NEGATIVE_INFINITY
  let last: { done: number; total: number | null } = { done: 0, total: null }
  const tell = (note: string | null) => {
    told = elapsed()
    void say({ kind: 'progress', ...last, note })
  }
  return {
    update(done, total, note) {
      const now = inWholes(done, total)
      const isAll = done === total && last.done !== now.done
      last = now
      if (isAll || elapsed() - told >= TELL_EVERY_MS) tell(note ?? null)
    },
    note: tell,
    warn: (text) => void say({ kind: 'warning', text }),
  }
}

function elapsed(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}
