import { OpenbellError } from '../../core/errors.ts'
import { withGlobals } from '../../operations/common/with-globals.ts'
import { execute } from '../../operations/execute.ts'
import { permit } from '../../operations/permit.ts'
import type { JsonObject, ToolCall } from '../tool.ts'

/** Settings of one call that differ from the server's: where the data comes from, and what was known when. */
export interface CallGlobals {
  source?: string
  asOf?: string
}

/** What an operation answers, run in this process through `execute`. @throws OpenbellError */
export async function answerOf(call: ToolCall, name: string, input: JsonObject, globals: CallGlobals = {}): Promise<JsonObject> {
  const operation = await call.context.operation(name)
  if (!operation) throw new OpenbellError('internal', `no operation '${name}'`)
  const answer = await execute(operation, input, withGlobals(call.context, globals))
  if (answer.kind === 'value') return answer.value as JsonObject
  throw new OpenbellError('usage', `${name} streams: no tool can answer it`, `openbell ${name} at a terminal`)
}

/** Judges what tells the same as an operation without running it. @throws OpenbellError denied where the operation may not run */
export async function permitted({ context }: ToolCall, name: string): Promise<void> {
  const operation = await context.operation(name)
  if (operation) permit(operation, context)
}
