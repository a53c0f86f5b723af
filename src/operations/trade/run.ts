import { exchangeOptions } from '../../engine/costs.ts'
import type { Decider } from '../../engine/live/intent-id.ts'
import { hasDecided, LiveRun } from '../../engine/live/live-run.ts'
import { prepareSeries } from '../../engine/prepare.ts'
import type { RiskLimits } from '../../engine/risk/types.ts'
import { sliceBars } from '../../market/bars.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { isIntraday, parseTimeframe, TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'
import { setInput, strategyInput } from '../backtest/input.ts'
import { loadForRun, type StrategyForRun } from '../backtest/setup.ts'
import { strategyFault } from '../backtest/strategy-fault.ts'
import { shortHash } from '../common/hash.ts'
import { symbolsInput, timeframeInput } from '../common/shared.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { type Desk, openDesk } from './desk.ts'
import { accountInput } from './input.ts'
import { Driver } from './running/driver.ts'
import { type TradeRunEvent, tellerOf, tradeRunEvent } from './running/events.ts'
import { polledBars } from './running/feed.ts'
import { Following } from './running/following.ts'
import { loadHistory, type RunHistory } from './running/history.ts'
import { nextMinute, type Pace } from './running/pace.ts'
import { rehearse } from './running/rehearsal.ts'
import { paceOf } from './running/start.ts'
import { type RunWindow, windowOf } from './running/window.ts'

const input = z.strictObject({
  strategy: strategyInput,
  symbols: symbolsInput,
  timeframe: timeframeInput('1m'),
  set: setInput,
  ...accountInput,
  until: z.string().optional().describe('End earlier than the close: a time of day in New York (15:30) or an instant'),
  hold: z.boolean().default(false).describe('Keep positions over the end; otherwise they are closed minutes before it'),
  date: z.string().optional().describe('Live through a session of the past on the simulated broker, YYYY-MM-DD'),
  speed: z
    .number()
    .min(0)
    .max(100_000)
    .optional()
    .describe('With --date: market seconds in a real one (default 1); 0 = as fast as this machine decides'),
})
export type TradeRunInput = z.output<typeof input>

/** A strategy on the market as it happens, through the one order path: safe to kill and start again. */
export const tradeRun = defineOperation({
  name: 'trade.run',
  toolset: 'orders',
  summary: 'Run a strategy headless until the close, in paper or (by all that live takes) live.',
  effect: 'trade',
  deadlineMs: null,
  input,
  output: tradeRunEvent,
  examples: [
    {
      title: 'A session of the past, as fast as the machine decides',
      input: { strategy: 'ema-momentum', symbols: ['SIMALL'], date: '2026-03-20', speed: 0 },
    },
    { title: 'Today, until half past three', input: { strategy: 'opening-range-breakout', symbols: ['SPY'], until: '15:30' } },
  ],
  streams: () => true,
  async run(context, given) {
    return events(context, given)
  },
})

async function* events(context: Context, given: TradeRunInput): AsyncGenerator<TradeRunEvent> {
  const symbols = [...new Set(given.symbols.map(normalizeSymbol))]
  const timeframe = timeframeOf(given.timeframe)
  const loaded = await loadForRun(context, given.strategy, given.set)
  const pace = await paceOf(context, { ...given, symbols })
  const holder = `trade run ${loaded.name} ${symbols.join(' ')}`
  const { live, confirm, risk } = given
  const desk = await openDesk(context, { live, confirm, risk, holder, now: given.date === undefined ? undefined : pace.now })
  try {
    yield* onDesk(context, desk, { given, symbols, timeframe, loaded, pace })
  } finally {
    await desk.close()
  }
}

interface Wanted {
  given: TradeRunInput
  symbols: string[]
  timeframe: Timeframe
  loaded: StrategyForRun
  pace: Pace
}

