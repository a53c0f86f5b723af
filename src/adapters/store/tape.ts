import type { Instant } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import { bySource } from '../../market/source-rank.ts'
import type { ActionsQuery, TapeQuery } from '../../ports/market-data.ts'
import type { LoadOptions, Store } from '../../ports/store.ts'
import { seriesOf } from './candidates.ts'
import { noActions, noTape } from './missing.ts'

/** The end of a range that holds everything up to an instant itself; doubles of this size are finer than a microsecond apart. */
export function justAfter(at: Instant): Instant {
  return at + 2 ** -11
}

/** Prints in the range that had happened by the as-of, from the first source that has any. */
export function loadPrints(store: Store, query: TapeQuery): Prints {
  return first(store, query, 'prints', (source, options) => store.tape.loadPrints(query.symbol, source, options))
}

/** Quotes in the range that stood by the as-of, from the first source that has any. */
export function loadQuotes(store: Store, query: TapeQuery): Quotes {
  return first(store, query, 'quotes', (source, options) => store.tape.loadQuotes(query.symbol, source, options))
}

function first<T extends { length: number; source: string }>(
  store: Store,
  query: TapeQuery,
  kind: 'prints' | 'quotes',
  load: (source: string, options: LoadOptions) => T | null,
): T {
  const options = { from: query.from, to: Math.min(query.to, justAfter(query.asOf)), limit: query.limit }
  for (const { source } of seriesOf(store, query.symbol, kind)) {
    const rows = load(source, options)
    if (rows && rows.length > 0) return { ...rows, source: 'store' }
  }
  throw noTape(store, query.symbol, kind)
}

/** Splits and dividends with their ex-date in `[from, to]`, from the first source that has any. */
export function loadActions(store: Store, query: ActionsQuery): CorporateAction[] {
  const sources = store.actions.list().filter((one) => one.symbol === query.symbol)
  for (const { source } of bySource(sources)) {
    const actions = store.actions.load(query.symbol, source, query.from, query.to)
    if (actions.length > 0) return actions
  }
  throw noActions(store, query.symbol)
}
