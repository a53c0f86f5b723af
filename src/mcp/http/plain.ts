import type { IncomingHttpHeaders } from 'node:http'
import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { answerWith, failure } from '../call.ts'
import type { ServerState } from '../state.ts'
import type { JsonObject, ToolCall } from '../tool.ts'
import { CODES, errorBody } from './reply.ts'

/** First words of the protocol's own methods: they keep their meaning. */
const PROTOCOL =
  /^(?:initialize$|(?:tools|resources|prompts|completion|logging|notifications|server|subscriptions|sampling|roots|elicitation|tasks)\/)/

interface PlainCall {
  id: string | number | null
  method: string
  params: unknown
}

/**
 * A body that calls a tool by name without any protocol around it, as the clients of other servers do:
 * `{ jsonrpc, id, method: 'ping', params: {} }`. A request inside a session, or with the envelope of 2026, never is one.
 */
export function plainCall(headers: IncomingHttpHeaders, body: unknown): PlainCall | null {
  if (headers['mcp-session-id'] !== undefined || headers['mcp-method'] !== undefined) return null
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const { id, method, params } = body as Record<string, unknown>
  if (typeof method !== 'string' || PROTOCOL.test(method) || hasEnvelope(params)) return null
  return { id: typeof id === 'string' || typeof id === 'number' ? id : null, method, params }
}

/** Runs the tool. @returns the JSON-RPC answer: `result` is the structured answer */
export async function answerPlain(state: ServerState, { id, method, params }: PlainCall, signal: AbortSignal): Promise<object> {
  const args = params ?? {}
  const notes: string[] = []
  const call = callOf(state, signal, notes)
  const tool = await state.tool(method, call, args as JsonObject).catch(asOpenbellError)
  if (tool instanceof OpenbellError && tool.kind === 'not-found') return errorBody(id, CODES.method, tool.message)
  if (typeof args !== 'object' || Array.isArray(args)) {
    return errorBody(id, CODES.params, "params must be an object: the tool's arguments by name")
  }
  const answer =
    tool instanceof OpenbellError ? failure(state, tool) : await answerWith(state, call, tool, args as JsonObject, notes)
  const structured = answer.structuredContent as JsonObject
  const error = structured.error as { kind: string; message: string; hint: string | null } | undefined
  if (!answer.isError || error?.kind === undefined) return { jsonrpc: '2.0', id, result: structured }
  return errorBody(id, error.kind === 'usage' ? CODES.params : CODES.refused, error.message, error)
}

function callOf(state: ServerState, signal: AbortSignal, notes: string[]): ToolCall {
  const warn = (text: string) => {
    if (!notes.includes(text)) notes.push(text)
  }
  const context = {
    ...state.context,
    signal: AbortSignal.any([state.context.signal, signal]),
    progress: { update() {}, note() {}, warn },
    client: 'plain POST',
  }
  return { context, client: null, server: state }
}

function hasEnvelope(params: unknown): boolean {
  const meta = (params as { _meta?: unknown } | null | undefined)?._meta
  return typeof meta === 'object' && meta !== null && 'io.modelcontextprotocol/protocolVersion' in meta
}
