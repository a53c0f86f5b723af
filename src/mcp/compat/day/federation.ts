import { z } from '../../../operations/operation.ts'
import type { JsonObject, Tool, ToolCall } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { symbol } from '../common/arguments.ts'
import { ask, record, records } from '../common/ask.ts'

export const federation: Tool[] = [
  alias({
    name: 'broadcast_server_capabilities',
    description: 'Our own manifest. Nothing is sent anywhere: a server that wants it asks.',
    input: {},
    openWorld: false,
    async run(call) {
      const ours = await ask(call, 'capabilities')
      return {
        ...ours,
        broadcast: false,
        reason: 'nothing is sent by itself: servers that are configured to ask read this manifest',
      }
    },
  }),
  alias({
    name: 'discover_compatible_servers',
    description: 'Other servers that the user configured, and what they offer. Nothing else is looked for.',
    input: { server_types: z.string().max(200).optional().describe('Kinds, with commas: fundamental, news, sentiment ...') },
    run: discovered,
  }),
  alias({
    name: 'establish_trading_collaboration',
    description: 'What a configured server offers, tool by tool, and which of it a person approved. Connects nothing new.',
    input: {
      target_server_id: z.string().min(1).max(80).describe('Name of the server (discover_compatible_servers)'),
      collaboration_type: z.string().max(40).optional().describe('Answered by what the server offers'),
    },
    async run(call, input) {
      const ours = await ask(call, 'mcp.show', { name: input.target_server_id })
      const usable = records(ours.tools).filter(({ state }) => state === 'pinned').length
      const reason = 'a person connects and approves: openbell mcp connect, openbell mcp approve'
      return {
        ...ours,
        target_server_id: input.target_server_id,
        status: usable > 0 ? 'established' : 'not approved',
        usable_tools: usable,
        ...(usable === 0 && { reason }),
      }
    },
  }),
  alias({
    name: 'execute_federated_trading_analysis',
    description: 'Our technical view of a symbol beside those of configured servers: weights, disagreement, every source.',
    input: { symbol, analysis_type: z.string().max(40).optional().describe('Every kind that is offered is asked') },
    async run(call, input) {
      const ours = await ask(call, 'federate', { symbol: input.symbol })
      return { ...ours, symbol: ours.symbol ?? input.symbol }
    },
  }),
]

async function discovered(call: ToolCall, { server_types: types }: { server_types?: string }): Promise<JsonObject> {
  const ours = await ask(call, 'mcp.list')
  const peers = records(ours.peers)
  const wanted = (types ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  const offers = (peer: JsonObject) => JSON.stringify(record(peer)).toLowerCase()
  const fitting =
    wanted.length === 0 ? peers : peers.filter((peer) => wanted.some((type) => offers(peer).includes(type.split('_')[0])))
  return {
    ...ours,
    servers_found: fitting.length,
    compatible_servers: fitting,
    ...(peers.length === 0 && { reason: 'none is configured: openbell mcp connect NAME at a terminal' }),
  }
}
