import { OpenbellError } from '../../core/errors.ts'
import type { PeerAnswer, Peers, PeerTool } from '../../ports/peers.ts'
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
}

/**
 * Asks a peer's approved analyses about a symbol. Only the symbol and the as-of go out, and no answer of one tool reaches another.
 * @throws OpenbellError unavailable when it does not answer, not-found when it offers nothing that could be asked
 */
export async function askPeer(peers: Peers, peer: string, asked: Asked, signal: AbortSignal): Promise<PeerViews> {
  const { tools } = await peers.manifest(peer, signal)
  const all = await chosenOf(peers, tools, peer, signal)
  const chosen = all.slice(0, MOST_TOOLS)
  if (chosen.length === 0) throw nothingToAsk(tools)
  const answers = await Promise.allSettled(
    chosen.map(({ tool }) => peers.call(peer, tool.name, argumentsFor(tool, asked.symbol, asked.asOf), signal)),
  )
  const failed = answers.filter((one) => one.status === 'rejected')
  if (failed.length === answers.length) throw failed[0].reason
  const read = chosen.map(({ tool, kind }, i) => outcomeOf(answers[i], { tool, kind, peer, asked }))
  return {
    views: read.filter((one): one is SourceView => 'claim' in one),
    setAside: [
      ...read.filter((one): one is SetAside => 'reason' in one),
      ...all.slice(MOST_TOOLS).map(({ tool, kind }) => ({ source: peer, tool: tool.name, kind, reason: NOT_ASKED })),
    ],
  }
}

function outcomeOf(
  settled: PromiseSettledResult<PeerAnswer>,
  { tool, kind, peer, asked }: { tool: PeerTool; kind: AnalysisKind; peer: string; asked: Asked },
): SourceView | SetAside {
  if (settled.status === 'fulfilled') return readAnswer(settled.value, { ...asked, kind })
  return { source: peer, tool: tool.name, kind, reason: (settled.reason as Error).message }
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
  const { structured, isError } = await peers.call(peer, 'capabilities', {}, signal)
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
