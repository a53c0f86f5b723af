import type { LiveSession } from '../../operations/stream/session.ts'
import type { SessionView, WatchRow } from '../../operations/stream/view.ts'
import type { ScreenStore } from '../screen-store.ts'
import type { ScreenSize, Toast } from '../state.ts'

/** Turns an operation's answer into text for a person, as the command line shows it. */
export type Present = (operation: string, value: unknown, width: number) => Promise<string>

/** What a key may touch. */
export interface Screen {
  readonly session: LiveSession
  readonly store: ScreenStore
  /** What is drawn: the session's view, its market standing still while the view is paused. */
  readonly view: SessionView
  readonly present: Present
  size(): ScreenSize
  /** Symbols of the watchlist that the filter lets through, in the order of the screen. */
  listed(): readonly string[]
  toast(kind: Toast['kind'], text: string): void
  /**
   * Runs work beside the screen. While work of the same name is under way nothing happens (a second press is not a second order); what it throws
   * is shown with its hint. Answers whether it began.
   */
  start(name: string, work: () => Promise<void>): boolean
  /** True while work of that name is under way. */
  isBusy(name: string): boolean
  /** Calls back later unless it is called again before; null takes it back. */
  later(name: string, milliseconds: number, then: (() => void) | null): void
  freeze(at: number | null): void
  nextTheme(): string
  /** Draws everything anew. */
  repaint(): void
  suspend(): void
  leave(exitCode: number): void
}

/** The watchlist's row of a symbol. */
export function rowOf(view: SessionView, symbol: string | null): WatchRow | null {
  return view.watch.find((row) => row.symbol === symbol) ?? null
}

/** Why nothing can be ordered here at all; null = it can. */
export function cannotOrder({ session }: Screen): string | null {
  if (session.kind === 'replay') return 'a replay sends nothing'
  return session.view.account === null ? 'this session has no account' : null
}
