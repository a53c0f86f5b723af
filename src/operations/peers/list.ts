import { defineOperation, z } from '../operation.ts'
import { peerOutput } from './output.ts'
import { peerRow } from './rows.ts'

export const mcpList = defineOperation({
  name: 'mcp.list',
  toolset: 'admin',
  effect: 'read',
  summary: 'Peers: the other MCP servers that were connected, without asking them.',
  input: z.strictObject({}),
  output: z.strictObject({ peers: z.array(peerOutput).describe('By name') }),
  examples: [{ title: 'Which servers are peers', input: {} }],
  async run(context) {
    return { peers: (await context.peers()).list().map(peerRow) }
  },
})
