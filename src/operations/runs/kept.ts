import type { KeptRun, RunsRepository } from '../../ports/store.ts'
import { type Context, OpenbellError, z } from '../operation.ts'

/** A run as it is asked for. */
export const runInput = z
  .string()
  .min(1)
  .describe('Run: its id or the beginning of it; last is the newest, last-1 the one before')
  .meta({ positional: true })

/** What the body of a kept run holds: what was asked, and the answer as it was printed. */
export interface RunBody {
  /** The operation's input, with the settings that decide which data it meant. */
  request: { input: Record<string, unknown>; session: 'all' | 'regular'; seed: number }
  answer: Record<string, unknown>
}

export type RunToKeep = Omit<KeptRun, 'at' | 'body'> & { body: RunBody }

/** How the sentence about a run that could not be kept begins. */
export const NOT_KEPT = 'this run was not kept'

/**
 * Keeps a finished run; the same id is the same run. Not in a dry run. A store that cannot be written costs the memory, not the
 * answer: what is answered is the sentence about it for the answer's warnings, null when all is well.
 */
export async function keepRun(context: Context, run: RunToKeep): Promise<string | null> {
  if (context.dryRun) return null
  try {
    const store = await context.store()
    store.runs.put({ ...run, at: context.clock.now() })
    return null
  } catch (thrown) {
    const { message } = thrown as Error
    context.log.warn('run not kept', { message })
    return `${NOT_KEPT}: ${message}`
  }
}

/** The request that a kept run remembers. */
export function requestOf(context: Context, input: Record<string, unknown>): RunBody['request'] {
  return { input, session: context.settings.session, seed: context.settings.seed }
}

export type FoundRun = Omit<KeptRun, 'body'> & { body: RunBody }

/** The run that the words name. @throws OpenbellError `not-found`, or `usage` when several ids begin so. */
export function findRun(runs: RunsRepository, words: string): FoundRun {
  const typed = words.trim()
  const back = /^last(?:-(\d{1,6}))?$/.exec(typed)
  const id = back ? runs.list(Number(back[1] ?? 0) + 1)[Number(back[1] ?? 0)]?.id : typed
  const found = id === undefined ? null : runs.get(id)
  if (found) return found as FoundRun
  const kept = runs.list(1).length > 0
  const message = kept ? `no kept run is called '${typed}'` : 'no run has been kept yet'
  throw new OpenbellError('not-found', message, kept ? 'openbell runs list' : 'openbell backtest sma-cross SIMALL')
}
