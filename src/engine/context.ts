import type { Actions, AnyStrategy, BarContext, BarView, ParamValues, PositionView, SymbolContext } from '../strategy/types.ts'
import type { Book } from './book.ts'
import type { Cursor, Moment } from './cursor.ts'
import type { Ledger } from './ledger.ts'
import type { PreparedSeries } from './types.ts'
import { ColumnView, EarlyColumnView, EarlyRowView, HoldingView, MoneyView, RowView } from './views.ts'

/** The columns of one declared indicator, in the order of its outputs. */
export interface DeclaredColumns {
  key: string
  outputs: readonly string[]
  columns: Float64Array<ArrayBufferLike>[]
}

/** One symbol of a run as its contexts need it. */
export interface SymbolParts {
  listing: number
  series: PreparedSeries
  cursor: Cursor
  /** First row on which the strategy may decide. */
  firstRow: number
  declared: DeclaredColumns[]
}

/** What all symbols of a run share. */
export interface RunParts {
  strategy: AnyStrategy
  params: Readonly<ParamValues>
  ledger: Ledger
  book: Book
  moment: Moment
}

// biome-ignore lint/suspicious/noExplicitAny: the views are those that the strategy declared; its own types say which.
type AnyContext = any

/** What `onBar` is given for one symbol: made once a run, read-only, showing the row the loop stands on. */
export function barContext(run: RunParts, symbol: SymbolParts): BarContext & AnyContext {
  const bar = new RowView(symbol.series, symbol.cursor)
  const position = new HoldingView(run.ledger, symbol.listing, symbol.cursor)
  const context = {
    bar: Object.freeze(bar) as BarView,
    position: Object.freeze(position) as PositionView,
    account: Object.freeze(new MoneyView(run.ledger)),
    params: run.params,
    memory: run.strategy.memory?.() ?? {},
    ...actionsOf(run.book, symbol.listing),
  }
  return Object.freeze(addViews(context, symbol, ColumnView))
}

/** What `onBars` is given: every symbol in the order asked for, and the account. */
export function universeContext(run: RunParts, symbols: SymbolParts[]): AnyContext {
  const contexts = symbols.map((symbol) => symbolContext(run, symbol))
  const byName = new Map(contexts.map((one) => [one.symbol, one]))
  return Object.freeze({
    get time() {
      return run.book.at
    },
    symbols: Object.freeze(contexts),
    symbol: (name: string) => byName.get(name) ?? null,
    account: Object.freeze(new MoneyView(run.ledger)),
    params: run.params,
    memory: run.strategy.memory?.() ?? {},
  })
}

function symbolContext(run: RunParts, symbol: SymbolParts): SymbolContext<AnyContext> {
  const { cursor, firstRow, listing, series } = symbol
  const { moment } = run
  const context = {
    symbol: series.bars.symbol,
    bar: Object.freeze(new EarlyRowView(series, cursor)) as BarView,
    get isNew() {
      return cursor.step === moment.step
    },
    get isWarm() {
      return cursor.row >= firstRow
    },
    position: Object.freeze(new HoldingView(run.ledger, listing, cursor)) as PositionView,
  }
  return Object.freeze(addViews(Object.assign(context, actionsOf(run.book, listing)), symbol, EarlyColumnView)) as AnyContext
}

function actionsOf(book: Book, listing: number): Actions {
  return {
    buy: (entry) => book.enter(listing, 'buy', entry),
    short: (entry) => book.enter(listing, 'short', entry),
    exit: (exit) => book.exit(listing, exit),
    protect: (legs) => book.protect(listing, legs),
    cancel: (options) => book.cancel(listing, options),
  }
}

/** An indicator with one output is its view, one with several an object of them. */
function addViews<T extends object>(context: T, { declared, cursor }: SymbolParts, View: typeof ColumnView): T {
  const views = context as Record<string, unknown>
  for (const { key, outputs, columns } of declared) {
    const made = columns.map((column) => Object.freeze(new View(column, cursor)))
    views[key] = made.length === 1 ? made[0] : Object.freeze(Object.fromEntries(outputs.map((name, k) => [name, made[k]])))
  }
  return context
}
