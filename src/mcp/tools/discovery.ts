import { OpenbellError, z } from '../../operations/operation.ts'
import type { JsonObject, Tool, ToolAnswer, ToolCall } from '../tool.ts'
import { ownTool } from './own-tool.ts'
import { bytesOf, MOST_BYTES } from './page.ts'
import { withoutKeys } from './schema-keys.ts'
import { toolName } from './tool-name.ts'

/** Most tools that one search names. */
const MOST = 12

/** The tools that are not listed: found by words, described by name. */
export const toolsFind = ownTool({
  name: 'tools_find',
  title: 'Find tools',
  description:
    'Find tools beyond this list by words, or show one by its exact name with all schemas and examples. Run it with tool_call.',
  toolset: 'server',
  input: z.strictObject({ query: z.string().max(200).default('').describe('Words, or the exact name; empty = all names') }),
  async run(call, { query }) {
    const tools = await call.server.tools()
    const exact = tools.get(query.trim()) ?? tools.get(toolName(query.trim()))
    if (exact) return { structured: await described(call, exact) }
    const listed = new Set(await call.server.listed())
    const ranked = rank([...tools.values()], query)
    if (query.trim() === '') return { structured: { tools: ranked.map((one) => one.listing.name) } }
    const rows = ranked.slice(0, MOST).map(({ toolset, effect, listing }) => ({
      name: listing.name,
      toolset,
      effect,
      description: listing.description,
      arguments: Object.keys((listing.inputSchema.properties as JsonObject | undefined) ?? {}),
      listed: listed.has(listing.name),
    }))
    return { structured: { query, total: tools.size, tools: rows } }
  },
})

/** Tools whose words hold those of the query, the best first; all of them when there is no word. */
function rank(tools: Tool[], query: string): Tool[] {
  const words = query.toLowerCase().split(/\W+/).filter(Boolean)
  if (words.length === 0) return tools
  const score = ({ toolset, listing }: Tool) => {
    const text = `${listing.name.replaceAll('_', ' ')} ${toolset} ${listing.description}`.toLowerCase()
    return words.reduce((sum, word) => sum + (listing.name.includes(word) ? 3 : 0) + (text.includes(word) ? 1 : 0), 0)
  }
  const scored = tools.map((tool) => ({ tool, points: score(tool) })).filter((one) => one.points > 0)
  return scored.sort((a, b) => b.points - a.points).map((one) => one.tool)
}

async function described({ context }: ToolCall, { operation: name, toolset, effect, listing }: Tool): Promise<JsonObject> {
  const operation = name === undefined ? null : await context.operation(name)
  const whole = operation ? (z.toJSONSchema(operation.output, { io: 'output' }) as JsonObject) : listing.outputSchema
  const examples = operation?.examples.map((one) => ({ title: one.title, arguments: one.input })) ?? []
  const told = { ...listing, toolset, effect, outputSchema: whole, examples, ...(operation?.help && { help: operation.help }) }
  // Rather all fields without words than none of them.
  return bytesOf(told) > MOST_TOLD && whole ? { ...told, outputSchema: withoutKeys(whole, WORDS) } : told
}

/** Bytes that fit into an answer with what is added to each. */
const MOST_TOLD = MOST_BYTES - 1000
const WORDS = ['description', 'additionalProperties', 'minimum', 'maximum']

/** Runs any tool that this server was started with. */
export const toolCall: Tool = ownTool({
  name: 'tool_call',
  title: 'Call a tool',
  description: 'Run a tool that tools_find named. What this server may do is the same as for listed tools.',
  toolset: 'server',
  effect: 'read',
  openWorld: true,
  input: z.strictObject({
    name: z.string().max(64).describe('Tool name'),
    arguments: z.record(z.string(), z.unknown()).default({}).describe('Its arguments'),
  }),
  async run(call, { name, arguments: args }): Promise<ToolAnswer> {
    if (name === 'tool_call') throw new OpenbellError('usage', 'tool_call does not call itself', 'tools_find')
    const tool = await call.server.tool(name, call, args)
    return call.server.call(call, tool, args)
  },
})
