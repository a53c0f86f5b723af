import { OpenbellError } from '../../core/errors.ts'
import { parseInput } from '../../operations/execute.ts'
import type { JobListener, JobStatus, ToAnswer } from '../jobs/jobs.ts'
import type { JsonObject, ToolAnswer, ToolCall } from '../tool.ts'
import { withPictures } from './pictures.ts'
import type { CallGlobals } from './run.ts'

/** How long a call waits for long work before it answers a handle: clients give up after 60 s, some after less. */
export const PATIENCE_MS = 15_000

/** Long work that a tool asks for. */
export interface LongWish {
  operation: string
  input: JsonObject
  globals?: CallGlobals
  /** With a picture of the value. */
  chart?: boolean
  /** How long the call waits; default as long as clients do. */
  ms?: number
}

/**
 * Runs long work in a process of its own, and answers what `shape` makes of its value; or the handle when it takes longer than a client waits.
 * Whoever asks for the result by the handle is answered by the same `shape`. @throws OpenbellError
 */
export async function longAnswer(
  call: ToolCall,
  wish: LongWish,
  shape: (call: ToolCall, value: JsonObject) => Promise<ToolAnswer>,
): Promise<{ answer: ToolAnswer } | { job: JobStatus }> {
  const toAnswer: ToAnswer = async (asker, value, chart = wish.chart) => {
    const answer = await shape(asker, value)
    return chart ? withPictures(asker, wish.operation, value, answer) : answer
  }
  const outcome = await jobOf(call, wish, toAnswer)
  return 'job' in outcome ? outcome : { answer: await toAnswer(call, outcome.value) }
}

/** The value itself, or the handle. @throws OpenbellError */
export async function jobOf(
  call: ToolCall,
  { operation: name, input, globals = {}, ms = PATIENCE_MS }: LongWish,
  toAnswer?: ToAnswer,
): Promise<{ value: JsonObject } | { job: JobStatus }> {
  const operation = await call.context.operation(name)
  if (!operation) throw new OpenbellError('internal', `no operation '${name}'`)
  // What makes no sense needs no process to say so.
  parseInput(operation, input)
  const { signal, client } = call.context
  const set = Object.fromEntries(Object.entries(globals).filter(([, value]) => value !== undefined)) as Record<string, string>
  const outcome = await call.server.jobs.run(
    { operation: name, input, globals: set, client },
    { ms, signal, ...listenerOf(call) },
    toAnswer,
  )
  return outcome as { value: JsonObject } | { job: JobStatus }
}

/** Progress and warnings of a job, told as those of the call that waits for it. */
export function listenerOf({ context: { progress } }: ToolCall): JobListener {
  return { progress: (done, total, note) => progress.update(done, total, note), warn: (text) => progress.warn(text) }
}
