import type { Context } from '../../operations/context.ts'
import { OpenbellError } from '../../operations/operation.ts'
import { leftOut } from '../../operations/permit.ts'
import { compatTools } from '../compat/all.ts'
import { capabilitiesTool } from '../peers/capabilities.ts'
import { peerTools } from '../peers/tools.ts'
import type { ServerOptions } from '../state.ts'
import type { Tool } from '../tool.ts'
import { answerPage } from './answer-page.ts'
import { readCatalogue } from './catalogue.ts'
import { isLeftOut, refuseContradictions } from './chosen.ts'
import { toolCall, toolsFind } from './discovery.ts'
import { operationTool } from './operation-tool.ts'
import { hidden, projections } from './projection.ts'
import { toolName } from './tool-name.ts'

/** The tools of a server. */
export interface Tools {
  tools: Map<string, Tool>
  /** Names of those that are listed, in a stable order. */
  listed: string[]
  /** Those that there are, and that this server was not started for. */
  refused: Map<string, Tool>
}

/** Every tool of a server that was started so. */
export async function toolsOf(options: ServerOptions, context: Context): Promise<Tools> {
  const own = [toolsFind, toolCallFor(options), answerPage, capabilitiesTool, ...(await jobTools())]
  const operations = (await readCatalogue()).map(operationTool)
  const aliases = options.compat ? await compatTools() : []
  const known = new Set([...own, ...operations].map((one) => one.listing.name))
  // An alias of the same name as one of ours would answer in its place.
  const peers = await peerTools(context)
  const all = [...own, ...operations, ...[...aliases, ...peers].filter((one) => !known.has(one.listing.name))]
  const byName = (tools: Tool[]) => new Map(tools.map((one) => [one.listing.name, one]))
  const allowed = all.filter((one) => mayRun(one, options))
  refuseContradictions(all, allowed, options)
  return {
    tools: byName(allowed),
    listed: allowed.filter((one) => isListed(one, options)).map((one) => one.listing.name),
    refused: byName(all.filter((one) => !mayRun(one, options))),
  }
}

/** @throws OpenbellError not-found; denied for what this server was not started for */
export function findTool(
  { tools, refused }: Tools,
  name: string,
  { readOnly, without, mode }: Pick<ServerOptions, 'readOnly' | 'without'> & { mode: string },
): Tool {
  // Answers name operations as people do: `datasets.load`.
  const tool = tools.get(name) ?? tools.get(toolName(name))
  if (tool) return tool
  const off = refused.get(toolName(name))
  if (!off) throw unknownTool(name)
  if (isLeftOut(off, { without })) throw leftOut(name)
  if (readOnly)
    throw new OpenbellError(
      'denied',
      `${name} is off: this server only reads`,
      'a person starts it: openbell serve-mcp, without --read-only',
    )
  throw new OpenbellError(
    'denied',
    `${name} is off: this server places no orders`,
    `a person starts it with: openbell serve-mcp --allow ${mode}`,
  )
}

/** Operations that are no tools say why. */
function unknownTool(name: string): OpenbellError {
  const operation = Object.keys(hidden).find((one) => toolName(one) === toolName(name))
  if (operation === undefined)
    return new OpenbellError('not-found', `unknown tool '${name.slice(0, 64)}'`, 'tools_find knows all')
  return new OpenbellError('not-found', `${toolName(operation)} is no tool: ${hidden[operation]}`, 'tools_find knows all')
}

/** It may do what the gravest tool of this server may: its hints say so. */
function toolCallFor({ readOnly, allow }: ServerOptions): Tool {
  const annotations = {
    ...toolCall.listing.annotations,
    readOnlyHint: readOnly,
    idempotentHint: readOnly,
    destructiveHint: allow !== null,
  }
  return { ...toolCall, listing: { ...toolCall.listing, annotations } }
}

async function jobTools(): Promise<readonly Tool[]> {
  return (await import('../jobs/tools.ts')).jobTools
}

/** What a server may not do has no tool. */
function mayRun(tool: Tool, options: ServerOptions): boolean {
  const { effect } = tool
  const { readOnly, allow } = options
  if (isLeftOut(tool, options)) return false
  if (effect === 'read') return true
  if (readOnly) return false
  return effect === 'write' || allow !== null
}

function isListed({ toolset, operation, listing }: Tool, { toolsets, tools = [] }: ServerOptions): boolean {
  if (tools.some((name) => toolName(name) === listing.name)) return true
  if (toolset === 'server' || toolset === 'compat') return true
  if (toolsets.includes('all') || toolsets.includes(toolset)) return true
  return toolsets.includes('default') && operation !== undefined && projections[operation].listed === true
}
