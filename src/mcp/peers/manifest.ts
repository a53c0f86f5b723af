import type { Context } from '../../operations/context.ts'
import { prompts } from '../prompts/all.ts'
import { resources } from '../resources/all.ts'
import type { ServerState } from '../state.ts'

type Manifest = Awaited<ReturnType<Awaited<ReturnType<Context['toolServer']>>['describe']>>

/** Revisions that both eras of the server speak; the SDK names only those of 2025 and before. */
const MODERN = ['2026-07-28']
const LEGACY = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07']

/** The tools by which another openbell asks for our view of a symbol. */
const ANALYSES: Manifest['analyses'] = [{ kind: 'technical', tool: 'analyze', argument: 'symbols' }]

/** What a server offers, and what it may do. */
export async function manifestOf(state: ServerState): Promise<Manifest> {
  const { options, version, context } = state
  const { mode, source, broker } = context.settings
  const [tools, listed] = await Promise.all([state.tools(), state.listed()])
  return {
    name: 'openbell',
    version,
    protocols: [...MODERN, ...LEGACY],
    ...{ mode, source, broker, allow: options.allow, readOnly: options.readOnly },
    toolsets: [...options.toolsets],
    tools: [...tools.values()].map(({ listing, toolset, effect }) => ({
      ...{ name: listing.name, toolset, effect, listed: listed.includes(listing.name) },
    })),
    resources: resources.map(({ uri }) => uri),
    prompts: prompts.map(({ name }) => name),
    analyses: ANALYSES.filter(({ tool }) => tools.has(tool)),
    peers: (await context.peers()).list().length,
  }
}
