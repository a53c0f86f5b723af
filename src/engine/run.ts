import { OpenbellError } from '../core/errors.ts'
import { toDollars, toMicros } from '../exchange/account/money.ts'
import type { ExchangeEvent, Fill } from '../exchange/order.ts'
import type { Column } from '../market/bars.ts'
import { completeParams, isValid } from '../strategy/params.ts'
import type { Declarations, ParamValues } from '../strategy/types.ts'
import { Book } from './book.ts'
import type { SymbolParts } from './context.ts'
import { costOf, exchangeHolding, takeHolds } from './holds.ts'
import { declaredColumns, warmUpRows } from './indicator-columns.ts'
import { Ledger } from './ledger.ts'
import { listingOf } from './listing.ts'
import { Loop } from './loop.ts'
import { createRiskGate } from './risk/gate.ts'
import { RiskWatch } from './risk-watch.ts'
import { Tally } from './tally.ts'
import { firstAfter, type Timeline, timelineOf } from './timeline.ts'
import type { RunRequest, RunResult } from './types.ts'

/** A run in progress, which whoever drives it may pause, cancel or report on. */
export interface Run {
  readonly steps: number
  /** Steps taken. */
  readonly done: number
  /** Takes up to so many steps; true while there are more. */
  advance(maxSteps: number): boolean
  /** What has come out so far; of all when `advance` said false. */
  result(): RunResult
}

/**
 * Sets a run up: parameters checked, indicator columns computed, books opened with the starting cash.
 * @throws OpenbellError usage: parameters, symbols or a timeframe the strategy does not take; no-data: series without bars.
 */
export function createRun(request: RunRequest): Run {
  const params = Object.freeze(checkedParams(request))
  checkSeries(request)
  const timeline = timelineOf(request.series, request.decideFrom)
  const parts = wire(request, params, timeline)
  return new SteppedRun(request, timeline, parts)
}

/** A whole run at once. The same request gives the same result to the last bit. */
export function runBacktest(request: RunRequest): RunResult {
  const run = createRun(request)
  run.advance(Number.POSITIVE_INFINITY)
  return run.result()
}

type Wired = ReturnType<typeof wire>

function wire(request: RunRequest, params: Readonly<ParamValues>, timeline: Timeline) {
  const { strategy, series, limits, holds = [], listener } = request
  const keepAll = request.record === 'all'
  const declarations: Declarations = strategy.indicators?.(params) ?? {}
  const warmUp = warmUpRows(declarations)
  const symbols: SymbolParts[] = series.map((one, listing) => ({
    listing,
    series: one,
    cursor: { row: -1, step: -1 },
    firstRow: Math.max(warmUp - 1, request.decideFrom === null ? 0 : firstAfter(one, request.decideFrom)),
    declared: declaredColumns(request, one, declarations),
  }))
  const cursors = symbols.map(({ cursor }) => cursor)
  const listings = series.map(({ bars }) => listingOf(bars.symbol))
  const fills: Fill[] = []
  const onEvent = (event: ExchangeEvent): void => {
    ledger.take(event)
    if (event.type === 'canceled' || event.type === 'expired') book.ended(event.order)
    if (keepAll && event.type === 'filled') fills.push(event.fill)
    listener?.(event)
  }
  const exchange = exchangeHolding(holds, request.exchange, listings, onEvent, request.finer)
  for (const [listing, one] of series.entries()) exchange.attach(listing, one)
  exchange.schedule(request.actions)
  const cash = request.exchange.cash + costOf(holds, listings)
  const ledger = new Ledger({ listings, series, cursors, cash, reasonOf: (order) => book.reasonOf(order) })
  const watch = limits ? new RiskWatch(createRiskGate(limits), exchange, ledger, series, cursors) : null
  const tally = new Tally(keepAll)
  const moment = { step: -1, listing: 0, at: Number.NaN }
  const book = new Book({ exchange, ledger, watch, tally, moment })
  if (holds.length > 0) {
    for (const { cursor, series } of symbols) cursor.row = firstAfter(series, request.decideFrom ?? Number.NEGATIVE_INFINITY) - 1
    takeHolds(holds, listings, ledger, book, cursors, request.decideFrom ?? 0)
  }
  const loop = new Loop({ strategy, params, symbols, exchange, ledger, book, tally, watch, moment, timeline })
  return { loop, exchange, ledger, book, tally, fills, warmUp }
}

