import { z } from '../../operations/operation.ts'
import { ownTool } from '../tools/own-tool.ts'

/**
 * What this server was started with. Openbells know each other by it: its words stay free of what a peer's tool may not say (that it acts),
 * or another one would refuse it.
 */
export const capabilitiesTool = ownTool({
  name: 'capabilities',
  title: 'Capabilities',
  description:
    'What this server is: version, protocol revisions, mode, tools with their effect, resources, prompts, analyses it gives.',
  toolset: 'server',
  input: z.strictObject({}),
  async run({ server }) {
    const { manifestOf } = await import('./manifest.ts')
    return { structured: { ...(await manifestOf(server)) } }
  },
})
