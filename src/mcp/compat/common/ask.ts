import type { JsonObject, ToolAnswer, ToolCall } from '../../tool.ts'
import { longAnswer, PATIENCE_MS } from '../../tools/long.ts'
import { refusePaths } from '../../tools/names.ts'
import { answerOf } from '../../tools/run.ts'
import { Begun } from './begun.ts'

/** What an operation answers. Programs give names where a person may give a path. @throws OpenbellError */
export async function ask(call: ToolCall, operation: string, input: JsonObject = {}): Promise<JsonObject> {
  refusePaths(operation, input)
  return answerOf(call, operation, input)
}

/** The same of what may be answered and a failure all the same (an order that was denied, code that failed). */
export async function askWithFault(call: ToolCall, operation: string, input: JsonObject): Promise<ToolAnswer> {
  const structured = await ask(call, operation, input)
  const fault = (await call.context.operation(operation))?.fault?.(structured as never) ?? null
  return fault === null ? { structured } : { structured: { error: { ...fault.toJSON() }, ...structured }, isError: true }
}

/**
 * The same of long work: shaped when it is done in time, else its handle, with what `meanwhile` can say already. Asked the same again it goes on
 * waiting for what was begun. @throws OpenbellError
 */
export async function askLong(
  call: ToolCall,
  operation: string,
  input: JsonObject,
  shape: (ours: JsonObject) => JsonObject,
  { meanwhile, ms = PATIENCE_MS }: { meanwhile?: () => Promise<JsonObject>; ms?: number } = {},
): Promise<ToolAnswer> {
  refusePaths(operation, input)
  const shaped = async (_: ToolCall, ours: JsonObject) => ({ structured: { ...ours, ...shape(ours) } })
  const begun = new Begun(call, operation, input)
  const before = await begun.outcome(ms)
  if (before && 'value' in before) return shaped(call, before.value)
  const long = before ?? (await longAnswer(call, { operation, input, ms }, shaped))
  if ('answer' in long) return long.answer
  begun.keep(long.job.id)
  const next = `it goes on: call again with the same arguments, or ask job_status, then job_result, with job '${long.job.id}'`
  return { structured: { ...(await meanwhile?.()), status: 'running', job: long.job, next } }
}

/** A field of an answer that is itself a record. */
export function record(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

/** A field of an answer that is a list of records. */
export function records(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(record) : []
}

/** A number of an answer; null for anything else. */
export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
