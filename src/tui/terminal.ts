import { writeSync } from 'node:fs'
import type { Chord } from './chord.ts'
import type { Suspend } from './panes/keyboard.tsx'
import type { ScreenSize } from './state.ts'

/** No row wraps by itself: the last cell of the last row must not scroll the screen. */
const NO_WRAP = '\u001b[?7l'
const WRAP = '\u001b[?7h'
const PLAIN = '\u001b[0m'

/** Undoes everything where nothing else can any more: plain letters, wrapping, no bracketed paste, the cursor, the screen before. */
const RESTORE = `${PLAIN}${WRAP}\u001b[?2004l\u001b[?25h\u001b[?1049l`

const SIZE_UNKNOWN: ScreenSize = { columns: 80, rows: 24 }

export interface TerminalListener {
  chord(chord: Chord): void
  paste(text: string): void
  /** The size has changed, or the screen may show anything: it is to be painted whole. */
  redraw(): void
  /** The terminal takes more again. */
  drain(): void
  /** Somebody wants the process to end. */
  signal(name: NodeJS.Signals): void
  /** Something was thrown that nobody caught. The terminal is restored already. */
  crash(thrown: unknown): void
}

/** The terminal while the dashboard has it. */
export interface Terminal {
  size(): ScreenSize
  /** False = it takes no more for now; `drain` tells when it does. */
  write(text: string): boolean
  suspend(): void
  /** Gives the terminal back as it was. */
  close(): Promise<void>
}

/** Takes the terminal: alternate screen, raw keys, no cursor. Whatever ends the process gives it back. */
export async function openTerminal(listener: TerminalListener): Promise<Terminal> {
  const { render } = await import('ink')
  const { createElement } = await import('react')
  const { Keyboard } = await import('./panes/keyboard.tsx')
  const { stdout } = process
  const pauses = new Pauses(listener.redraw)
  const node = createElement(Keyboard, {
    onChord: listener.chord,
    onPaste: listener.paste,
    onReady: (suspend: Suspend) => pauses.begin(suspend),
  })
  const app = render(node, {
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 30,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: false,
  })
  stdout.write(NO_WRAP)
  const leave = () => {
    if (!pauses.isOpen) return
    pauses.end()
    if (!pauses.isAway) stdout.write(PLAIN + WRAP)
    app.unmount()
  }
  const unhook = hook(listener, leave, () => pauses.isOpen)
  return {
    size: () => ({ columns: stdout.columns || SIZE_UNKNOWN.columns, rows: stdout.rows || SIZE_UNKNOWN.rows }),
    write: (text) => pauses.isAway || stdout.write(text),
    suspend: pauses.suspend,
    async close() {
      leave()
      await app.waitUntilExit().catch(() => {})
      unhook()
    },
  }
}

/** Whether the screen is ours, given back for good, or left to the shell for a while (Ctrl-Z, SIGTSTP). */
class Pauses {
  isOpen = true
  isAway = false
  readonly #redraw: () => void
  #suspend: Suspend | null = null

  constructor(redraw: () => void) {
    this.#redraw = redraw
    process.on('SIGTSTP', this.suspend)
  }

  begin(suspend: Suspend): void {
    this.#suspend = suspend
  }

  end(): void {
    this.isOpen = false
    process.off('SIGTSTP', this.suspend)
  }

  readonly suspend = (): void => {
    if (this.isAway || !this.isOpen || !this.#suspend) return
    this.isAway = true
    process.stdout.write(PLAIN + WRAP)
    this.#suspend(() => stopped(() => process.off('SIGTSTP', this.suspend))).then(() => {
      this.isAway = false
      if (!this.isOpen) return
      process.on('SIGTSTP', this.suspend)
      process.stdout.write(NO_WRAP)
      this.#redraw()
    })
  }
}

/** Stops this process and whatever started it, as the shell expects; goes on with SIGCONT. */
function stopped(removeStop: () => void): Promise<void> {
  return new Promise((resume) => {
    process.once('SIGCONT', resume)
    removeStop()
    process.kill(0, 'SIGTSTP')
  })
}

const ENDS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Listens to what may end or change the terminal; answers how to stop. */
function hook(listener: TerminalListener, leave: () => void, isOpen: () => boolean): () => void {
  const crash = (thrown: unknown) => {
    leave()
    listener.crash(thrown)
  }
  const lastResort = () => {
    if (isOpen()) writeSync(process.stdout.fd, RESTORE)
  }
  // Ink hears of a new size first and may erase what it thinks is its own.
  const resized = () => setImmediate(listener.redraw)
  const { stdout } = process
  for (const name of ENDS) process.on(name, listener.signal)
  process.prependListener('uncaughtException', crash)
  process.prependListener('unhandledRejection', crash)
  process.on('exit', lastResort)
  stdout.on('resize', resized)
  stdout.on('drain', listener.drain)
  return () => {
    for (const name of ENDS) process.off(name, listener.signal)
    process.off('uncaughtException', crash)
    process.off('unhandledRejection', crash)
    process.off('exit', lastResort)
    stdout.off('resize', resized)
    stdout.off('drain', listener.drain)
  }
}
