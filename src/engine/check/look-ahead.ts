import { Random } from '../../analysis/random.ts'
import { OpenbellError } from '../../core/errors.ts'
import { type Instant, iso } from '../../core/time.ts'
import { lowerBound } from '../../market/bars.ts'
import { forecastsAmong } from '../../strategy/forecast.ts'
import { completeParams } from '../../strategy/params.ts'
import type { Declarations } from '../../strategy/types.ts'
import { settleRows, warmUpRows } from '../indicator-columns.ts'
import { createRun, type Run } from '../run.ts'
import { firstAfter, timelineOf } from '../timeline.ts'
import type { Decision, PreparedSeries, RunRequest } from '../types.ts'
import { cutAt, sliceSeries, writeOtherFutures } from './altered.ts'
import { firstDifference } from './compare.ts'
import type { CheckOptions, Finding, FindingKind, LookAheadReport } from './types.ts'

/** A later start leaves at least this share of the bars to decide on. */
const LEAST_LEFT = 0.2

const END = Number.POSITIVE_INFINITY

/** Decisions after `from` (null: from the first warm bar) and up to `upTo`. */
interface Span {
  from?: Instant | null
  upTo?: Instant
}

/**
 * Looks for decisions that were not made of the past alone (types.ts says how each kind shows). The strategy runs again and again: on bars
 * cut at random points (half of them bars on which it asked for something), with another future, once more on the same bars, and on series
 * that begin later. A run with another future ends where that future begins: what a strategy does, or fails at, in bars that never were
 * tells nothing. The first run it does here is on cut bars, before it has seen the whole: hand it in freshly loaded, because what it
 * remembers of a run before this check was called is the same in every run here and cannot show.
 */
export function checkLookAhead(request: RunRequest, options: CheckOptions): LookAheadReport {
  const steps = new Check(request, options).report()
  let step = steps.next()
  while (!step.done) step = steps.next(step.value.series)
  return step.value
}

/**
 * The same for a strategy with forecasts: they are prepared anew from the bars of every single run, cut or altered as those are; columns made
 * of the whole would hide whatever looked ahead in them.
 */
export async function checkLookAheadPrepared(
  request: RunRequest,
  options: CheckOptions,
  prepare: (series: PreparedSeries[], upTo: Instant) => Promise<PreparedSeries[]>,
): Promise<LookAheadReport> {
  const steps = new Check(request, options).report()
  let step = steps.next()
  while (!step.done) step = steps.next(await preparing(steps, prepare, step.value))
  return step.value
}

/** What fails in preparing is thrown inside the check, so that it puts back what it altered. */
async function preparing(
  steps: Steps<LookAheadReport>,
  prepare: Parameters<typeof checkLookAheadPrepared>[2],
  { series, upTo }: Wanted,
) {
  try {
    return await prepare(series, upTo)
  } catch (thrown) {
    steps.throw(thrown)
    throw thrown
  }
}

/** A run needs the columns of these bars, as far as they close by `upTo`. */
interface Wanted {
  series: PreparedSeries[]
  upTo: Instant
}

/** Work that stops where columns must be prepared first, and goes on with the series that have them. */
type Steps<T> = Generator<Wanted, T, PreparedSeries[]>

class Check {
  readonly #request: RunRequest
  readonly #options: CheckOptions
  readonly #random: Random
  readonly #findings: Finding[] = []
  readonly #notes: string[] = []
  readonly #forecasts: boolean
  #runs = 0

  constructor(request: RunRequest, options: CheckOptions) {
    this.#request = { ...request, record: 'all', cache: null }
    this.#options = options
    this.#random = new Random(options.seed, 'look-ahead')
    this.#forecasts = forecastsAmong(this.#declarations()).length > 0
  }

