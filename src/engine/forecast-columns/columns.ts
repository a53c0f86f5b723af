import { barsBeforeFirstModel, type ForecastOutput } from '../../analysis/forecast/column.ts'
import { tellExpert } from '../../analysis/forecast/experts.ts'
import { signalOf } from '../../analysis/forecast/signal.ts'
import { fromTransformed } from '../../analysis/forecast/transform.ts'
import type { Instant } from '../../core/time.ts'
import { type Column, column } from '../../market/bars.ts'
import type { Trainer } from '../../ports/trainer.ts'
import { FORECAST_COLUMN, type ForecastAsk } from '../../strategy/forecast.ts'
import { forcedExpert, networkPlan, plainExperts } from '../forecast/models.ts'
import type { WalkStretch } from '../forecast/plan.ts'
import type { FitOptions, ModelChoice } from '../forecast/types.ts'
import { type SeriesWalk, walkSeries } from '../forecast/walk.ts'
import type { PreparedSeries } from '../types.ts'
import { rowsBy, trainingDates } from './dates.ts'
import { type Verdict, verdictsAt } from './judge.ts'
import { type TrainTools, trainThrough } from './trained.ts'

export interface ColumnTools extends Omit<TrainTools, 'trainer' | 'fileHash'> {
  /** Asked for only where a network is to be trained or to speak. */
  trainer(): Promise<Trainer>
  /** Lets others in between two long pieces of work. */
  pause(): Promise<void>
}

export interface ColumnWish {
  ask: ForecastAsk
  seed: number
  /** Networks in an ensemble. */
  members: number
  /** Bars that close later are not asked about; they are there all the same, for whoever wants to see whether they make a difference. */
  upTo?: Instant
}

/** What a filling left: for the bars that come until the next training date nothing need be judged anew. */
export interface Standing {
  dates: number
  verdicts: readonly Verdict[]
}

export interface Filled {
  /** One list of columns a series, in the order of `FORECAST_OUTPUTS`. */
  columns: Column[][]
  /** Null before the first training date. */
  standing: Standing | null
}

/** Steps that are said are dealt out over so many dates, however many there are: they must not depend on where the data ends. */
const USUAL_DATES = 6

/** The walk of a series, and how many of its rows can be told at all. */
interface Walked {
  walk: SeriesWalk
  known: number[]
}

/**
 * Fills the columns of a forecast for every bar of some series of one timeframe: each bar by models that were trained at the newest training date
 * before its close, the gate and the bands by forecasts that were complete at that date. Series share their networks. NaN where nothing can be
 * said: before the first date, and from a price at or below zero on.
 * `since`: where a filling left off, with the first row of each series that is asked about; while no training date has passed only those are filled.
 */
export async function forecastColumns(
  series: readonly PreparedSeries[],
  { ask, seed, members, upTo = Number.POSITIVE_INFINITY }: ColumnWish,
  tools: ColumnTools,
  since: { standing: Standing; from: readonly number[] } | null = null,
): Promise<Filled> {
  const { horizon, input } = ask
  const needed = barsBeforeFirstModel(horizon, input)
  const usable = series.map((one) => ({ closeTime: one.closeTime, rows: positiveRows(one) }))
  const dates = trainingDates(usable, series[0].bars.timeframe, needed).filter((at) => at < upTo)
  const out = series.map(({ bars }) => Object.keys(FORECAST_COLUMN).map(() => column(bars.length).fill(Number.NaN)))
  if (dates.length === 0) return { columns: out, standing: null }
  const goesOn = since !== null && since.standing.dates === dates.length ? since : null
  const options = fitOptions(ask, seed, members)
  const walked: Walked[] = []
  for (const [i, one] of series.entries()) {
    await tools.pause()
    const all = stretchesOf(usable[i], dates, needed, upTo)
    const stretches = goesOn ? newest(all, goesOn.from[i]) : all
    const { rows } = usable[i]
    const values = {
      id: one.bars.symbol,
      values: one.bars.close.subarray(0, rows),
      times: one.closeTime.subarray(0, rows),
      transform: 'log' as const,
    }
    const walk = walkSeries(values, [], { input, horizon, final: false, experts: plainExperts(options.model), stretches })
    walked.push({ walk, known: stretches.map((stretch) => stretch.known) })
  }
  const walks = walked.map(({ walk }) => walk)
  await addNetworks(walks, options, tools)
  const forced = forcedExpert(options.model)
  let verdicts: readonly Verdict[] = goesOn?.standing.verdicts ?? []
  for (let k = goesOn ? dates.length - 1 : 0; k < dates.length; k++) {
    await tools.pause()
    const known = walked.map((one) => one.known[k])
    verdicts = goesOn ? verdicts : verdictsAt(walks, known, { horizon, levels: options.levels, forced, seed })
    for (const [i, walk] of walks.entries()) tellStretch(walk, k, verdicts[i], ask, out[i])
  }
  return { columns: out, standing: { dates: dates.length, verdicts } }
}

