import type { PeerConfig, PeerTool } from '../../ports/peers.ts'
import { cleanLine, cleanText } from './clean.ts'
import { exposedName } from './names.ts'
import { refusalOf, type ToolClaims } from './refusal.ts'
import { hashOf } from './tool-hash.ts'

/** More tools than this no person reads before approving; the rest is refused. */
const MOST_TOOLS = 200

/** A tool as it comes over the wire. */
export interface RawTool {
  name: string
  title?: string
  description?: string
  inputSchema: Record<string, unknown>
  outputSchema?: Record<string, unknown>
  annotations?: { title?: string; readOnlyHint?: boolean; destructiveHint?: boolean }
}

/** What a peer offers, each tool with its state: as approved, new, changed since, or refused for good. */
export function offeredBy(peer: Pick<PeerConfig, 'name' | 'pinned'>, raw: readonly RawTool[]): PeerTool[] {
  const tools = raw.map((tool, i) => toolOf(peer, tool, i >= MOST_TOOLS))
  const counts = new Map<string, number>()
  for (const { exposedAs } of tools) counts.set(exposedAs, (counts.get(exposedAs) ?? 0) + 1)
  return tools.map((tool) => ((counts.get(tool.exposedAs) ?? 0) > 1 ? collided(tool) : tool))
}

function toolOf({ name: peer, pinned }: Pick<PeerConfig, 'name' | 'pinned'>, raw: RawTool, tooMany: boolean): PeerTool {
  const { readOnlyHint, destructiveHint } = raw.annotations ?? {}
  const title = raw.title ?? raw.annotations?.title ?? null
  const claims: ToolClaims = {
    name: raw.name,
    title,
    description: raw.description ?? '',
    inputSchema: raw.inputSchema,
    outputSchema: raw.outputSchema ?? null,
    annotations: { readOnlyHint, destructiveHint },
  }
  const hash = hashOf(claims)
  const reason = tooMany ? `it is past the first ${MOST_TOOLS} tools` : refusalOf(claims)
  const before = Object.hasOwn(pinned, raw.name) ? pinned[raw.name] : null
  const known = before === null ? 'new' : before.hash === hash ? 'pinned' : 'changed'
  return {
    peer,
    name: cleanLine(raw.name, 128),
    exposedAs: exposedName(peer, raw.name),
    title: title === null ? null : cleanLine(title, 120),
    description: cleanText(claims.description, 2_000),
    inputSchema: claims.inputSchema,
    outputSchema: claims.outputSchema,
    hash,
    state: reason === null ? known : 'refused',
    reason,
  }
}

/** Which of two tools of one name is meant, nobody can say: neither is. */
function collided(tool: PeerTool): PeerTool {
  return { ...tool, state: 'refused', reason: `another of its tools would be ${tool.exposedAs} too` }
}
