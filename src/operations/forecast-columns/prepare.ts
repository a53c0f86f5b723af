import { resolve } from 'node:path'
import { barsBeforeFirstModel } from '../../analysis/forecast/column.ts'
import type { Instant } from '../../core/time.ts'
import { ensembleSize } from '../../engine/forecast/models.ts'
import { choiceOf, forecastColumns, type Standing } from '../../engine/forecast-columns/columns.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import type { Column } from '../../market/bars.ts'
import type { Trainer } from '../../ports/trainer.ts'
import { type ForecastAsk, forecastKey } from '../../strategy/forecast.ts'
import { breathe } from '../common/breathe.ts'
import { shortHash } from '../common/hash.ts'
import { openTrainer } from '../forecast/with-trainer.ts'
import { type Context, OpenbellError } from '../operation.ts'
import { DiskCache } from './cache.ts'

/** What trains where nothing else is said: the one that is there everywhere and gives the same bytes every time. */
const BACKEND = 'wasm'

/** Bars of a series at most: every one of them is forecast. */
const MOST_ROWS = 60_000

/** Fills forecasts' columns; one of these serves several runs of the same data. Whoever makes it closes it. */
export class ForecastPreparer {
  readonly #context: Context
  #cache: DiskCache | null = null
  #trainer: Promise<Trainer> | null = null
  readonly #standing = new Map<string, Standing>()

  constructor(context: Context) {
    this.#context = context
  }

  /** Ensembles that had to be trained so far. */
  get trained(): number {
    return this.#cache?.written ?? 0
  }

  /** The series with the columns of these forecasts; those that they have already are kept. Bars that close after `upTo` are not asked about. */
  async fill(series: readonly PreparedSeries[], asks: readonly ForecastAsk[], upTo?: Instant): Promise<PreparedSeries[]> {
    let filled = [...series]
    for (const ask of asks) {
      const key = forecastKey(ask)
      if (filled.every(({ forecasts }) => forecasts?.[key])) continue
      const columns = await this.#columns(filled, ask, upTo)
      filled = filled.map((one, i) => ({ ...one, forecasts: { ...one.forecasts, [key]: columns[i] } }))
    }
    await this.#cache?.trim()
    return filled
  }

  /**
   * Fills the rows of growing series that have come since: `rows` are those that are filled. The columns of `forecasts` are written in place; a bar that
   * closes after the next training date has all of them told anew.
   */
  async grow(series: readonly PreparedSeries[], asks: readonly ForecastAsk[], rows: readonly number[]): Promise<void> {
    for (const ask of asks) {
      const key = forecastKey(ask)
      const standing = this.#standing.get(key)
      const columns = await this.#columns(series, ask, undefined, standing && { standing, from: rows })
      for (const [i, { forecasts, bars }] of series.entries())
        for (const [k, one] of (forecasts?.[key] ?? []).entries()) one.set(columns[i][k].subarray(rows[i], bars.length), rows[i])
    }
  }

  async close(): Promise<void> {
    await (await this.#trainer?.catch(() => null))?.close()
    this.#trainer = null
  }

  async #columns(
    series: readonly PreparedSeries[],
    ask: ForecastAsk,
    upTo?: Instant,
    since?: { standing: Standing; from: readonly number[] },
  ): Promise<Column[][]> {
    const context = this.#context
    this.#cache ??= new DiskCache(context, await context.models('cached'))
    const tools = {
      trainer: () => {
        this.#trainer ??= openTrainer(context, BACKEND)
        return this.#trainer
      },
      cache: this.#cache,
      hash: shortHash,
      signal: context.signal,
      progress: (done: number, total: number) => context.progress.update(done, total, 'steps of training forecasts'),
      pause: () => breathe(context.signal),
    }
    const members = ensembleSize(choiceOf(ask))
    const wish = { ask: located(ask), seed: context.settings.seed, members, ...(upTo !== undefined && { upTo }) }
    const { columns, standing } = await forecastColumns(series, wish, tools, since)
    if (standing) this.#standing.set(forecastKey(ask), standing)
    return columns
  }
}

/**
 * The series with the columns of every forecast that is asked for.
 * @throws OpenbellError no-data, with the number of bars that is needed, where no series has it; usage for more bars than can be forecast
 */
export async function withForecasts(
  context: Context,
  series: readonly PreparedSeries[],
  asks: readonly ForecastAsk[],
): Promise<PreparedSeries[]> {
  if (asks.length === 0) return [...series]
  refuseLengths(series, asks)
  const preparer = new ForecastPreparer(context)
  try {
    return await preparer.fill(series, asks)
  } finally {
    await preparer.close()
  }
}

/** A network's file lies where the command was typed, as for `openbell forecast --model custom:FILE`. */
function located(ask: ForecastAsk): ForecastAsk {
  const { model } = ask
  return model.startsWith('custom:') ? { ...ask, model: `custom:${resolve(model.slice('custom:'.length))}` } : ask
}

/** @throws OpenbellError no-data, usage: see `withForecasts` */
export function refuseLengths(series: readonly PreparedSeries[], asks: readonly ForecastAsk[]): void {
  for (const ask of asks) refuseLength(series, ask)
}

function refuseLength(series: readonly PreparedSeries[], { horizon, input }: ForecastAsk): void {
  const longest = series.reduce((best, one) => (one.bars.length > best.bars.length ? one : best))
  const { symbol, length, timeframe } = longest.bars
  const needed = barsBeforeFirstModel(horizon, input) + 1
  if (length < needed) {
    throw new OpenbellError(
      'no-data',
      `${symbol}: ${length} bars are too few: a forecast of ${horizon} bars from ${input} needs ${needed} before it can say anything`,
      `an earlier --from, or openbell data fetch ${symbol} --timeframe ${timeframe}`,
    )
  }
  if (length > MOST_ROWS) {
    const message = `${symbol} has ${length.toLocaleString('en')} bars; a strategy's forecasts are made for ${MOST_ROWS.toLocaleString('en')} at most`
    throw new OpenbellError('usage', message, 'a later --from, or a longer --timeframe')
  }
}
