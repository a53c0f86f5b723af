import { OpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { type ExchangeOptions, exchangeOptions } from '../../engine/costs.ts'
import { profitOf } from '../../engine/gap/attribute.ts'
import { CLOSING, dayStrategy } from '../../engine/gap/day-strategy.ts'
import { ModelOrders } from '../../engine/gap/model-orders.ts'
import type { DayRun } from '../../engine/gap/runs.ts'
import type { ModelOrder } from '../../engine/gap/types.ts'
import { listingOf } from '../../engine/listing.ts'
import type { RunNote } from '../../engine/live/run-note.ts'
import { prepareSeries } from '../../engine/prepare.ts'
import { createRun } from '../../engine/run.ts'
import type { PreparedSeries, RunRequest, RunResult } from '../../engine/types.ts'
import { lowerBound, sliceBars } from '../../market/bars.ts'
import { TIMEFRAME_MS } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { loadStrategy } from '../../strategy/load.ts'
import type { StrategyForRun } from '../backtest/setup.ts'
import { strategyFault } from '../backtest/strategy-fault.ts'
import { atLength } from '../common/breathe.ts'
import { coverageOf, rescaled } from '../common/feed-coverage.ts'
import type { Context } from '../context.ts'
import { forecastsOf } from '../forecast-columns/asked.ts'
import { ForecastPreparer } from '../forecast-columns/prepare.ts'
import { loadHistory, type RunHistory } from '../trade/running/history.ts'
import { rehearse } from '../trade/running/rehearsal.ts'

/** A run's day as the backtest lives through it. */
export interface ModelDay {
  note: RunNote
  /** Where its bars come from: that of the run, whatever the settings say now. */
  source: MarketDataSource
  orders: ModelOrder[]
  /** What it made on the day, dollars: its equity at the end less what it began with, at the marks. */
  profit: number
  /** Last close of each symbol of the run. */
  marks: ReadonlyMap<string, number>
  /** Close of the last bar that it saw. */
  until: Instant
  /** What is not as it was in the run. */
  assumed: string[]
}

/** Why positions are closed in the model: by the run's own rule, or by the limits. */
const CLOSES: ReadonlySet<string> = new Set([CLOSING, 'closed before the end of the session, as the limits say'])

/**
 * Goes through a run's day again with the fill rules of the backtest: same strategy, parameters, symbols, limits, cash and positions, warmed up by the
 * same sessions.
 * @throws OpenbellError what the source says, or the strategy's own fault
 */
export async function modelDay(context: Context, day: DayRun, now: Instant): Promise<ModelDay> {
  const { note } = day
  const { strategy: named, symbols, timeframe, window } = note
  const loaded = await loadStrategy(named, { home: context.settings.home })
  const forRun: StrategyForRun = { ...loaded, params: note.params }
  const there = await contextOfRun(context, note)
  const until = Math.min(now, window.end)
  const bare = await loadHistory(there, forRun, symbols, timeframe, until)
  const preparer = new ForecastPreparer({ ...there, settings: { ...there.settings, seed: note.seed } })
  try {
    const series = await preparer.fill(bare.data.series, forecastsOf(forRun))
    return await lived(there, day, forRun, { ...bare, data: { ...bare.data, series } }, until, preparer)
  } finally {
    await preparer.close()
  }
}

async function lived(
  there: Context,
  { note, otherHashes }: DayRun,
  forRun: StrategyForRun,
  history: RunHistory,
  until: Instant,
  preparer: ForecastPreparer,
): Promise<ModelDay> {
  const options = exchangeOptions({ ...note.costs, cash: Math.max(1, note.cash) })
  const strategy = await warmed(there, forRun, note, history, options, preparer)
  const orders = new ModelOrders()
  const result = await run(there, forRun, requestOf(note, strategy, history, options, orders))
  const marks = new Map(history.data.series.map(({ bars }) => [bars.symbol, bars.close[bars.length - 1]]))
  const day: ModelDay = {
    note,
    source: history.data.source,
    orders: orders.result(note, result.decisions, CLOSES),
    profit: profitOfDay(note, result, marks),
    marks,
    until: result.times.at(-1) ?? until,
    assumed: assumptions(there, note, forRun, otherHashes, history),
  }
  agree(day)
  return day
}

/** The source and the hours that the run had. */
async function contextOfRun(context: Context, { source, session }: RunNote): Promise<Context> {
  const asked = await context.source()
  const same = asked.name === source ? asked : await context.source(source)
  return { ...context, settings: { ...context.settings, session }, source: async (name) => (name ? context.source(name) : same) }
}

/** The strategy with the memory that the sessions before have left it, as `trade run` warms it. */
async function warmed(
  context: Context,
  loaded: StrategyForRun,
  note: RunNote,
  history: RunHistory,
  options: ExchangeOptions,
  preparer: ForecastPreparer,
) {
  const { data } = history
  const series = data.series.map((one) => before(one, note.first))
  const empty = series.find(({ bars }) => bars.length === 0)
  if (empty) {
    const message = `${empty.bars.symbol} has no bars before the run began`
    throw new OpenbellError('no-data', message, `openbell bars ${empty.bars.symbol} --timeframe ${note.timeframe}`)
  }
  const past = series.map(({ bars }) => bars)
  const decider = { strategy: note.title, key: '' }
  const beginning = { history: { ...history, data: { ...data, series } }, past, first: note.first, options, decider }
  const { strategy } = await rehearse(context, loaded, beginning, note.limits, { ...note.window, date: '' }, preparer)
  return strategy
}

function before({ bars, closeTime }: PreparedSeries, first: Instant): PreparedSeries {
  return prepareSeries(sliceBars(bars, 0, lowerBound(closeTime, bars.length, first)))
}

function requestOf(
  note: RunNote,
  strategy: RunRequest['strategy'],
  { data }: RunHistory,
  exchange: ExchangeOptions,
  orders: ModelOrders,
): RunRequest {
  const { limits, timeframe, params, positions, first, symbols } = note
  return {
    strategy: dayStrategy(strategy, note, TIMEFRAME_MS[timeframe]),
    params,
    series: data.series.map((one) => {
      const prints = rescaled(one.bars, coverageOf(data.source, one.bars.feed)).prints
      return { ...one, bars: { ...one.bars, prints } }
    }),
    exchange,
    // Prints a minute are known of minutes only.
    limits: limits && { ...limits, minimumPrintsPerMinute: timeframe === '1m' ? limits.minimumPrintsPerMinute : null },
    decideFrom: first - 1,
    // What falls due on a day falls due before its open: the positions that the run began with have it in them.
    actions: [],
    finer: null,
    cache: null,
    record: 'all',
    holds: positions.filter(({ symbol }) => symbols.includes(symbol)),
    listener: (event) => orders.take(event),
  }
}

async function run(context: Context, loaded: StrategyForRun, request: RunRequest): Promise<RunResult> {
  try {
    const run = await atLength(context, () => createRun(request))
    while (await atLength(context, () => run.advance(100_000)));
    return run.result()
  } catch (thrown) {
    throw strategyFault(loaded, thrown)
  }
}

/** Equity at the end less what it began with, positions at the marks of the end; what was paid for borrowing is no order's. */
function profitOfDay(
  { positions, symbols, cash }: RunNote,
  { finalEquity, totals }: RunResult,
  marks: ReadonlyMap<string, number>,
) {
  const held = positions.filter(({ symbol }) => symbols.includes(symbol))
  const value = held.reduce((sum, one) => sum + one.shares * marks.get(one.symbol)! * listingOf(one.symbol).multiplier, 0)
  return finalEquity + totals.borrow + totals.interest - totals.dividends - Math.max(1, cash) - value
}

/** Half a cent: what whole millionths add up to over the fills of a day stays far below it. */
const TOLERANCE = 0.005

/** @throws OpenbellError internal when the orders do not come to what the backtest's equity says */
function agree({ orders, profit, marks, note }: ModelDay): void {
  const sum = orders.reduce((total, { symbol, side, filled }) => {
    const { multiplier } = listingOf(symbol)
    return filled ? total + profitOf(side, filled, { mark: marks.get(symbol)!, multiplier, arrival: null }) : total
  }, 0)
  if (Math.abs(sum - profit) <= TOLERANCE) return
  const message = `the model's orders of ${note.id} come to ${sum.toFixed(6)}, its equity says ${profit.toFixed(6)} (difference ${(sum - profit).toFixed(6)})`
  throw new OpenbellError('internal', message)
}

function assumptions(
  { settings }: Context,
  note: RunNote,
  { sourceHash, name }: StrategyForRun,
  otherHashes: string[],
  { data }: RunHistory,
): string[] {
  const said: string[] = []
  if (data.feed !== note.feed)
    said.push(`the run was shown bars of ${note.feed}, the model bars of ${data.feed}: what they say differs`)
  const changed = otherHashes.length > 0 || sourceHash !== note.sourceHash
  if (changed) said.push(`the file of ${name} has changed since ${note.id} began: the model runs it as it is now`)
  if (note.source === 'simulated' && settings.seed !== note.seed) {
    said.push(
      `the run was on the simulated market of seed ${note.seed}, this is the one of seed ${settings.seed}: add --seed ${note.seed}`,
    )
  }
  if (note.positions.length > 0)
    said.push(`the model of ${note.id} begins with what was held, without the orders that rested for it`)
  const { flattenAt } = note.window
  if (flattenAt !== null && flattenAt % TIMEFRAME_MS[note.timeframe] !== 0) {
    said.push(`no ${note.timeframe} bar closes where the run closes positions: the model closes them with the bar before`)
  }
  return said
}
