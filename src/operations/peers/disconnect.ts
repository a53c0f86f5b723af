import { defineOperation, OpenbellError, z } from '../operation.ts'

export const mcpDisconnect = defineOperation({
  name: 'mcp.disconnect',
  toolset: 'admin',
  effect: 'write',
  // No grant of a server lets a program decide which servers are peers.
  only: 'people',
  summary: 'Forget a peer, and what was approved of it.',
  input: z.strictObject({ name: z.string().describe('Name of the peer').meta({ positional: true }) }),
  output: z.strictObject({ disconnected: z.string().describe('Name of the peer (in a dry run: would be)') }),
  examples: [{ title: 'One peer', input: { name: 'desk' } }],
  async run(context, { name }) {
    const peers = await context.peers()
    const there = context.dryRun ? peers.list().some((one) => one.name === name) : peers.remove(name)
    if (!there) throw new OpenbellError('not-found', `there is no peer '${name}'`, 'openbell mcp list')
    return { disconnected: name }
  },
})
