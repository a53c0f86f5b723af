import type { Context } from '../operations/context.ts'
import type { Effect, Toolset } from '../operations/operation.ts'
import type { ServerState } from './state.ts'

export type JsonObject = Record<string, unknown>

/** Who calls, as the client says it. */
export interface Client {
  name: string
  version: string
  /** True when it can put a question to its user. */
  elicits: boolean
}

/** One call, with all that it may use. */
export interface ToolCall {
  /** Caller `mcp`; signal and progress are those of this call. */
  context: Context
  client: Client | null
  /** What lives as long as the server. */
  server: ServerState
}

/** What a tool answers. A failure is thrown as OpenbellError; the caller of `call` makes the tool error of it. */
export interface ToolAnswer {
  /** JSON-safe: every number finite or null. */
  structured: JsonObject
  /** PNG pictures, base64. */
  images?: string[]
  /** The answer stands, and is a failure all the same (an order that was denied). */
  isError?: boolean
  /** Text from outside stands in it: said beside it. */
  untrusted?: string
}

/** What a list of tools says of one; JSON Schema as clients read it. */
export interface ToolListing {
  name: string
  title?: string
  description: string
  inputSchema: JsonObject
  outputSchema?: JsonObject
  annotations: {
    readOnlyHint: boolean
    /** Of tools that do more than read. */
    destructiveHint?: boolean
    idempotentHint?: boolean
    openWorldHint: boolean
  }
}

/** One tool, whatever stands behind it. */
export interface Tool {
  toolset: Toolset | 'server' | 'compat' | 'peers'
  effect: Effect
  listing: ToolListing
  /** The operation that it is a projection of. */
  operation?: string
  /** Arguments come as the client sent them: the tool judges them strictly. @throws OpenbellError */
  call(call: ToolCall, args: JsonObject): Promise<ToolAnswer>
}
