import { defineOperation, z } from '../operation.ts'
import { offerOutput } from './output.ts'
import { offerOf } from './rows.ts'

export const mcpShow = defineOperation({
  name: 'mcp.show',
  toolset: 'admin',
  effect: 'read',
  summary: 'Ask a peer what it offers, and say which of its tools are approved, new, changed or refused.',
  input: z.strictObject({ name: z.string().describe('Name of the peer').meta({ positional: true }) }),
  output: offerOutput,
  examples: [{ title: 'One peer', input: { name: 'desk' } }],
  async run(context, { name }) {
    return offerOf(await (await context.peers()).manifest(name, context.signal), [])
  },
})
