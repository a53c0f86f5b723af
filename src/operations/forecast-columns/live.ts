import type { LiveSeries } from '../../engine/live/live-series.ts'
import type { ForecastAsk } from '../../strategy/forecast.ts'
import { type Context, OpenbellError } from '../operation.ts'
import type { ForecastPreparer } from './prepare.ts'

/** Forecasts of a run that is under way: before the strategy is asked, the bars that have just closed are forecast. */
export class LiveForecasts {
  readonly #preparer: ForecastPreparer
  readonly #asks: readonly ForecastAsk[]
  readonly #series: readonly LiveSeries[]
  #rows: number[]

  constructor(preparer: ForecastPreparer, asks: readonly ForecastAsk[], series: readonly LiveSeries[]) {
    this.#preparer = preparer
    this.#asks = asks
    this.#series = series
    this.#rows = series.map(({ rows }) => rows)
  }

  /** Fills what has come since. Without forecasts there is nothing to wait for. */
  async grow(): Promise<void> {
    const rows = this.#series.map((one) => one.rows)
    if (this.#asks.length === 0 || rows.every((count, i) => count === this.#rows[i])) return
    await this.#preparer.grow(this.#series, this.#asks, this.#rows)
    this.#rows = rows
  }
}

/** Training takes its own time, which a recording knows nothing of: what is decided would not come out the same when it is replayed. */
export function refuseRecorded({ door }: Context, asks: readonly ForecastAsk[]): void {
  if (door === undefined || asks.length === 0) return
  throw new OpenbellError(
    'usage',
    'a session whose strategy forecasts can be neither recorded nor replayed: training is no part of a recording',
    'openbell stream SYMBOL --strategy NAME without --record, or openbell trade run NAME SYMBOL',
  )
}
