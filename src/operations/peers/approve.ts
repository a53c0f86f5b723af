import type { PeerTool } from '../../ports/peers.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { approvalOf } from './approval.ts'
import { offerOutput } from './output.ts'
import { fingerprintOf, offerOf, waitingOf } from './rows.ts'

/** Approves what a peer offers now: new tools, and those that changed since they were approved. */
export const mcpApprove = defineOperation({
  name: 'mcp.approve',
  toolset: 'admin',
  effect: 'write',
  // No grant of a server lets a program decide which servers are peers.
  only: 'people',
  summary: 'Approve new and changed tools of a peer; shows them, and asks at a terminal (or --yes).',
  input: z.strictObject({
    name: z.string().describe('Name of the peer').meta({ positional: true }),
    tools: z.array(z.string()).default([]).describe('Only these tools, by their own names').meta({ positional: true }),
    seen: z.string().optional().describe('Fingerprint of what was shown: nothing is approved when it has changed since'),
  }),
  output: offerOutput,
  examples: [{ title: 'What is new or changed', input: { name: 'desk' } }],
  async run(context, { name, tools, seen }) {
    const peers = await context.peers()
    const manifest = await peers.manifest(name, context.signal)
    if (seen !== undefined && seen !== fingerprintOf(manifest.tools)) {
      throw new OpenbellError('denied', `${name} offers something else than it did a moment ago`, `openbell mcp show ${name}`)
    }
    const chosen = chosenOf(manifest.tools, tools, name)
    const approved = (context.assumeYes || seen !== undefined) && !context.dryRun ? chosen : []
    if (approved.length > 0) peers.pin(name, approved)
    return offerOf(manifest, approved)
  },
  followUp: approvalOf,
})

function chosenOf(offered: readonly PeerTool[], names: readonly string[], peer: string): PeerTool[] {
  const waiting = waitingOf(offered)
  if (names.length === 0) return waiting
  return names.map((name) => {
    const tool = offered.find((one) => one.name === name)
    if (!tool) throw new OpenbellError('not-found', `peer '${peer}' has no tool '${name}'`, `openbell mcp show ${peer}`)
    if (tool.state !== 'refused') return tool
    throw new OpenbellError('denied', `${tool.exposedAs} cannot be approved: ${tool.reason}`, `openbell mcp show ${peer}`)
  })
}
