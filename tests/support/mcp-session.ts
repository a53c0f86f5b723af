import { Client } from '@modelcontextprotocol/client'
import { type CallToolResult, InMemoryTransport } from '@modelcontextprotocol/server'
import { createState } from '../../src/mcp/create-state.ts'
import { createJobs } from '../../src/mcp/jobs/create.ts'
import { createFactory } from '../../src/mcp/server.ts'
import type { ServerOptions, ServerState } from '../../src/mcp/state.ts'
import type { Context } from '../../src/operations/context.ts'

export interface McpSession {
  client: Client
  state: ServerState
  /** The answer as structured content; `isError` and the text beside it. */
  call(
    name: string,
    args?: Record<string, unknown>,
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  ): Promise<{ value: any; isError: boolean; text: string; result: CallToolResult }>
  close(): Promise<void>
}

/** The official client and our server in one process, over real messages. */
export async function openMcpSession(context: Context, options: Partial<ServerOptions> = {}): Promise<McpSession> {
  const whole = { toolsets: ['default'], readOnly: false, allow: null, compat: false, ...options }
  const state = createState(context, whole, (served) => createJobs(served))
  const server = await createFactory(state)({ era: 'legacy' })
  const [near, far] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'test', version: '1.0.0' }, {})
  await Promise.all([server.connect(far), client.connect(near as never)])
  return {
    client,
    state,
    async call(name, args = {}) {
      const result = (await client.callTool({ name, arguments: args })) as CallToolResult
      const [first] = result.content
      const text = first.type === 'text' ? first.text : ''
      return { value: result.structuredContent, isError: result.isError === true, text, result }
    },
    async close() {
      await client.close()
      await state.close()
    },
  }
}
