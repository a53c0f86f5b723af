import { OpenbellError } from '../../core/errors.ts'
import { withGlobals } from '../../operations/common/with-globals.ts'
import { execute, parseInput } from '../../operations/execute.ts'
import type { JobStatus } from '../jobs/jobs.ts'
import type { JsonObject, ToolCall } from '../tool.ts'

/** Settings of one call that differ from the server's: where the data comes from, and what was known when. */
export interface CallGlobals {
  source?: string
  asOf?: string
}

/** How long a call waits for long work before it answers a handle: clients give up after 60 s, some after less. */
const PATIENCE_MS = 15_000

/** What an operation answers, run in this process through `execute`. @throws OpenbellError */
export async function answerOf(call: ToolCall, name: string, input: JsonObject, globals: CallGlobals = {}): Promise<JsonObject> {
  const operation = await call.context.operation(name)
  if (!operation) throw new OpenbellError('internal', `no operation '${name}'`)
  const answer = await execute(operation, input, withGlobals(call.context, globals))
  if (answer.kind === 'value') return answer.value as JsonObject
  throw new OpenbellError('usage', `${name} streams: no tool can answer it`, `openbell ${name} at a terminal`)
}

/** The same in a process of its own: the value, or a handle when it takes longer than a client waits. @throws OpenbellError */
export async function jobOf(
  call: ToolCall,
  name: string,
  input: JsonObject,
  globals: CallGlobals = {},
): Promise<{ value: JsonObject } | { job: JobStatus }> {
  const operation = await call.context.operation(name)
  if (!operation) throw new OpenbellError('internal', `no operation '${name}'`)
  // What makes no sense needs no process to say so.
  parseInput(operation, input)
  const { signal, progress, client } = call.context
  const set = Object.fromEntries(Object.entries(globals).filter(([, value]) => value !== undefined)) as Record<string, string>
  const outcome = await call.server.jobs.run(
    { operation: name, input, globals: set, client },
    { ms: PATIENCE_MS, signal, progress: (done, total, note) => progress.update(done, total, note) },
  )
  return outcome as { value: JsonObject } | { job: JobStatus }
}
