import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { CorporateAction } from '../../market/actions.ts'
import type { Bars } from '../../market/bars.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource, TapeQuery } from '../../ports/market-data.ts'
import { createTapeStream } from '../common/tape-stream.ts'
import { SIMULATED } from './bars.ts'
import { actionsHistory, barsHistory } from './history.ts'
import { listing } from './listing.ts'
import { SimulatedMarket } from './market.ts'
import { snapshotAt } from './snapshot.ts'
import { simulatedTape } from './stream.ts'
import { printsHistory, quotesHistory } from './tape-history.ts'

export interface SimulatedOptions {
  /** Any whole number; another seed is another market with the same companies. */
  seed: number
  clock: Clock
}

/**
 * The embedded market: 505 invented companies, four index funds and one future, any session from 2015 to 2035, the same for the same seed
 * on every machine. Prints and raw bars have prices as the tape had them (a split is a jump and an action). Needs no key and no network.
 */
export function createSimulatedSource({ seed, clock }: SimulatedOptions): MarketDataSource {
  if (!Number.isSafeInteger(seed))
    throw new OpenbellError('usage', `the seed of the simulated market must be a whole number, not ${seed}`, '--seed 7')
  const market = new SimulatedMarket(seed)

  function history(query: BarsQuery, signal: AbortSignal): Promise<Bars>
  function history(query: TapeQuery & { kind: 'prints' }, signal: AbortSignal): Promise<Prints>
  function history(query: TapeQuery & { kind: 'quotes' }, signal: AbortSignal): Promise<Quotes>
  function history(query: ActionsQuery, signal: AbortSignal): Promise<CorporateAction[]>
  async function history(query: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal) {
    throwIfAborted(signal)
    switch (query.kind) {
      case 'bars':
        return barsHistory(market, query, signal)
      case 'prints':
        return printsHistory(market, query, signal)
      case 'quotes':
        return quotesHistory(market, query, signal)
      case 'actions':
        return actionsHistory(market, query)
    }
  }

  return {
    name: SIMULATED,
    feed: SIMULATED,
    coverage: 1,
    now: () => clock.now(),
    history: history as MarketDataSource['history'],
    async snapshot(symbol, asOf, signal) {
      throwIfAborted(signal)
      return snapshotAt(market, symbol, asOf)
    },
    async symbols(signal) {
      throwIfAborted(signal)
      return [...listing().values()].map(({ symbol, name, kind, sector }) => ({ symbol, name, kind, sector }))
    },
    stream: (options, sink, signal) => createTapeStream(simulatedTape(market), options, sink, signal),
    metrics: () => null,
    close: async () => {},
  }
}
