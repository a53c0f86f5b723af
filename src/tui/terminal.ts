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
  let suspendWith: Suspend | null = null
  let open = true
  let away = false
  const node = createElement(Keyboard, {
    onChord: listener.chord,
    onPaste: listener.paste,
    onReady(suspend: Suspend) {
      suspendWith = suspend
    },
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
    if (!open) return
    open = false
    if (!away) stdout.write(PLAIN + WRAP)
    app.unmount()
  }
  const suspend = () => {
    if (away || !open || !suspendWith) return
    away = true
    stdout.write(PLAIN + WRAP)
    suspendWith(() => stopped(removeStop)).then(() => {
      away = false
      addStop()
      if (!open) return
      stdout.write(NO_WRAP)
      listener.redraw()
    })
  }
  const addStop = () => process.on('SIGTSTP', suspend)
  const removeStop = () => process.off('SIGTSTP', suspend)
  addStop()
  const unhook = hook(listener, leave, () => open)
  return {
    size: () => ({ columns: stdout.columns || SIZE_UNKNOWN.columns, rows: stdout.rows || SIZE_UNKNOWN.rows }),
    write: (text) => away || stdout.write(text),
    suspend,
    async close() {
      leave()
      await app.waitUntilExit().catch(() => {})
      removeStop()
      unhook()
    },
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

/** Lines of a conversation that are kept for afterwards. */
const KEPT_LINES = 200

/**
 * Keeps what is written to stderr (notes, consoles of strategies) off a screen that shares its terminal. `line` hears each line; the end gives
 * stderr back and writes there what was kept. A stderr that leads elsewhere is left alone.
 */
export function holdErrors(line: (text: string) => void): () => void {
  const { stderr } = process
  if (!stderr.isTTY) return () => {}
  const write = stderr.write
  const kept: string[] = []
  let rest = ''
  stderr.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    const pieces = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n')
    rest = pieces.pop() ?? ''
    for (const piece of pieces) {
      kept.push(piece)
      if (kept.length > KEPT_LINES) kept.shift()
      line(piece)
    }
    const called = typeof encoding === 'function' ? encoding : done
    if (typeof called === 'function') called()
    return true
  }) as typeof stderr.write
  return () => {
    stderr.write = write
    if (rest !== '') kept.push(rest)
    if (kept.length > 0) stderr.write(`${kept.join('\n')}\n`)
  }
}
