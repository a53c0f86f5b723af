import { z } from '../../operations/operation.ts'
import { ownTool } from '../tools/own-tool.ts'

export const capabilitiesTool = ownTool({
  name: 'capabilities',
  title: 'Capabilities',
  description: 'What this server is, and what it may do.',
  toolset: 'server',
  input: z.strictObject({}),
  run: async ({ server }) => ({ structured: { version: server.version, ...server.options } }),
})
