import { compatTools } from '../compat/all.ts'
import type { ServerOptions } from '../state.ts'
import type { Tool } from '../tool.ts'
import { answerPage } from './answer-page.ts'
import { readCatalogue } from './catalogue.ts'
import { toolCall, toolsFind } from './discovery.ts'
import { operationTool } from './operation-tool.ts'
import { projections } from './projection.ts'

/** Every tool of a server that was started so, and the names of those that are listed, in a stable order. */
export async function toolsOf(options: ServerOptions): Promise<{ tools: Map<string, Tool>; listed: string[] }> {
  const own = [toolsFind, toolCall, answerPage, ...(await jobTools())]
  const operations = (await readCatalogue()).map(operationTool)
  const aliases = options.compat ? await compatTools() : []
  const known = new Set([...own, ...operations].map((one) => one.listing.name))
  // An alias of the same name as one of ours would answer in its place.
  const all = [...own, ...operations, ...aliases.filter((one) => !known.has(one.listing.name))].filter((one) =>
    mayRun(one, options),
  )
  const listed = all.filter((one) => isListed(one, options))
  return {
    tools: new Map(all.map((one) => [one.listing.name, one])),
    listed: listed.map((one) => one.listing.name),
  }
}

async function jobTools(): Promise<readonly Tool[]> {
  return (await import('../jobs/tools.ts')).jobTools
}

/** What a server may not do has no tool. */
function mayRun({ effect }: Tool, { readOnly, allow }: ServerOptions): boolean {
  if (effect === 'read') return true
  if (readOnly) return false
  return effect === 'write' || allow !== null
}

function isListed({ toolset, operation }: Tool, { toolsets }: ServerOptions): boolean {
  if (toolset === 'server' || toolset === 'compat') return true
  if (toolsets.includes('all') || toolsets.includes(toolset)) return true
  return toolsets.includes('default') && operation !== undefined && projections[operation].listed === true
}