/** Of the stretches only the rows from `from` on of the newest; and one row of the first, whose date decides some things for good. */
function newest(stretches: readonly WalkStretch[], from: number): WalkStretch[] {
  const first = stretches.findIndex((one) => one.to > one.from)
  return stretches.map((one, k) => {
    if (k === stretches.length - 1) return { ...one, from: Math.min(one.to, Math.max(one.from, from)) }
    return k === first ? { ...one, to: one.from + 1 } : { ...one, from: one.to }
  })
}

async function addNetworks(walks: SeriesWalk[], options: FitOptions, tools: ColumnTools): Promise<void> {
  const { model, file } = options
  if (networkPlan(options, null, USUAL_DATES) === null) return
  const trainer = await tools.trainer()
  const custom = model === 'custom' && file !== null ? await trainer.inspect(file) : null
  const plan = networkPlan(options, custom, USUAL_DATES)
  if (plan) await trainThrough(walks, plan, { ...tools, trainer, fileHash: custom?.hash ?? null })
}

function fitOptions(ask: ForecastAsk, seed: number, members: number): FitOptions {
  const { horizon, input, steps } = ask
  const model = choiceOf(ask)
  const file = model === 'custom' ? ask.model.slice('custom:'.length) : null
  return { model, file, input, horizon, levels: [0.8], seed, steps, members }
}

/** What a declaration asks for, in the words of a fit. */
export function choiceOf({ model }: ForecastAsk): ModelChoice {
  return model.startsWith('custom:') ? 'custom' : (model as ModelChoice)
}

/** Rows before the first price at or below zero, which has no logarithm: what is decided of it is decided when it happens. */
function positiveRows({ bars: { close, length } }: PreparedSeries): number {
  let rows = 0
  while (rows < length && close[rows] > 0) rows++
  return rows
}

/** Rows that each date's models speak on; none while the series itself is shorter than what a forecast needs. */
function stretchesOf(
  series: { closeTime: Column; rows: number },
  dates: readonly Instant[],
  needed: number,
  upTo: Instant,
): WalkStretch[] {
  const known = dates.map((at) => rowsBy(series, at))
  const last = rowsBy(series, upTo)
  return known.map((count, k) => {
    const to = Math.min(last, known[k + 1] ?? series.rows)
    return { known: count, from: count < needed ? to : Math.min(count, to), to, step: 1 }
  })
}

/** Writes what the verdict's expert says of every row of a stretch. */
function tellStretch(walk: SeriesWalk, k: number, verdict: Verdict, { horizon, threshold }: ForecastAsk, out: Column[]): void {
  const { from, to } = walk.stretches[k]
  if (to <= from) return
  const first = walk.stretch.indexOf(k)
  const put = (output: ForecastOutput, row: number, value: number | null) => {
    out[FORECAST_COLUMN[output]][row] = value ?? Number.NaN
  }
  for (let i = first; i < first + to - from; i++) {
    const row = walk.origins[i]
    const median = lastStep(walk, i, verdict, horizon)
    const z = walk.z[row]
    const said = signalOf({
      median,
      tail: verdict.tail,
      scale: walk.scale[row],
      originValue: walk.series.values[row],
      transform: walk.transform,
      beatsNaive: verdict.beatsNaive,
      threshold,
      effectiveWindows: verdict.effectiveWindows,
    })
    const root = Math.sqrt(walk.scale[row])
    const edge = (distance: number | undefined, way: number) =>
      distance === undefined ? null : fromTransformed(z + median + way * distance * root, walk.transform)
    put('move', row, said.expectedMove)
    put('signal', row, { BUY: 1, SELL: -1, HOLD: 0 }[said.action])
    put('up', row, said.probabilityUp)
    put('low', row, edge(verdict.band?.low[horizon - 1], -1))
    put('high', row, edge(verdict.band?.high[horizon - 1], 1))
    put('skill', row, verdict.skillLow)
  }
}

/** The shown expert's move to the last step, in transformed units. */
function lastStep({ told }: SeriesWalk, i: number, { shown }: Verdict, horizon: number): number {
  const at = (values: Float64Array | undefined) => values?.subarray((i + 1) * horizon - 1, (i + 1) * horizon)
  const { drift, seasonal, linear, network } = told
  const parts = { drift: at(drift), seasonal: at(seasonal), linear: at(linear), network: at(network) }
  return tellExpert(shown, parts as Parameters<typeof tellExpert>[1], 1)[0]
}
