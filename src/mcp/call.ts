import type { CallToolResult, ClientCapabilities, InputRequiredResult, Server, ServerContext } from '@modelcontextprotocol/server'
import { asOpenbellError, type OpenbellError } from '../core/errors.ts'
import { permitEffect } from '../operations/permit.ts'
import { errorText, hideSecrets } from './errors.ts'
import { noted, notedIfRefused } from './noted.ts'
import { confirmation } from './orders/confirm.ts'
import type { ServerState } from './state.ts'
import type { Client, JsonObject, Tool, ToolAnswer, ToolCall } from './tool.ts'
import { bytesOf, fitted, MOST_BYTES } from './tools/page.ts'

/** Text that a host may send to its model beside the structured answer: whole up to this many bytes, then cut with a cursor. */
const MOST_TEXT_BYTES = 6_000
/** Notes of one call that an answer carries. */
const MOST_NOTES = 10

/** What each request of 2026 says of who asks. */
interface Said {
  'io.modelcontextprotocol/clientInfo'?: { name: string; version: string }
  'io.modelcontextprotocol/clientCapabilities'?: ClientCapabilities
}

/** Runs a tool, whatever leads to it. What it writes or trades is permitted here too: not every tool is an operation. */
export async function callTool(call: ToolCall, tool: Tool, args: JsonObject): Promise<ToolAnswer> {
  return noted(call, tool, args, async () => {
    permitEffect({ name: tool.listing.name, effect: tool.effect }, call.context)
    return tool.call(call, args)
  })
}

/** One `tools/call`: the answer, or the error as the answer of a tool. Nothing thrown inside reaches the protocol. */
export async function answerCall(
  state: ServerState,
  tool: Tool,
  args: JsonObject,
  server: Server,
  ctx: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const notes: string[] = []
  const call = contextOf(state, server, ctx, notes)
  try {
    const asked = await notedIfRefused(call, tool, args, () => confirmation(call, tool, args, ctx))
    if (asked !== 'go') return asked
  } catch (thrown) {
    return failure(state, asOpenbellError(thrown))
  }
  return answerWith(state, call, tool, args, notes)
}

/** The same, whoever asks. */
export async function answerWith(
  state: ServerState,
  call: ToolCall,
  tool: Tool,
  args: JsonObject,
  notes: string[],
): Promise<CallToolResult> {
  try {
    const answer = await state.call(call, tool, args)
    return resultOf(state, tool, answer, notes)
  } catch (thrown) {
    return failure(state, asOpenbellError(thrown))
  } finally {
    state.jobs.warm()
  }
}

/** All that one request may use: its signal, its progress, who asks; warnings go to `notes`. */
export function contextOf(state: ServerState, server: Server, ctx: ServerContext, notes: string[]): ToolCall {
  const client = clientOf(server, ctx)
  const note = (text: string) => {
    if (notes.length < MOST_NOTES && !notes.includes(text)) notes.push(text)
  }
  const context = {
    ...state.context,
    signal: AbortSignal.any([state.context.signal, ctx.mcpReq.signal]),
    progress: { update: progressOf(ctx), note() {}, warn: note },
    ...(client && { client: `${client.name} ${client.version}`.slice(0, 100) }),
  }
  return { context, client, server: state }
}

/** Progress as the client asked for it: never backwards, at most a few times a second. */
function progressOf({ mcpReq }: ServerContext): (done: number, total: number | null, note?: string) => void {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return () => {}
  let last = -1
  return (done, total, message) => {
    if (!(done > last)) return
    last = done
    const params = { progressToken, progress: done, ...(total !== null && { total }), ...(message && { message }) }
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {})
  }
}

/** Each request of 2026 says who asks; those of 2025 said it once, when the connection began. */
function clientOf(server: Server, { mcpReq }: ServerContext): Client | null {
  const said: Said = mcpReq.envelope ?? {}
  const version = said['io.modelcontextprotocol/clientInfo'] ?? server.getClientVersion()
  if (!version) return null
  const elicitation = (said['io.modelcontextprotocol/clientCapabilities'] ?? server.getClientCapabilities())?.elicitation
  // Without a word of a mode it is forms; a client that only opens pages cannot be asked here.
  const elicits = elicitation !== undefined && ('form' in elicitation || Object.keys(elicitation).length === 0)
  return { name: String(version.name).slice(0, 60), version: String(version.version).slice(0, 30), elicits }
}

function resultOf(state: ServerState, { listing }: Tool, answer: ToolAnswer, notes: string[]): CallToolResult {
  const { mode } = state.context.settings
  const whole: JsonObject = {
    ...(answer.structured.mode === undefined && { mode }),
    ...answer.structured,
    ...(notes.length > 0 && answer.structured.notes === undefined && { notes }),
    ...(answer.untrusted && { untrusted: answer.untrusted }),
  }
  const structured = hideSecrets(state, fitted(listing.name, whole, state.answers, MOST_BYTES))
  const short =
    bytesOf(structured) <= MOST_TEXT_BYTES
      ? structured
      : hideSecrets(state, fitted(listing.name, whole, state.answers, MOST_TEXT_BYTES))
  const text = JSON.stringify(short)
  const pictures = (answer.images ?? []).map((data) => ({ type: 'image' as const, data, mimeType: 'image/png' }))
  return {
    content: [{ type: 'text', text }, ...pictures],
    structuredContent: structured,
    ...(answer.isError && { isError: true }),
  }
}

/** An error as the answer of a tool. */
export function failure(state: ServerState, error: OpenbellError): CallToolResult {
  const said = hideSecrets(state, { error: errorText(state, error), mode: state.context.settings.mode })
  const { kind, message, hint } = said.error as { kind: string; message: string; hint: string | null }
  return {
    content: [{ type: 'text', text: `${kind}: ${message}${hint ? ` (${hint})` : ''}` }],
    structuredContent: said,
    isError: true,
  }
}
