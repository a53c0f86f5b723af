import { OpenbellError } from '../../core/errors.ts'
import type { Peers, PeerTool } from '../../ports/peers.ts'
import { leftOut } from '../permit.ts'
import { type Question, readAnswer } from './read-answer.ts'
import { type AnalysisKind, argumentsFor, KINDS, kindOf } from './recognise.ts'
import type { SetAside, SourceView } from './view.ts'

/** Tools of one peer that are asked at most: what they say counts once anyway. */
const MOST_TOOLS = 8

const NOT_ASKED = `it was not asked: at most ${MOST_TOOLS} tools of a peer are`

export interface PeerViews {
  views: SourceView[]
  setAside: SetAside[]
}

/** What federate asks everybody. */
export interface Asked extends Omit<Question, 'kind'> {
  /** `--as-of` as it was given, for tools that can be told it. */
  asOf: string | null
  /** Tools of peers that are off, by the names that clients see. */
  without: readonly string[]
}

/**
 * Asks a peer's approved analyses about a symbol, one after the other: an answer that breaks the connection breaks no other. What was heard
 * is put into `heard` at once, so that it counts even when the rest comes too late. Only the symbol and the as-of go out, and no answer of
 * one tool reaches another.
 * @throws OpenbellError unavailable when it does not answer, not-found or denied when it offers nothing that could be asked
 */
export async function askPeer(
  { peers, peer, heard }: { peers: Peers; peer: string; heard: PeerViews },
  asked: Asked,
  signal: AbortSignal,
): Promise<void> {
  const { tools: whole } = await peers.manifest(peer, signal)
  const tools = whole.filter(({ exposedAs }) => !asked.without.includes(exposedAs))
  const off = whole.filter((tool) => !tools.includes(tool) && tool.state === 'pinned' && kindOf(tool) !== null)
  const all = await chosenOf(peers, tools, peer, signal)
  if (all.length === 0) throw off.length > 0 ? leftOut(off[0].exposedAs) : nothingToAsk(tools)
  const faults: unknown[] = []
  for (const { tool, kind } of all.slice(0, MOST_TOOLS)) {
    try {
      const answer = await peers.call(peer, tool.name, argumentsFor(tool, asked.symbol, asked.asOf), signal)
      put(heard, readAnswer(answer, { ...asked, kind }))
    } catch (thrown) {
      if (signal.aborted) throw thrown
      faults.push(thrown)
      put(heard, { source: peer, tool: tool.name, kind, reason: (thrown as Error).message })
    }
  }
  for (const { tool, kind } of all.slice(MOST_TOOLS)) put(heard, { source: peer, tool: tool.name, kind, reason: NOT_ASKED })
  for (const tool of off)
    put(heard, { source: peer, tool: tool.name, kind: kindOf(tool)!, reason: leftOut(tool.exposedAs).message })
  if (faults.length < Math.min(all.length, MOST_TOOLS)) return
  // Nothing was heard of it: it is silent, and that is said once.
  heard.setAside.length = 0
  throw faults[0]
}

function put(heard: PeerViews, one: SourceView | SetAside): void {
  if ('claim' in one) heard.views.push(one)
  else heard.setAside.push(one)
}

/** What the peer itself says it offers, where it is another openbell; else what its tools' names and words say. */
async function chosenOf(peers: Peers, tools: readonly PeerTool[], peer: string, signal: AbortSignal) {
  const callable = tools.filter(({ state }) => state === 'pinned')
  const told = callable.some(({ name }) => name === 'capabilities') ? await declared(peers, peer, signal) : new Map()
  return callable.flatMap((tool) => {
    const kind = kindOf(tool) === null ? null : (told.get(tool.name) ?? kindOf(tool))
    return kind === null ? [] : [{ tool, kind: kind as AnalysisKind }]
  })
}

/** The analyses of an openbell's own manifest; what is none of ours is left out. */
async function declared(peers: Peers, peer: string, signal: AbortSignal): Promise<Map<string, AnalysisKind>> {
  const answer = await peers.call(peer, 'capabilities', {}, signal).catch(() => null)
  const { structured, isError } = answer ?? { structured: null, isError: true }
  const { analyses } = (structured ?? {}) as { analyses?: unknown }
  if (isError || !Array.isArray(analyses)) return new Map()
  const known = analyses.filter(
    (one): one is { tool: string; kind: AnalysisKind } => typeof one?.tool === 'string' && KINDS.includes(one?.kind),
  )
  return new Map(known.map(({ tool, kind }) => [tool, kind]))
}

function nothingToAsk(tools: readonly PeerTool[]): OpenbellError {
  const waiting = tools.filter((tool) => (tool.state === 'new' || tool.state === 'changed') && kindOf(tool) !== null)
  const changed = waiting.some(({ state }) => state === 'changed')
  if (waiting.length === 0) return new OpenbellError('not-found', 'it offers no analysis of a symbol', 'openbell mcp list')
  const why = changed ? 'changed after they were approved' : 'are not approved'
  return new OpenbellError('denied', `its analyses ${why}: ${waiting.map(({ name }) => name).join(', ')}`, 'openbell mcp approve')
}
