import { once } from '../../core/once.ts'
import type { Instant } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { SeriesInfo } from '../../ports/store.ts'
import { type Context, OpenbellError } from '../operation.ts'
import type { About } from './about.ts'

/** Up to when there may be newer data for a model. */
export type DataEnd = (about: About) => Promise<Instant>

/**
 * Up to when a source may have newer data: its own now, or the newest bar that is stored. A source that cannot be had is taken to go by this
 * machine's clock. What the store holds is looked up once for all models.
 */
export function dataEnds(context: Context): DataEnd {
  const stored = once(async () => (await context.store()).series())
  return async (about) => {
    const { asOf } = context.settings
    if (asOf !== null) return asOf
    if (about.source === 'store') return newestOf(await stored(), about) ?? context.clock.now()
    if (!context.sourceNames().includes(about.source)) return context.clock.now()
    try {
      return (await context.source(about.source)).now()
    } catch (thrown) {
      if (thrown instanceof OpenbellError && thrown.kind !== 'canceled') return context.clock.now()
      throw thrown
    }
  }
}

/** Close of the newest of a model's bars; null where none is stored. */
function newestOf(series: SeriesInfo[], { symbols, timeframe }: About): Instant | null {
  if (timeframe === null) return null
  const own = series.filter((one) => one.kind === 'bars' && one.timeframe === timeframe && symbols.includes(one.symbol))
  const closes = own.map(({ symbol, to }) => barClose(timeframe, to, calendarFor(symbol)))
  return closes.length === 0 ? null : Math.max(...closes)
}
