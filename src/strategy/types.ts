import type { z } from 'zod'
import type { IndicatorRef } from '../analysis/indicators/spec.ts'
import type { Instant } from '../core/time.ts'
import type { ProtectingLegs, TimeInForce, Trail } from '../market/orders.ts'
import type { Timeframe } from '../market/timeframe.ts'

export type ParamShape = Record<string, z.ZodType<number | string | boolean>>
export type ParamsOf<P extends ParamShape> = { readonly [K in keyof P]: z.output<P[K]> }

/** The values of one indicator output up to the current bar; later values cannot be asked for. */
export interface SeriesView {
  /** Value at this bar; NaN only for indicators that are silent at times (turns, opening range). */
  readonly now: number
  /** Value `bars` bars ago (a whole number from 0); NaN before the first. Throws `usage` for a negative or broken number. */
  ago(bars: number): number
}

/** A declared indicator; `Outputs` are the names of its columns (`value` when it has one). */
export interface Declared<Outputs extends string = 'value'> extends IndicatorRef {
  /** Only in the types: which views the strategy is given. */
  readonly outputs?: Outputs
}

export type ViewOf<D> =
  D extends Declared<infer O> ? ([O] extends ['value'] ? SeriesView : { readonly [K in O]: SeriesView }) : never
export type Declarations = Record<string, Declared<string>>
export type ViewsOf<I extends Declarations> = { readonly [K in keyof I]: ViewOf<I[K]> }

/** The completed bar. `ago(n)` of a column: `bar.close`, `closes.ago(1)`. */
export interface BarView {
  readonly symbol: string
  /** Open of the bar and the moment it was complete (epoch ms). */
  readonly time: Instant
  readonly closeTime: Instant
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** Rows of this symbol seen so far, this one included. */
  readonly count: number
}

/** The position in the bar's symbol. */
export interface PositionView {
  readonly isFlat: boolean
  readonly isLong: boolean
  readonly isShort: boolean
  /** Signed. */
  readonly shares: number
  /** Mean entry price; NaN when flat. */
  readonly averagePrice: number
  /** Bars since the entry, 0 on the bar it filled in; 0 when flat. */
  readonly barsHeld: number
  /** Unrealised profit at this bar's close, dollars, fees of the entry included. */
  readonly profit: number
}

export interface AccountView {
  readonly cash: number
  readonly equity: number
}

/**
 * Exactly one way to say how much: shares, a share of equity, or the equity lost between the entry's price and its stop. The size is fixed
 * when the order is made: equity and what it pays for are reckoned at the last close, fee included, whatever price the entry waits for.
 */
export type Size =
  | { shares: number; equity?: never; risk?: never }
  | { equity: number; shares?: never; risk?: never }
  | { risk: number; stop: number; shares?: never; equity?: never }

/** How to enter, and what protects it. Without `limit` and `trigger` it is a market intent. */
export interface EntryOptions {
  limit?: number
  /** Price that starts the order (a stop entry; with `limit` a stop-limit one). */
  trigger?: number
  /** Protecting stop, profit target, trailing stop: they live at the exchange from the fill on. */
  stop?: number
  target?: number
  trail?: Trail
  tif?: TimeInForce
  /** Why, for the journal and the report. */
  reason: string
}

export type Entry = Size & EntryOptions

export interface Exit {
  /** Part of the position, in shares (whole ones unless the account holds fractions); default all of it. */
  shares?: number
  limit?: number
  tif?: TimeInForce
  reason: string
}

/**
 * What a strategy can ask for on a bar; each call is an intent, decided on at this close and filled from the next bar's open on. Calls of
 * one bar count in their order. A number that cannot be used (a stop below zero, a size that is NaN) makes that intent come to nothing, and
 * the run says so; what is written wrong (a field there is none of, a text for a number, two sizes) ends it with an error.
 */
export interface Actions {
  /**
   * Opens or adds to a long position; a short one is covered first. Entries of this symbol, of either side, that still rest from an earlier
   * bar are canceled; several of one bar stand together.
   */
  buy(entry: Entry): void
  /** Opens or adds to a short position; a long one is sold first. Else as `buy`. */
  short(entry: Entry): void
  /**
   * Closes the position or a part of it; an exit that rests from an earlier bar gives way. Closing all of it cancels the symbol's resting
   * entries, a part leaves them; while there is no position every exit cancels them.
   */
  exit(exit: Exit): void
  /**
   * Sets or moves the legs that protect the position: all of it, also where only a part had legs. `null` takes one away everywhere, a
   * missing one stays as it is.
   */
  protect(legs: Partial<ProtectingLegs> & { reason: string }): void
  /** Cancels resting entries of this symbol. */
  cancel(options: { reason: string }): void
}

export interface BarContext<P extends ParamShape = ParamShape, M = unknown> extends Actions {
  readonly bar: BarView
  readonly position: PositionView
  readonly account: AccountView
  readonly params: ParamsOf<P>
  /** What the strategy keeps between bars, per symbol; fresh in every run. */
  readonly memory: M
}

/** One symbol in a step of a wider strategy. */
export type SymbolContext<I extends Declarations> = Actions &
  ViewsOf<I> & {
    readonly symbol: string
    /** Its newest completed bar; `isNew` is false when it has no bar in this step (then nothing of it is forward-filled into a decision). */
    readonly bar: BarView
    readonly isNew: boolean
    readonly isWarm: boolean
    readonly position: PositionView
  }

export interface UniverseContext<P extends ParamShape, I extends Declarations, M> {
  /** Moment of the step: the close of its bars. */
  readonly time: Instant
  /** In the order they were asked for. */
  readonly symbols: readonly SymbolContext<I>[]
  symbol(name: string): SymbolContext<I> | null
  readonly account: AccountView
  readonly params: ParamsOf<P>
  readonly memory: M
}

export interface StrategyDefinition<P extends ParamShape, I extends Declarations, M> {
  name: string
  summary: string
  /** Where the idea comes from (book, paper, practice), for `strategies info`. */
  origin?: string
  /** When it is known to lose. */
  weakness?: string
  /** The only bars its rules make sense on (an opening range needs bars within the day); a run on others is refused. Default: any. */
  timeframes?: readonly Timeframe[]
  params: P
  /** The optimizer never tries combinations that are not valid; a run with one is refused. */
  valid?(params: ParamsOf<P>): boolean
  indicators?(params: ParamsOf<P>): I
  /** How many symbols a wider strategy takes. */
  symbols?: { min: number; max?: number }
  memory?(): M
  /** Called once per completed bar and symbol, only after every indicator has warmed up. */
  onBar?(context: BarContext<P, M> & ViewsOf<I>): void
  /** Called once per step (all bars with one close), instead of onBar. */
  onBars?(universe: UniverseContext<P, I, M>): void
}

/** A strategy as `defineStrategy` returns it. */
export interface Strategy<P extends ParamShape = ParamShape, I extends Declarations = Declarations, M = unknown>
  extends StrategyDefinition<P, I, M> {
  readonly kind: 'openbell-strategy'
}

// biome-ignore lint/suspicious/noExplicitAny: parameters, views and memory of one strategy are its own; the engine only passes them through.
export type AnyStrategy = Strategy<any, any, any>
export type ParamValues = Record<string, number | string | boolean>
