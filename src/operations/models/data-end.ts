import type { Instant } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { type Context, OpenbellError } from '../operation.ts'
import type { About } from './about.ts'

/**
 * Up to when there may be newer data for a model: what its source calls now, or the newest bar that is stored for it. A source that cannot be had
 * is taken to go by this machine's clock.
 */
export async function dataEnd(context: Context, about: About): Promise<Instant> {
  const { asOf } = context.settings
  if (asOf !== null) return asOf
  if (about.source === 'store') return (await newestStored(context, about)) ?? context.clock.now()
  if (!context.sourceNames().includes(about.source)) return context.clock.now()
  try {
    return (await context.source(about.source)).now()
  } catch (thrown) {
    if (thrown instanceof OpenbellError && thrown.kind !== 'canceled') return context.clock.now()
    throw thrown
  }
}

/** Close of the newest bar that the store has for a model's symbols; null where it has none. */
async function newestStored(context: Context, { symbols, timeframe }: About): Promise<Instant | null> {
  if (timeframe === null) return null
  const series = (await context.store()).series().filter((one) => one.kind === 'bars' && one.timeframe === timeframe)
  const closes = series
    .filter(({ symbol }) => symbols.includes(symbol))
    .map(({ symbol, to }) => barClose(timeframe, to, calendarFor(symbol)))
  return closes.length === 0 ? null : Math.max(...closes)
}
