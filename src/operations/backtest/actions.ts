import { asOpenbellError } from '../../core/errors.ts'
import type { DayNumber, Instant } from '../../core/time.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { findJumps } from '../../market/quality/rules.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { Context } from '../context.ts'
import { asTradedOf } from './as-traded.ts'

/** What is known of a symbol's actions. */
interface KnownActions {
  /** What fell due inside the bars, in their shares. */
  due: CorporateAction[]
  /** Splits that the prices do not show: whoever made the bars has applied them. */
  applied: CorporateAction[]
}

/** The series with what its prices were multiplied by, where they were. */
export function withRatios(series: PreparedSeries, known: KnownActions | null, asOf: Instant): PreparedSeries {
  const asTraded = asTradedOf(known?.applied ?? [], series.bars.time[0], asOf, series.calendar)
  return asTraded.length > 0 ? { ...series, asTraded } : series
}

/**
 * Actions that fell due inside the bars. Sources apply splits as a view, so a split moves shares only where the prices still show it;
 * where they do not, they were adjusted, and a dividend counts in the shares after it. Null when the source knows nothing of them.
 */
export async function actionsIn(
  context: Context,
  source: MarketDataSource,
  series: PreparedSeries,
): Promise<KnownActions | null> {
  const { bars, day, calendar } = series
  const known = await actionsOf(context, source, bars.symbol, day[0])
  if (known === null) return null
  const jumps = findJumps(bars, calendar, known).filter((one) => one.explained)
  const shown = new Set(jumps.map((jump) => calendar.dateOf(jump.time)))
  const applied = known.filter((one) => one.kind === 'split' && !shown.has(one.exDay))
  const due = known
    .filter((one) => one.exDay <= day[bars.length - 1] && (one.kind === 'dividend' || shown.has(one.exDay)))
    .map((one) => (one.kind === 'dividend' ? inLaterShares(one, applied) : one))
  return { due, applied }
}

/** Yahoo tells dividends in today's shares already; everybody else in those of the day. */
function inLaterShares(dividend: CorporateAction, splits: CorporateAction[]): CorporateAction {
  if (dividend.value === null || dividend.source === 'yahoo') return dividend
  const later = splits.filter((one) => one.exDay > dividend.exDay)
  return { ...dividend, value: later.reduce((value, one) => value * (one.ratio ?? 1), dividend.value) }
}

/** Null = unknown: a store without a single action of the symbol may just not have been given them; other sources answer for theirs. */
async function actionsOf(
  context: Context,
  source: MarketDataSource,
  symbol: string,
  from: DayNumber,
): Promise<CorporateAction[] | null> {
  const to = calendarFor(symbol).dateOf(context.asOf(source))
  try {
    return await source.history({ kind: 'actions', symbol, from, to }, context.signal)
  } catch (thrown) {
    const { kind } = asOpenbellError(thrown)
    if (kind === 'usage' || kind === 'not-found') return null
    if (kind !== 'no-data') throw thrown
    if (source.name !== 'store') return []
    const store = await context.store()
    return store.actions.list().some((one) => one.symbol === symbol) ? [] : null
  }
}
