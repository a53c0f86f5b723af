import type { Instant } from '../../core/time.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource, Snapshot, TapeQuery } from '../../ports/market-data.ts'
import { OpenbellError } from '../operation.ts'
import type { FactsAnswer, SnapshotAnswer, Standing } from './answers.ts'
import type { Ask, SessionLink } from './link.ts'
import { type Asked, knownRows } from './with-session.ts'

export interface SessionSourceParts {
  link: SessionLink
  /** The source that the session's data comes from, of that market; null when this process has no way to it. */
  behind(facts: FactsAnswer['facts']): Promise<MarketDataSource | null>
  signal: AbortSignal
}

/**
 * The running session as a market-data source (`--source session`), whatever time it lives at: a replay of last month has the prices of that
 * minute. What its buffers do not hold comes from the source behind it, as of the session's time and never later.
 */
export async function openSessionSource({ link, behind, signal }: SessionSourceParts): Promise<MarketDataSource> {
  const { facts, now: first } = await link.ask<FactsAnswer>({ what: 'facts' }, signal)
  let [now, feed] = [first, facts.feed]
  link.listen((message) => {
    if (message.kind === 'tick') now = message.now
  })
  link.want({ level: 'now', tape: false, parts: [] })
  const source = await behind(facts)
  const asked: Asked = async <T extends Standing>(question: Ask, _: Instant, abort: AbortSignal) => {
    const told = await link.ask<T>(question, abort)
    // The session's plan may have turned out to give another feed.
    feed = told.feed
    return told
  }
  const history = async (query: BarsQuery | TapeQuery | ActionsQuery, abort: AbortSignal) => {
    if (query.kind === 'actions') return (source ? source.history(query, abort) : []) satisfies unknown
    const asOf = Math.min(query.asOf, now)
    const known = await knownRows({ name: 'session' }, { ...query, asOf }, asked, abort)
    if (known !== null) return known
    const answer = await (sourceOf(source, query.symbol).history as (query: unknown, abort: AbortSignal) => Promise<object>)(
      { ...query, asOf },
      abort,
    )
    return { ...answer, source: 'session' }
  }
  return {
    name: 'session',
    get feed() {
      return feed
    },
    coverage: facts.coverage,
    ...(source?.lists && { lists: source.lists }),
    now: () => now,
    history: history as MarketDataSource['history'],
    async snapshot(symbol, wished, abort): Promise<Snapshot> {
      const asOf = Math.min(wished, now)
      const told = await asked<SnapshotAnswer>({ what: 'snapshot', symbol, asOf }, asOf, abort)
      const snapshot = told?.snapshot ?? (await sourceOf(source, symbol).snapshot(symbol, asOf, abort))
      return { ...snapshot, source: 'session' }
    },
    symbols: async (abort) => (source ? source.symbols(abort) : []),
    metrics: () => null,
    close: async () => link.close(),
  }
}

function sourceOf(source: MarketDataSource | null, symbol: string): MarketDataSource {
  if (source) return source
  throw new OpenbellError('no-data', `the running session does not hold that of ${symbol}`, 'openbell session')
}

/** @throws OpenbellError unavailable */
export function noSession(): OpenbellError {
  return new OpenbellError('unavailable', 'no session runs in this home', 'openbell stream SIMALL')
}
