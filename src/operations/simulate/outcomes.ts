import { iso } from '../../core/time.ts'
import type { RoundTrip } from '../../engine/types.ts'
import { loadRunData, type RunData } from '../backtest/data.ts'
import { type CountedRun, runAndCount } from '../backtest/evaluate.ts'
import type { CostFlags, DataFlags } from '../backtest/input.ts'
import { loadForRun, runSetup } from '../backtest/setup.ts'
import { counted, shellWord } from '../common/words.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'

/** Which past is asked for. */
export interface OutcomeWish extends Omit<DataFlags, 'symbols'>, Partial<CostFlags> {
  symbol: string
  side: 'buy' | 'sell'
  strategy: string
  set: readonly string[]
}

/** What entries of a strategy on one side have come to. */
export interface Outcomes {
  data: RunData
  counted: CountedRun
  /** Closed round trips of the side, oldest first. */
  trips: RoundTrip[]
  /** Their returns after fees, as fractions of the entry value. */
  returns: Float64Array
}

/** What a run costs where nobody says otherwise: as `backtest` has it. */
const USUAL: CostFlags = {
  cash: 100_000,
  fee: 'us',
  slippage: 'spread',
  margin: 1,
  fractional: false,
  account: 'none',
  risk: 'none',
}

/**
 * Runs the strategy over the symbol's history with the fill rules of a backtest and keeps the closed round trips of one side. The trial is
 * counted like any other.
 * @throws OpenbellError no-data under `fewest` round trips: how many there are, how many are needed, and how to get more
 */
export async function pastOutcomes(context: Context, wish: OutcomeWish, fewest: number): Promise<Outcomes> {
  const { symbol, side, strategy, set, timeframe, from, to } = wish
  const loaded = await loadForRun(context, strategy, set)
  const setup = await runSetup(context, { ...USUAL, ...wish })
  const data = await loadRunData(context, { symbols: [symbol], timeframe, from, to })
  const counted = await runAndCount(context, data, loaded, setup)
  const way = side === 'buy' ? 'long' : 'short'
  const trips = counted.result.roundTrips.filter((trip) => trip.exitTime !== null && trip.side === way)
  if (trips.length < fewest) throw tooFew(wish, data, trips.length, fewest)
  return { data, counted, trips, returns: Float64Array.from(trips, (trip) => trip.return) }
}

function tooFew({ symbol, side, strategy, timeframe }: OutcomeWish, data: RunData, have: number, need: number): OpenbellError {
  const [{ bars }] = data.series
  const span = `${counted(bars.length, 'bar')} of ${data.timeframe} since ${iso(bars.time[0]).slice(0, 10)}`
  const way = side === 'buy' ? 'long' : 'short'
  const message = `${symbol}: ${strategy} has ${counted(have, `closed ${way} round trip`)} in ${span}, ${need} are needed to say anything`
  const finer = timeframe === '1d' ? '1h' : '1d'
  return new OpenbellError(
    'no-data',
    message,
    `openbell simulate ${symbol} ${side} --strategy ${shellWord(strategy)} --timeframe ${finer}, or an earlier --from`,
  )
}
