import { defineOperation, OpenbellError, z } from '../operation.ts'
import { demandPerson } from './person.ts'

export const mcpDisconnect = defineOperation({
  name: 'mcp.disconnect',
  toolset: 'admin',
  effect: 'write',
  summary: 'Forget a peer, and what was approved of it.',
  input: z.strictObject({ name: z.string().describe('Name of the peer').meta({ positional: true }) }),
  output: z.strictObject({ disconnected: z.string().describe('Name of the peer (in a dry run: would be)') }),
  examples: [{ title: 'One peer', input: { name: 'desk' } }],
  async run(context, { name }) {
    demandPerson(context, 'mcp.disconnect')
    const peers = await context.peers()
    const there = context.dryRun ? peers.list().some((one) => one.name === name) : peers.remove(name)
    if (!there) throw new OpenbellError('not-found', `there is no peer '${name}'`, 'openbell mcp list')
    return { disconnected: name }
  },
})
