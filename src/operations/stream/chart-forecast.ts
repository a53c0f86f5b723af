import { asOpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { FittedForecast, SeriesForecast } from '../../engine/forecast/types.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'
import type { LoadedSeries } from '../forecast/data.ts'
import type { About } from '../models/about.ts'
import type { Head } from '../models/head.ts'
import type { Kept } from '../models/kept.ts'
import type { Context } from '../operation.ts'
import type { Overlays } from './view.ts'

type Band = NonNullable<Overlays['band']>

/** The forecast that a chart shows; asked for anew once a bar has closed, by whoever looks at it. */
export class ChartForecast {
  band: Overlays['band'] = null
  #asked: Instant | null = null

  /** True once for each newest closed bar. */
  isDue(closed: Instant): boolean {
    if (closed === this.#asked) return false
    this.#asked = closed
    return true
  }
}

/** Bands of kept models for charts: no model of a symbol and its timeframe, no band. Nothing is trained here. */
export class KeptForecasts {
  readonly #context: Context
  /** Opened ones by name, as they were made at an instant. */
  readonly #opened = new Map<string, { made: Instant; kept: Kept }>()
  /** Those that cannot be used: told once. */
  readonly #refused = new Set<string>()
  readonly #busy = new Set<ChartForecast>()

  constructor(context: Context) {
    this.#context = context
  }

  /** Puts the band of the newest model that fits into a chart. @throws OpenbellError for a model that cannot be used, the first time */
  async load(symbol: string, timeframe: Timeframe, asOf: Instant, into: ChartForecast): Promise<void> {
    if (this.#busy.has(into)) return
    this.#busy.add(into)
    try {
      into.band = await this.#band(symbol, timeframe, asOf)
    } finally {
      this.#busy.delete(into)
    }
  }

  async #band(symbol: string, timeframe: Timeframe, asOf: Instant): Promise<Band | null> {
    const names = await this.#fitting(symbol, timeframe)
    if (names.length === 0) return null
    const { loadSeries } = await import('../forecast/data.ts')
    for (const { name, made, rows } of names) {
      const set = await loadSeries(quiet(this.#context), {
        symbols: [symbol],
        data: null,
        source: null,
        timeframe,
        bars: rows,
        asOf,
      })
      const [loaded] = set.loaded
      const { times } = loaded.series
      const origin = times![times!.length - 1]
      const band = await this.#tell(name, made, loaded, origin)
      if (band !== null) return band
    }
    return null
  }

  /** Models that know the symbol in this timeframe, the newest first. */
  async #fitting(symbol: string, timeframe: Timeframe): Promise<{ name: string; made: Instant; rows: number }[]> {
    const { keptModels } = await import('../models/rows.ts')
    const { known } = await keptModels(this.#context)
    const fits = ({ about, fitted }: Head) => about.timeframe === timeframe && fitted.series.some(({ id }) => id === symbol)
    return known
      .filter(({ info, head }) => !this.#refused.has(`${info.name} ${head.about.made}`) && fits(head))
      .map(({ info, head: { about } }) => ({ name: info.name, made: about.made, rows: about.asked.bars }))
      .sort((a, b) => b.made - a.made)
  }

  /** What a model says at an origin; null where it was trained on what came after it. */
  async #tell(name: string, made: Instant, loaded: LoadedSeries, origin: Instant): Promise<Band | null> {
    try {
      const { fitted, about } = await this.#open(name, made)
      const own = fitted.series.find(({ id }) => id === loaded.series.id)
      if (!own || own.trainedTo === null || own.trainedTo > origin) return null
      if (!(await this.#isOfThisMarket(name, about, loaded))) return null
      const told = await this.#predict(fitted, about.asked.backend, loaded)
      const { staleWarning } = await import('../models/stale.ts')
      const isStale = staleWarning(name, about, own.id, own.trainedTo, origin) !== null
      return bandOf(told, { name, isStale, stepMs: TIMEFRAME_MS[about.timeframe!] })
    } catch (thrown) {
      if (this.#context.signal.aborted) return null
      this.#refused.add(`${name} ${made}`)
      throw thrown
    }
  }

  /** A model of another market is none for this chart, and no fault. */
  async #isOfThisMarket(name: string, about: About, { source, feed, timeframe }: LoadedSeries): Promise<boolean> {
    const { refuseOtherMarket } = await import('../models/saved.ts')
    try {
      refuseOtherMarket(name, { about }, { source, feed, timeframe, seed: this.#context.settings.seed })
      return true
    } catch (thrown) {
      if (asOpenbellError(thrown).kind === 'usage') return false
      throw thrown
    }
  }

  async #open(name: string, made: Instant): Promise<Kept> {
    const before = this.#opened.get(name)
    if (before?.made === made) return before.kept
    const { openSaved } = await import('../models/saved.ts')
    const kept = await openSaved(this.#context, name)
    this.#opened.set(name, { made, kept })
    return kept
  }

  async #predict(fitted: FittedForecast, backend: string, { series }: LoadedSeries): Promise<SeriesForecast> {
    const { predictForecast } = await import('../../engine/forecast/predict.ts')
    const { withTrainer } = await import('../forecast/with-trainer.ts')
    const { signal } = this.#context
    const [told] = await withTrainer(this.#context, backend, (trainer) =>
      predictForecast(fitted, [series], { threshold: THRESHOLD }, { trainer, signal, workers: 1 }),
    )
    return told
  }
}

/** Of the signal, which no chart shows. */
const THRESHOLD = 0.05

/** Loading bars for a chart moves no bar of progress. */
function quiet(context: Context): Context {
  return { ...context, progress: { ...context.progress, update: () => {} } }
}

function bandOf(
  told: SeriesForecast,
  { name, isStale, stepMs }: { name: string; isStale: boolean; stepMs: number },
): Band | null {
  const [narrowest] = told.bands
  if (!narrowest || told.originTime === null) return null
  const { level, low, high } = narrowest
  const doubts = [...(told.beatsNaive ? [] : ['no skill shown']), ...(isStale ? ['stale'] : [])]
  const label = doubts.length === 0 ? `model ${name}` : `model ${name} (${doubts.join(', ')})`
  return { from: told.originTime, stepMs, median: told.median, low, high, level, label }
}
