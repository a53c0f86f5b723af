import type { Result, ServerContext } from '@modelcontextprotocol/server'

/** What answers one protocol method. `params` come as the client sent them. */
export type Handler = (
  request: { method: string; params?: Record<string, unknown> },
  context: ServerContext,
) => Promise<Result> | Result

/** Every protocol method that is answered, by its name: `tools/list`, `tools/call`, `resources/read`... */
export type Handlers = Record<string, Handler>
