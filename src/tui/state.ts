import type { Instant } from '../core/time.ts'
import type { Timeframe } from '../market/timeframe.ts'
import type { OrderOutput } from '../operations/trade/ticket/order-output.ts'
import type { PreviewOutput } from '../operations/trade/ticket/preview.ts'

/** The digit in a pane's title: 1 watchlist, 2 chart, 3 positions and orders, 4 tape, 5 signals and news. */
export type Pane = 1 | 2 | 3 | 4 | 5

/** Cells of the terminal. */
export interface ScreenSize {
  columns: number
  rows: number
}

/** A key as the key bar and the help show it; `disabled` says why it does nothing now. */
export interface KeyHint {
  key: string
  label: string
  disabled?: string | null
}

/** A line of text being typed; `cursor` counts UTF-16 units before it. */
export interface TextInput {
  text: string
  cursor: number
}

export interface ChartState {
  style: 'candles' | 'line'
  /** Bars that a person wants to see; where the pane has fewer columns several share one. */
  bars: number
  /** Open of the bar under the crosshair; null = none. */
  crosshair: Instant | null
  /** Open of the last bar shown; null = the newest, and it follows. */
  end: Instant | null
}

/** One line of the order ticket. A choice moves with left and right, a text is typed. */
export interface TicketField {
  name: string
  label: string
  input: TextInput
  /** All that may be chosen; absent = free text. */
  choices?: readonly string[]
  /** Shares, dollars, ... behind the field. */
  unit?: string
  /** Filled in by the screen and not touched yet: what is typed takes its place. */
  suggested?: boolean
  /** What is wrong with what was typed. */
  error?: string | null
  /** Why the field does not count now (a limit of a market order). */
  disabled?: string | null
}

/** A word that must be typed before something dangerous is done. */
export interface TypedWord {
  word: string
  input: TextInput
}

export interface HelpOverlay {
  kind: 'help'
  groups: readonly { title: string; keys: readonly KeyHint[] }[]
  scroll: number
}

export interface TicketOverlay {
  kind: 'ticket'
  symbol: string
  fields: readonly TicketField[]
  /** Index of the field that is typed in. */
  active: number
  /** `asking`: the preview is under way (the last one stays, dimmed); `sending`: the order is out; `sent`: `order` tells what became of it. */
  stage: 'edit' | 'asking' | 'ready' | 'sending' | 'sent'
  preview: PreviewOutput | null
  order: OrderOutput | null
  /** Why there is no preview, or why it was not sent, and what to do. */
  failure: { message: string; hint: string | null } | null
  /** Asked for before the order goes out, LIVE. */
  confirm: TypedWord | null
}

export interface ConfirmOverlay {
  kind: 'confirm'
  title: string
  lines: readonly string[]
  /** Null = Enter or y suffices. */
  typed: TypedWord | null
  danger: boolean
  /** The order that is asked about; null = none. */
  preview: PreviewOutput | null
}

/** The command line, with the answer over it. */
export interface CommandOverlay {
  kind: 'command'
  input: TextInput
  suggestions: readonly string[]
  /** Index of the suggestion that Tab takes; null = none yet. */
  chosen: number | null
  busy: boolean
  /** Readable text of the answer, or the error with its hint; `scroll` counts lines from its top. */
  result: { lines: readonly string[]; failed: boolean } | null
  scroll: number
}

/** One line asked for at the bottom: the filter, a symbol to add, a time to go to. */
export interface PromptOverlay {
  kind: 'prompt'
  label: string
  input: TextInput
  /** What may be typed, or what was wrong with it. */
  note: string | null
  failed: boolean
}

export type Overlay = HelpOverlay | TicketOverlay | ConfirmOverlay | CommandOverlay | PromptOverlay

export interface Toast {
  text: string
  kind: 'note' | 'good' | 'warning' | 'failure'
}

/** What a screen remembers and a session does not know: everything that `draw` needs besides the session's view. */
export interface ScreenState {
  focus: Pane
  /** The focused pane has the whole screen. */
  zoomed: boolean
  /** Symbol of chart, tape and ticket; null while nothing is watched. */
  selected: string | null
  /** Only symbols that contain it are listed; '' = all. */
  filter: string
  timeframe: Timeframe
  chart: ChartState
  /** Rows from the newest (tape, events) or the top (positions and orders); the watchlist follows the selection. */
  scroll: { positions: number; tape: number; events: number }
  /** Client order id of the order that `x` would cancel; null = none. */
  selectedOrder: string | null
  /** Seconds of the window figures. */
  windowSeconds: number
  /** The market's time at which the view was paused; null = it runs. */
  pausedAt: Instant | null
  overlay: Overlay | null
  toast: Toast | null
  /** The key bar. */
  hints: readonly KeyHint[]
}