  *report(): Steps<LookAheadReport> {
    const { series } = this.#request
    const { cuts: wanted } = this.#options
    const points = this.#uniformPoints(Math.max(1, Math.ceil(wanted / 2)))
    const early: { at: Instant; run: Decision[] | OpenbellError }[] = []
    for (const at of points) early.push({ at, run: yield* this.#run(cutAt(series, at)) })
    const whole = yield* this.#run(series)
    if (whole instanceof OpenbellError) throw whole
    for (const { at, run } of early) this.#compare('cut', whole, run, at)
    const asked = this.#askedPoints(whole, wanted - points.length)
    for (const at of asked) this.#compare('cut', whole, yield* this.#run(cutAt(series, at)), at)
    let shuffles = 0
    for (const at of [...points, ...asked]) if (yield* this.#compareOther(whole, at)) shuffles++
    this.#compare('memory', whole, yield* this.#run(series), END)
    const starts = yield* this.#compareStarts()
    const findings = this.#findings
    return { passed: findings.length === 0, cuts: points.length + asked.length, shuffles, starts, notes: this.#notes, findings }
  }

  /** False when an indicator fails on the bars of the other future, which were never there: nothing was decided then. */
  *#compareOther(whole: Decision[], at: Instant): Steps<boolean> {
    const other = yield* this.#runOther(at)
    if (other === null) this.#notes.push(`an indicator failed on other bars after ${iso(at)}: nothing was compared there`)
    else this.#compare('shuffle', whole, other, at)
    return other !== null
  }

  *#runOther(at: Instant): Steps<Decision[] | OpenbellError | null> {
    const { series } = this.#request
    const undo = writeOtherFutures(series, at, this.#random)
    try {
      return yield* this.#run(series, { upTo: at }, true)
    } finally {
      undo()
    }
  }

  /**
   * A failure is an answer too: a strategy that fails only where the future is missing has looked at it. Null when the run could not even
   * be set up, where `mayFail` allows for it.
   */
  #run(series: PreparedSeries[], span?: Span): Steps<Decision[] | OpenbellError>
  #run(series: PreparedSeries[], span: Span, mayFail: true): Steps<Decision[] | OpenbellError | null>
  *#run(
    bars: PreparedSeries[],
    { from = this.#request.decideFrom, upTo = END }: Span = {},
    mayFail = false,
  ): Steps<Decision[] | OpenbellError | null> {
    this.#options.onRun?.(this.#runs++, 4 * this.#options.cuts + 2)
    const series = this.#forecasts ? yield { series: bars.map(({ forecasts, ...rest }) => rest), upTo } : bars
    let run: Run | null = null
    try {
      run = createRun({ ...this.#request, series, decideFrom: from })
      run.advance(stepsUpTo(series, from, upTo))
      return run.result().decisions
    } catch (thrown) {
      if (mayFail && run === null) return null
      if (thrown instanceof OpenbellError && thrown.kind === 'usage') return thrown
      throw thrown
    }
  }

  #compare(kind: FindingKind, whole: Decision[], other: Decision[] | OpenbellError, upTo: Instant, nearly = false): void {
    const found =
      other instanceof OpenbellError ? failed(kind, other, this.#last(upTo)) : firstDifference(kind, whole, other, upTo, nearly)
    if (found) this.#findings.push(found)
  }

  #last(upTo: Instant): Instant {
    return Math.min(upTo, Math.max(...this.#request.series.map(({ closeTime, bars }) => closeTime[bars.length - 1])))
  }

  /** From here on every symbol has a bar: cut before, a run would have a symbol without any. */
  #least(): Instant {
    return Math.max(...this.#request.series.map(({ closeTime }) => closeTime[0]))
  }

  /** Closes of random steps, in time order. */
  #uniformPoints(count: number): Instant[] {
    const { series, decideFrom } = this.#request
    const { times, steps } = timelineOf(series, decideFrom)
    const least = this.#least()
    const first = times.subarray(0, steps).findIndex((at) => at >= least)
    if (first < 0 || steps - first < 2) return [times[steps - 1]]
    return Array.from({ length: count }, () => times[first + this.#random.below(steps - 1 - first)]).sort((a, b) => a - b)
  }

  /** Closes on which the strategy asked for something: what looks one bar ahead shows on the last bar of a cut only. */
  #askedPoints(whole: Decision[], count: number): Instant[] {
    const least = this.#least()
    const asked = whole.filter(({ at }) => at >= least)
    if (asked.length === 0) return []
    return Array.from({ length: Math.max(0, count) }, () => asked[this.#random.below(asked.length)].at).sort((a, b) => a - b)
  }

  #declarations(): Declarations {
    const { strategy, params } = this.#request
    return strategy.indicators?.(completeParams(strategy, params)) ?? {}
  }

  /** Both runs decide from the same bar on, flat; one has seen more bars before it than its indicators need. */
  *#compareStarts(): Steps<number> {
    const { series } = this.#request
    const declarations = this.#declarations()
    const rows = warmUpRows(declarations) + settleRows(declarations)
    const shortest = Math.min(...series.map(({ bars }) => bars.length))
    if (rows > shortest * (1 - LEAST_LEFT)) {
      this.#notes.push(noStarts(rows, shortest))
      return 0
    }
    let done = 0
    for (let i = 0; i < this.#options.cuts; i++) if (yield* this.#compareStart(rows, shortest)) done++
    return done
  }

  *#compareStart(rows: number, shortest: number): Steps<boolean> {
    const { series } = this.#request
    const [base] = series
    const last = Math.floor(shortest * (1 - LEAST_LEFT / 2))
    const from = base.closeTime[base.bars.length - shortest + rows + this.#random.below(Math.max(1, last - rows))]
    const begins = series.map((one) => firstAfter(one, from) - rows - this.#random.below(3))
    if (begins.some((row) => row <= 0)) return false
    const later = series.map((one, i) => sliceSeries(one, begins[i], one.bars.length))
    const whole = yield* this.#run(series, { from })
    if (whole instanceof OpenbellError) return false
    this.#compare('start', whole, yield* this.#run(later, { from }), END, true)
    return true
  }
}

/** Steps that close at or before an instant. */
function stepsUpTo(series: PreparedSeries[], from: Instant | null, upTo: Instant): number {
  if (upTo === END) return END
  const { times, steps } = timelineOf(series, from)
  return lowerBound(times, steps, upTo + 1)
}

function failed(kind: FindingKind, error: OpenbellError, upTo: Instant): Finding {
  const text = `failed: ${error.message}`
  return { kind, at: upTo, comparedTo: upTo, symbol: '', action: '', reason: '', was: null, is: text }
}

function noStarts(rows: number, shortest: number): string {
  if (rows === Number.POSITIVE_INFINITY) return 'later starts were not compared: an indicator never forgets its first bar'
  return `later starts were not compared: the indicators need ${rows} bars to settle, and the shortest series has ${shortest}`
}