async function* onDesk(context: Context, desk: Desk, wanted: Wanted): AsyncGenerator<TradeRunEvent> {
  const { given, symbols, timeframe, loaded, pace } = wanted
  const { path, broker } = desk
  const teller = tellerOf(broker)
  const status = (phase: TradeRunEvent['phase'], message: string, more: Partial<TradeRunEvent> = {}) =>
    teller(pace.now(), { type: 'status', phase, message, ...more })
  const following = context.dryRun ? null : new Following(path, context.clock, context.signal)
  try {
    await following?.connected()
    const { limits } = path
    const window = windowOf({
      ...given,
      symbols,
      now: pace.now(),
      flattenMinutes: limits?.flattenMinutesBeforeClose ?? null,
      otherDay: OTHER_DAY,
    })
    yield status('opened', openedMessage(desk), { limits: desk.limits })
    if (!path.opening.agreed) {
      throw new OpenbellError(
        'diverged',
        path.opening.sentence ?? 'our books and the broker disagree',
        'openbell trade reconcile',
      )
    }
    const account = await broker.account(context.signal)
    const decider: Decider = { strategy: loaded.strategy.name, key: keyOf(path.account, timeframe, loaded) }
    const history = await loadHistory(context, loaded, symbols, timeframe, pace.now())
    const { past, first } = heldBack(history, wanted, (symbol, at) => hasDecided(path.books, decider, symbol, at))
    const options = exchangeOptions({
      cash: Math.max(1, account.equity),
      fee: 'us',
      slippage: 'spread',
      margin: 1,
      fractional: false,
      account: 'margin',
    })
    const rehearsal = await rehearse(context, loaded, history, past.map(prepareSeries), options, flattened(limits, window))
    yield status('rehearsed', rehearsedMessage(rehearsal.answer), { rehearsal: rehearsal.answer })
    if (following === null) return
    const room =
      Math.ceil((window.end - Math.min(...past.map((bars) => bars.time[bars.length - 1]))) / TIMEFRAME_MS[timeframe]) + 10
    const run = new LiveRun({
      strategy: rehearsal.strategy,
      params: loaded.params,
      history: past,
      room,
      options,
      books: () => path.books,
      decider,
      now: pace.now(),
    })
    const feed = polledBars({
      source: desk.source,
      symbols,
      calendars: run.series.map(({ calendar }) => calendar),
      timeframe,
      session: context.settings.session,
      pace,
      from: first ?? nextMinute(pace.now()),
      until: window.end,
      newest: past.map((bars) => bars.time[bars.length - 1]),
      signal: context.signal,
    })
    const parts = { context, desk, run, pace, window, timeframe, strategy: loaded.name, feed, following, teller }
    const driver = new Driver(parts, await context.store())
    try {
      yield* driver.events()
      yield* driver.end()
    } catch (thrown) {
      if (context.signal.aborted) yield* driver.interrupted()
      throw strategyFault(loaded, thrown)
    }
  } finally {
    await following?.stop()
  }
}

const OTHER_DAY = 'openbell trade run STRATEGY SYMBOL --date 2026-03-20 --speed 60'

function timeframeOf(text: string): Timeframe {
  const timeframe = parseTimeframe(text)
  if (isIntraday(timeframe)) return timeframe
  throw new OpenbellError('usage', `a run decides within the day, not on ${timeframe} bars`, '--timeframe 1m')
}

/** Bars of the last minute that nobody has decided on yet are the run's first; what is older is history. */
function heldBack({ data }: RunHistory, { pace, timeframe }: Wanted, isDecided: (symbol: string, at: number) => boolean) {
  const now = pace.now()
  const newest = Math.max(...data.series.map(({ bars, closeTime }) => closeTime[bars.length - 1]))
  const isFresh = newest <= now && now - newest < Math.min(TIMEFRAME_MS[timeframe], FRESH)
  const closesNow = ({ bars, closeTime }: (typeof data.series)[number]) => closeTime[bars.length - 1] === newest
  const isNew = isFresh && !data.series.some((one) => closesNow(one) && isDecided(one.bars.symbol, newest))
  const past = data.series.map((one) => (isNew && closesNow(one) ? sliceBars(one.bars, 0, one.bars.length - 1) : one.bars))
  return { past, first: isNew ? newest : null }
}

const FRESH = 60_000

/** What makes a run the same one after it was killed: strategy, parameters, bars and account. */
function keyOf(account: string, timeframe: Timeframe, { params }: StrategyForRun): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  return shortHash(JSON.stringify([account, timeframe, sorted])).slice(0, 8)
}

/** The limits as the replay must have them: positions are closed before each end as this run closes them. */
function flattened(limits: RiskLimits | null, { flattenAt, end }: RunWindow): RiskLimits | null {
  if (limits === null || flattenAt === null) return limits
  return { ...limits, flattenMinutesBeforeClose: limits.flattenMinutesBeforeClose ?? Math.round((end - flattenAt) / 60_000) }
}

function openedMessage({ path, label, limits }: Desk): string {
  const { cash, positions } = path.books
  const held = [...positions.values()].map(({ symbol, shares }) => `${shares} ${symbol}`).join(', ')
  const { differences, agreed } = path.opening
  const compared = !agreed
    ? 'DIVERGED'
    : differences.length === 0
      ? 'reconciled'
      : `reconciled, ${differences.length} differences explained`
  return `${label} account ${path.account}: cash ${cash.toFixed(2)}, ${held === '' ? 'nothing held' : `holds ${held}`}; ${compared}; limits: ${limits.set}`
}

function rehearsedMessage({ sessions, from, intents, roundTrips, denied }: NonNullable<TradeRunEvent['rehearsal']>): string {
  const rules = denied.map(({ rule, count }) => `${rule} ${count}`).join(', ')
  return `the last ${sessions} sessions (from ${from}) under these limits: ${intents} intents, ${roundTrips} round trips; denied: ${rules === '' ? 'none' : rules}`
}
