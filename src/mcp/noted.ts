import { asOpenbellError, type OpenbellError } from '../core/errors.ts'
import { recordAudit } from '../operations/audit/record.ts'
import { isRecorded, markRecorded } from '../operations/audit/trail.ts'
import type { JsonObject, Tool, ToolCall } from './tool.ts'

/** What never reached an operation stands in the audit too; what did is there already. */
export async function noted<T>(call: ToolCall, tool: Tool, args: JsonObject, work: () => Promise<T>): Promise<T> {
  const answer = await notedIfRefused(call, tool, args, work)
  // tool_call is told as the tool that it called.
  if (tool.operation === undefined && tool.listing.name !== 'tool_call') await record(call, tool, args, null)
  return answer
}

/** The same of work that only may refuse. */
export async function notedIfRefused<T>(call: ToolCall, tool: Tool, args: JsonObject, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const error = asOpenbellError(thrown)
    if (!isRecorded(error)) await record(call, tool, args, error)
    markRecorded(error)
    throw error
  }
}

async function record(
  { context }: ToolCall,
  { listing, effect, operation }: Tool,
  args: JsonObject,
  error: OpenbellError | null,
) {
  const deed = { tool: operation ?? listing.name, effect, arguments: args, outcome: error?.kind ?? 'ok', detail: error?.message }
  await recordAudit(context, deed).catch((thrown) => {
    context.log.error('audit', { tool: listing.name, message: (thrown as Error).message })
  })
}
