import { asOpenbellError, type OpenbellError } from '../../core/errors.ts'
import { HOUR, type Instant, iso } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Peers } from '../../ports/peers.ts'
import { symbolInput } from '../common/shared.ts'
import { type Context, defineOperation, z } from '../operation.ts'
import { type Asked, askPeer, type PeerViews } from './ask-peer.ts'
import { fuse, HALF_LIFE_DAYS } from './fuse.ts'
import { gather } from './gather.ts'
import { type FederateAnswer, FederateOutput } from './output.ts'
import { ownView } from './own-view.ts'
import type { SetAside, SourceView } from './view.ts'

const DEADLINE_MS = 20_000
const GRACE_MS = 8_000

const HALF_LIVES = Object.entries(HALF_LIFE_DAYS).map(([kind, days]) => `${kind} ${days}`)
const POOL = 'linear opinion pool (Stone 1961): mean of the scores'
const WEIGHTS = 'weights = confidence x 2^(-age / half-life) / views of that source'
const FORMULA = `${POOL}, ${WEIGHTS}; half-lives in days: ${HALF_LIVES.join(', ')}`

const HELP = `How it is made:
  own view     analyze on daily bars: the direction of the trend times its strength; confidence 0.5 (no hit rate was measured),
               0.25 on old bars
  peers        approved tools that take a symbol and say, by name or words, that they give news, sentiment, fundamental or technical
               analysis
  fused        ${POOL},
               ${WEIGHTS};
               half-lives in days: ${HALF_LIVES.join(', ')}
  set aside    a score not between -1 and 1, a confidence not between 0 and 1, another symbol, a time after the as-of, text that
               gives instructions, an answer that breaks its own schema or is too long; nothing is clipped into range
  silent       who does not answer is named with the reason: nobody is waited for longer than ${DEADLINE_MS / 1000} s, nor longer than ${GRACE_MS / 1000} s once
               two thirds have answered`

/** Our own technical view beside those of the peers, fused, with weights, disagreement and every source shown. */
export const federate = defineOperation({
  name: 'federate',
  toolset: 'analysis',
  summary:
    'Ask peers for news, sentiment and fundamental views of a symbol, and fuse them with our own: weights, disagreement, every source.',
  effect: 'read',
  input: z.strictObject({ symbol: symbolInput }),
  output: FederateOutput,
  help: HELP,
  examples: [{ title: 'What the peers say, beside our own view', input: { symbol: 'SIMALL' } }],
  async run(context, { symbol: given }) {
    const symbol = normalizeSymbol(given)
    const peers = await context.peers()
    const asked = await questionOf(context, symbol)
    const [own, others] = await Promise.all([ownOrFault(context, symbol), askAll(context, peers, asked)])
    const views = [...('view' in own ? [own.view] : []), ...others.views]
    if ('fault' in own && views.length === 0) throw own.fault
    const setAside = 'fault' in own ? [ownAside(own.fault), ...others.setAside] : others.setAside
    const market = 'answer' in own ? own.answer : null
    const { weights, ...fused } = fuse(views, asked.now)
    return {
      symbol,
      asOf: iso(asked.now),
      source: market?.source ?? null,
      feed: market?.feed ?? null,
      fused: { ...fused, formula: FORMULA },
      views: views.map((view, i) => viewRow(view, weights[i], asked.now)),
      setAside,
      silent: others.silent,
      asked: others.asked,
    }
  },
})

/** Nothing later than `--as-of` may be known; without it, nothing later than now, as this machine and the source have it. */
async function questionOf(context: Context, symbol: string): Promise<Asked> {
  const { asOf } = context.settings
  const without = context.grants?.without ?? []
  if (asOf !== null) return { symbol, now: asOf, asOf: iso(asOf), without }
  const source = await context.source()
  return { symbol, now: Math.max(context.clock.now(), context.asOf(source)), asOf: null, without }
}

async function ownOrFault(context: Context, symbol: string) {
  try {
    return await ownView(context, symbol)
  } catch (thrown) {
    const fault = asOpenbellError(thrown)
    if (fault.kind === 'canceled' || fault.kind === 'internal') throw fault
    return { fault }
  }
}

function ownAside(fault: OpenbellError): SetAside {
  return { source: 'openbell', tool: 'analyze', kind: 'technical', reason: fault.message }
}

async function askAll(context: Context, peers: Peers, asked: Asked) {
  const names = peers.list().map(({ name }) => name)
  const heard = names.map((): PeerViews => ({ views: [], setAside: [] }))
  const tasks = names.map((peer, i) => (signal: AbortSignal) => askPeer({ peers, peer, heard: heard[i] }, asked, signal))
  const patience = { deadlineMs: DEADLINE_MS, quorum: Math.ceil((names.length * 2) / 3), graceMs: GRACE_MS }
  const outcomes = names.length === 0 ? [] : await gather(tasks, context, patience)
  return {
    views: heard.flatMap(({ views }) => [...views]),
    setAside: heard.flatMap(({ setAside }) => [...setAside]),
    silent: outcomes.flatMap((one, i) => ('reason' in one ? [{ peer: names[i], reason: one.reason }] : [])),
    asked: names.length,
  }
}

function viewRow(view: SourceView, weight: number, now: Instant): FederateAnswer['views'][number] {
  const { source, tool, kind, claim, score, confidence, horizon, asOf, notes, peer } = view
  return {
    ...{ source, tool, kind, claim, untrusted: peer !== null, score, confidence, horizon },
    asOf: asOf === null ? null : iso(asOf),
    ageHours: asOf === null ? null : Math.round((Math.max(0, now - asOf) / HOUR) * 10) / 10,
    weight,
    notes,
  }
}
