import { firstWhere } from '../../../core/search.ts'
import type { Decision, RoundTrip, RunResult } from '../../../engine/types.ts'
import type { ReportColumns, StopLine } from '../input.ts'

/** Points of the equity chart: more cannot be told apart on a screen, and a run of a million steps stays small in the store. */
const MOST_POINTS = 6000
const MOST_STOPS = 20_000

/** Columns beside the run itself, one row a session, in the order of its sessions. */
export interface ReportExtras {
  /** Daily returns of buy and hold, aligned with the run's sessions. */
  benchmarkReturns?: ArrayLike<number> | null
  /** Quantiles of resampled equity at each session's end, dollars. */
  bands?: { low: ArrayLike<number>; middle: ArrayLike<number>; high: ArrayLike<number> } | null
}

/** The columns of a report (see `ReportColumns`) of a finished run. */
export function reportColumns(result: RunResult, extras: ReportExtras = {}): ReportColumns {
  const stops = stopLines(result.decisions, result.roundTrips).slice(-MOST_STOPS)
  return {
    ...curveColumns(result),
    ...sessionColumns(result, extras.benchmarkReturns ?? null),
    ...bandColumns(extras.bands ?? null),
    stopSymbol: Float64Array.from(stops, (stop) => result.symbols.indexOf(stop.symbol)),
    stopFrom: Float64Array.from(stops, (stop) => stop.from),
    stopTo: Float64Array.from(stops, (stop) => stop.to),
    stopPrice: Float64Array.from(stops, (stop) => stop.price),
  }
}

type Curves = Pick<RunResult, 'steps' | 'times' | 'equity' | 'exposure' | 'startCash'>

/** Equal numbers of steps a point; a point keeps its last equity, its deepest drawdown and its highest exposure. */
function curveColumns({ steps, times, equity, exposure, startCash }: Curves): ReportColumns {
  const per = Math.max(1, Math.ceil(steps / MOST_POINTS))
  const points = Math.ceil(steps / per)
  const columns = {
    times: new Float64Array(points),
    equity: new Float64Array(points),
    drawdown: new Float64Array(points),
    exposure: new Float64Array(points),
    stepsPerPoint: Float64Array.of(per),
  }
  let highest = startCash
  for (let step = 0; step < steps; step++) {
    const point = Math.floor(step / per)
    highest = Math.max(highest, equity[step])
    columns.times[point] = times[step]
    columns.equity[point] = equity[step]
    columns.drawdown[point] = Math.max(columns.drawdown[point], highest > 0 ? 1 - equity[step] / highest : 0)
    columns.exposure[point] = Math.max(columns.exposure[point], exposure[step])
  }
  return columns
}

/** The last step of each session. */
function sessionColumns({ steps, times, day, equity, startCash }: RunResult, returns: ArrayLike<number> | null): ReportColumns {
  const ends: number[] = []
  for (let step = 0; step < steps; step++) if (step === steps - 1 || day[step + 1] !== day[step]) ends.push(step)
  const columns: ReportColumns = {
    day: Float64Array.from(ends, (step) => day[step]),
    dayEnd: Float64Array.from(ends, (step) => times[step]),
    dayEquity: Float64Array.from(ends, (step) => equity[step]),
  }
  if (returns?.length === ends.length) {
    let value = startCash
    columns.dayBenchmark = Float64Array.from(returns, (one) => {
      value *= 1 + one
      return value
    })
  }
  return columns
}

function bandColumns(bands: NonNullable<ReportExtras['bands']> | null): ReportColumns {
  if (!bands) return {}
  const [bandLow, bandMiddle, bandHigh] = [bands.low, bands.middle, bands.high].map((one) => Float64Array.from(one))
  return { bandLow, bandMiddle, bandHigh }
}

/**
 * Where protecting stops stood: from the entry at the price its intent named, and from each later decision that moved it, until the
 * round trip ended or the data did. Trailing stops have no price of their own and are not among them.
 */
export function stopLines(decisions: readonly Decision[], roundTrips: readonly RoundTrip[]): StopLine[] {
  const bySymbol = Map.groupBy(decisions.filter(setsStop), (one) => one.symbol)
  return roundTrips.flatMap((trip) => {
    const own = bySymbol.get(trip.symbol) ?? []
    const end = trip.exitTime ?? Number.POSITIVE_INFINITY
    const after = firstAfter(own, trip.entryTime)
    const entry = lastEntry(own, after)
    const levels = entry ? [{ at: trip.entryTime, price: entry.stop as number }] : []
    for (let i = after; i < own.length && own[i].at < end; i++) {
      if (own[i].action === 'protect') levels.push({ at: own[i].at, price: own[i].stop as number })
    }
    return levels.map((level, i) => ({
      symbol: trip.symbol,
      from: level.at,
      to: Math.min(end, levels[i + 1]?.at ?? end),
      price: level.price,
    }))
  })
}

/** Index of the first decision made after the instant; decisions are in the order of their times. */
function firstAfter(decisions: readonly Decision[], at: number): number {
  return firstWhere(decisions.length, (i) => decisions[i].at > at)
}

/** The latest decision before the index that entered. */
function lastEntry(decisions: readonly Decision[], before: number): Decision | null {
  for (let i = before - 1; i >= 0; i--) if (decisions[i].action !== 'protect') return decisions[i]
  return null
}

function setsStop(one: Decision): boolean {
  return one.stop !== null && (one.outcome === 'sent' || one.outcome === 'shrunk')
}
