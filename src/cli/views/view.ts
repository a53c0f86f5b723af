import type { ChalkInstance } from 'chalk'

/** What a view may know about the screen. */
export interface Terminal {
  /** Columns of stdout; 100 when it is not a terminal. */
  width: number
  /** chalk with the level of this stdout (0 with --no-color, NO_COLOR or a pipe). */
  paint: ChalkInstance
  /** True when stdout is a terminal: charts are drawn only then. */
  terminal: boolean
  /** True where the terminal has no blocks and no braille: drawings use plain characters. */
  ascii?: boolean
  /** Global flags of this run that the next command must repeat, each after a blank; absent = none (see `nextLine`). */
  typed?: string
  /** True with --dry-run: nothing was written, and no view may say that something was. */
  dryRun?: boolean
}

/** Turns an operation's output into text for a person; pure, no I/O, no clock. Each views/NAME.ts exports one as `view`. */
export type View<Output> = (output: Output, terminal: Terminal) => string
