import type { Instant } from '../../../core/time.ts'
import { type ExchangeOptions, exchangeOptions } from '../../../engine/costs.ts'
import type { Decider } from '../../../engine/live/intent-id.ts'
import { hasDecided } from '../../../engine/live/live-run.ts'
import { type Bars, sliceBars } from '../../../market/bars.ts'
import { TIMEFRAME_MS } from '../../../market/timeframe.ts'
import type { StrategyForRun } from '../../backtest/setup.ts'
import { shortHash } from '../../common/hash.ts'
import type { Context } from '../../context.ts'
import type { Desk } from '../desk/desk.ts'
import { loadHistory, type RunHistory } from './history.ts'
import type { Wanted } from './on-desk.ts'

/** What a run begins with. */
export interface Beginning {
  history: RunHistory
  /** Bars that are past: they warm up, and are replayed. */
  past: Bars[]
  /** Close of bars that are new enough to be decided on first; null when there are none. */
  first: Instant | null
  /** What sizes are worked out with. */
  options: ExchangeOptions
  decider: Decider
}

/** A bar that closed longer ago is past, whatever the timeframe. */
const FRESH = 60_000

/** Reads the past, and tells it from what is still to be decided. */
export async function beginningOf(context: Context, { path, broker }: Desk, wanted: Wanted): Promise<Beginning> {
  const { loaded, symbols, timeframe, pace } = wanted
  const { equity } = await broker.account(context.signal)
  const decider: Decider = { strategy: loaded.strategy.name, key: keyOf(path.account, timeframe, loaded) }
  const history = await loadHistory(context, loaded, symbols, timeframe, pace.now())
  const options = exchangeOptions({
    cash: Math.max(1, equity),
    fee: 'us',
    slippage: 'spread',
    margin: 1,
    fractional: false,
    account: 'margin',
  })
  const split = heldBack(history, wanted, (symbol, at) => hasDecided(path.books, decider, symbol, at))
  return { history, ...split, options, decider }
}

/** Bars of the last minute that no process has decided on yet are the run's first; what is older is past. */
function heldBack(
  { data }: RunHistory,
  { pace, timeframe }: Wanted,
  isDecided: (symbol: string, at: Instant) => boolean,
): Pick<Beginning, 'past' | 'first'> {
  const now = pace.now()
  const newest = Math.max(...data.series.map(({ bars, closeTime }) => closeTime[bars.length - 1]))
  const isFresh = newest <= now && now - newest < Math.min(TIMEFRAME_MS[timeframe], FRESH)
  const closesNow = ({ bars, closeTime }: RunHistory['data']['series'][number]) => closeTime[bars.length - 1] === newest
  const isNew = isFresh && !data.series.some((one) => closesNow(one) && isDecided(one.bars.symbol, newest))
  const past = data.series.map((one) => (isNew && closesNow(one) ? sliceBars(one.bars, 0, one.bars.length - 1) : one.bars))
  return { past, first: isNew ? newest : null }
}

/** What makes a run the same one after it was killed: account, bars and parameters, beside the strategy's name. */
function keyOf(account: string, timeframe: string, { params }: StrategyForRun): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  return shortHash(JSON.stringify([account, timeframe, sorted])).slice(0, 8)
}