class SteppedRun implements Run {
  readonly steps: number
  #done = 0
  readonly #request: RunRequest
  readonly #timeline: Timeline
  readonly #parts: Wired
  readonly #equity: Column
  readonly #exposure: Column

  constructor(request: RunRequest, timeline: Timeline, parts: Wired) {
    this.steps = timeline.steps
    this.#request = request
    this.#timeline = timeline
    this.#parts = parts
    // Not shared memory, which the system hands out page by page: a run of its own pays for that what its orders cost.
    this.#equity = new Float64Array(timeline.steps)
    this.#exposure = new Float64Array(timeline.steps)
  }

  get done(): number {
    return this.#done
  }

  advance(maxSteps: number): boolean {
    const end = Math.min(this.steps, this.#done + maxSteps)
    this.#parts.loop.run(this.#done, end, this.#equity, this.#exposure)
    this.#done = end
    return end < this.steps
  }

  result(): RunResult {
    const { exchange, ledger, book, tally, fills, warmUp } = this.#parts
    const { times, days } = this.#timeline
    const steps = this.#done
    const { cash } = this.#request.exchange
    return {
      symbols: this.#request.series.map(({ bars }) => bars.symbol),
      steps,
      times: times.subarray(0, steps),
      equity: this.#equity.subarray(0, steps),
      exposure: this.#exposure.subarray(0, steps),
      day: days.subarray(0, steps),
      startCash: cash,
      // Whole millionths, as cash is: sums of prices leave dust in the last digits.
      finalEquity: steps > 0 ? toDollars(toMicros(this.#equity[steps - 1])) : cash,
      roundTrips: ledger.roundTrips(),
      decisions: tally.decisions,
      fills,
      why: { ...tally.why(book.waiting()), warmUpBars: warmUp },
      totals: { ...exchange.totals },
    }
  }
}

function checkedParams({ strategy, params }: RunRequest): ParamValues {
  const values = completeParams(strategy, params)
  if (isValid(strategy, values)) return values
  const text = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  throw new OpenbellError('usage', `${strategy.name} does not take ${text.join(' ')} together`, infoOf(strategy.name))
}

function checkSeries({ strategy, series }: RunRequest): void {
  const { name, symbols, timeframes } = strategy
  if (series.length === 0) throw new OpenbellError('usage', `${name} was given no symbol`, `openbell backtest ${name} SPY`)
  const [{ bars }] = series
  const names = series.map((one) => one.bars.symbol)
  const twice = names.find((one, i) => names.indexOf(one) !== i)
  if (twice)
    throw new OpenbellError('usage', `${twice} was given twice`, `openbell backtest ${name} ${[...new Set(names)].join(' ')}`)
  const other = series.find((one) => one.bars.timeframe !== bars.timeframe)
  if (other) {
    const [a, b] = [bars, other.bars].map((one) => `${one.symbol} ${one.timeframe}`)
    throw new OpenbellError('usage', `a run has bars of one timeframe (given: ${a}, ${b})`, 'name one with --timeframe')
  }
  if (timeframes && !timeframes.includes(bars.timeframe)) {
    const takes = timeframes.join(', ')
    throw new OpenbellError('usage', `${name} takes bars of ${takes}, not ${bars.timeframe}`, `--timeframe ${timeframes[0]}`)
  }
  if (names.length < (symbols?.min ?? 1) || names.length > (symbols?.max ?? Number.POSITIVE_INFINITY)) {
    const most = symbols?.max === undefined ? ' or more' : symbols.max === symbols.min ? '' : ` to ${symbols.max}`
    throw new OpenbellError('usage', `${name} takes ${symbols?.min}${most} symbols (given: ${names.join(' ')})`, infoOf(name))
  }
  const empty = series.find((one) => one.bars.length === 0)
  if (empty) throw new OpenbellError('no-data', `${empty.bars.symbol} has no bars in the range`, `openbell data list`)
}

function infoOf(name: string): string {
  return `openbell strategies info ${name}`
}
