import { OpenbellError } from '../../../core/errors.ts'
import { LiveRun } from '../../../engine/live/live-run.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../../market/timeframe.ts'
import type { StrategyForRun } from '../../backtest/setup.ts'
import { strategyFault } from '../../backtest/strategy-fault.ts'
import type { Context } from '../../context.ts'
import { forecastsOf } from '../../forecast-columns/asked.ts'
import { LiveForecasts, refuseRecorded } from '../../forecast-columns/live.ts'
import { ForecastPreparer } from '../../forecast-columns/prepare.ts'
import type { Desk } from '../desk/desk.ts'
import { type Beginning, beginningOf } from './beginning.ts'
import { Driver } from './driver.ts'
import { type EventFields, type TradeRunEvent, tellerOf } from './events.ts'
import { type ClosedBars, type FeedParts, polledBars } from './feed.ts'
import { Following } from './following.ts'
import { nextMinute, type Pace } from './pace.ts'
import { rehearse } from './rehearsal.ts'
import { runNoteOf } from './run-note.ts'
import { type RunWindow, windowOf } from './window.ts'

/** What is run, and in which time. */
export interface Wanted {
  symbols: string[]
  timeframe: Timeframe
  loaded: StrategyForRun
  pace: Pace
  until: string | undefined
  hold: boolean
  /** Where closed bars come from; default asking the source after each close. */
  feed?: (parts: FeedParts) => AsyncGenerator<ClosedBars>
}

const OTHER_DAY = 'openbell trade run STRATEGY SYMBOL --date 2026-03-20 --speed 60'

/** Rows beyond those that the clock counts: sources may have bars of closed hours. */
const SPARE_ROWS = 10

/**
 * The run on an opened account: listen, replay the last sessions, go through the session, close, compare. A dry run ends after the replay.
 * @throws OpenbellError diverged before anything is decided, when our books and the broker disagree
 */
export async function* runOnDesk(context: Context, desk: Desk, wanted: Wanted): AsyncGenerator<TradeRunEvent> {
  const { symbols, loaded, pace, until, hold } = wanted
  const { path } = desk
  const teller = tellerOf(desk.broker)
  const status = (phase: EventFields['phase'], message: string, more: Partial<EventFields> = {}) =>
    teller(pace.now(), { type: 'status', phase, message, ...more })
  const flattenMinutes = path.limits?.flattenMinutesBeforeClose ?? null
  const window = windowOf({ symbols, now: pace.now(), until, hold, flattenMinutes, otherDay: OTHER_DAY })
  const asks = forecastsOf(loaded)
  refuseRecorded(context, asks)
  const preparer = new ForecastPreparer(context)
  const following = context.dryRun ? null : new Following(path, context.clock, context.signal)
  try {
    await following?.connected()
    yield status('opened', openedMessage(desk), { limits: desk.limits })
    const { agreed, sentence } = path.opening
    if (!agreed) throw new OpenbellError('diverged', sentence ?? 'our books and the broker disagree', 'openbell trade reconcile')
    const beginning = await beginningOf(context, desk, wanted)
    const { answer, strategy, message, forecasts } = await rehearse(context, loaded, beginning, path.limits, window, preparer)
    yield status('rehearsed', message, { rehearsal: answer })
    if (following === null) return
    const run = new LiveRun({ ...liveParts(desk, wanted, beginning, window), strategy, forecasts })
    const feed = feedOf(context, desk, wanted, { beginning, run, window })
    const driver = new Driver(
      {
        context,
        desk,
        run,
        pace,
        window,
        timeframe: wanted.timeframe,
        strategy: loaded.name,
        feed,
        forecasts: new LiveForecasts(preparer, asks, run.series),
        following,
        teller,
      },
      await context.store(),
    )
    const note = runNoteOf(context, desk, wanted, beginning, window)
    path.noteRun({ kind: 'run-started', run: note })
    let how: 'ended' | 'interrupted' | 'failed' = 'failed'
    try {
      yield* driven(context, driver, loaded)
      how = 'ended'
    } finally {
      path.noteRun({ kind: 'run-ended', id: note.id, how: context.signal.aborted && how === 'failed' ? 'interrupted' : how })
    }
  } finally {
    await following?.stop()
    await preparer.close()
  }
}

async function* driven(context: Context, driver: Driver, loaded: StrategyForRun): AsyncGenerator<TradeRunEvent> {
  try {
    yield* driver.events()
    yield* driver.end()
  } catch (thrown) {
    yield* driver.stopped(context.signal.aborted ? 'interrupted' : 'stopped by a failure')
    throw strategyFault(loaded, thrown)
  }
}

function liveParts({ path }: Desk, { loaded, pace, timeframe }: Wanted, beginning: Beginning, { end }: RunWindow) {
  const { past, options, decider } = beginning
  const oldest = Math.min(...past.map((bars) => bars.time[bars.length - 1]))
  const room = Math.ceil((end - oldest) / TIMEFRAME_MS[timeframe]) + SPARE_ROWS
  return { params: loaded.params, history: past, room, options, books: () => path.books, decider, now: pace.now() }
}

function feedOf(
  context: Context,
  { source }: Desk,
  { symbols, timeframe, pace, feed = polledBars }: Wanted,
  { beginning, run, window }: { beginning: Beginning; run: LiveRun; window: RunWindow },
) {
  return feed({
    source,
    symbols,
    calendars: run.series.map(({ calendar }) => calendar),
    timeframe,
    session: context.settings.session,
    pace,
    from: beginning.first ?? nextMinute(pace.now()),
    until: window.end,
    newest: beginning.past.map((bars) => bars.time[bars.length - 1]),
    signal: context.signal,
  })
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
  const holds = held === '' ? 'nothing held' : `holds ${held}`
  return `${label} account ${path.account}: cash ${cash.toFixed(2)}, ${holds}; ${compared}; limits: ${limits.set}`
}
