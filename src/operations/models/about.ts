import type { Instant } from '../../core/time.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { ForecastAsked } from '../forecast/asked.ts'

/** What a model is of, beside what was fitted. */
export interface About {
  /** As asked for, in order. */
  symbols: string[]
  source: string
  /** Of its bars; several, with commas, where symbols differ. */
  feed: string
  /** Null for the series of a file. */
  timeframe: Timeframe | null
  adjustment: 'none' | 'splits' | null
  /** Hours that its bars are of. */
  session: 'all' | 'regular'
  /** Seed of the simulated market; null for another. */
  marketSeed: number | null
  /** File that the series were read from, as an absolute path; null for a source's bars. */
  data: string | null
  made: Instant
  /** Only what was known at this instant was used; null for a file. */
  asOf: Instant | null
  /** `12h`, `5d`, `1w`: how far the data may go on beyond the training before the model is stale; null = a horizon of bars. */
  retrainEvery: string | null
  /** With the same, on newer data, it is trained again. */
  asked: ForecastAsked
}
