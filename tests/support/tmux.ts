import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freshHome, root } from './cli.ts'

const run = promisify(execFile)

/** Why no terminal can be had here; null where tmux is. */
export const withoutTmux = spawnSync('tmux', ['-V']).status === 0 ? null : 'tmux is not installed: apt-get install tmux'

/** Longest wait for something to appear. It ends with the screen as it is, so that a failing run shows it. */
const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 100
/** An Escape and a key that follow each other faster are Alt and that key. */
const AFTER_ESCAPE_MS = 150

export interface ScreenOptions {
  columns: number
  rows: number
  env?: Record<string, string>
  home?: string
  /** Run by a shell with job control, so that it can be stopped and fetched back. */
  jobs?: boolean
}

/** A real terminal in which the real binary runs. */
export interface TerminalScreen {
  readonly home: string
  /** Keys by their tmux names (`Enter`, `Escape`, `C-c`) or as text. */
  press(...keys: string[]): Promise<void>
  text(): Promise<string>
  /** The screen with its colours, as escapes. */
  coloured(): Promise<string>
  /** The screen once it shows this. */
  shows(pattern: string | RegExp): Promise<string>
  /** The screen once it shows this no more. */
  hides(pattern: string | RegExp): Promise<string>
  resize(columns: number, rows: number): Promise<void>
  /** True while a program has the whole screen. */
  alternate(): Promise<boolean>
  /** Exit code of the binary, once it has ended; what the shell shows then, and the terminal's modes. */
  ended(): Promise<{ code: number; text: string; modes: string; alternate: boolean; cursor: boolean }>
  /** Process id of the binary. */
  pid(): Promise<number>
  close(): Promise<void>
}

let made = 0

/** Opens a terminal of this size with a server of its own, and runs `openbell ARGS` in a shell in it. */
export async function openScreen(args: readonly string[], options: ScreenOptions): Promise<TerminalScreen> {
  const home = options.home ?? freshHome()
  const server = `openbell-${process.pid}-${made++}`
  const folder = mkdtempSync(join(tmpdir(), 'openbell-tmux-'))
  const script = join(folder, 'run.sh')
  writeFileSync(script, scriptOf(args, home))
  const tmux = async (...words: string[]) => (await run('tmux', ['-L', server, ...words])).stdout
  const env = { PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8', OPENBELL_HOME: home, ...options.env }
  const shell = options.jobs ? 'bash --norc --noprofile -i' : `sh ${script}`
  const size = ['-x', String(options.columns), '-y', String(options.rows)]
  await run('tmux', ['-L', server, '-f', '/dev/null', 'new-session', '-d', ...size, '-s', 'a', shell], { env })
  if (options.jobs) await tmux('send-keys', '-t', 'a', `sh ${script}`, 'Enter')
  const text = () => tmux('capture-pane', '-p', '-t', 'a')
  const until = async (holds: (shown: string) => boolean, what: string) => {
    const last = Date.now() + PATIENCE_MS
    for (;;) {
      const shown = await text()
      if (holds(shown)) return shown
      if (Date.now() > last) throw new Error(`the screen ${what} not in ${PATIENCE_MS / 1000} s:\n${shown}`)
      await pause(LOOK_EVERY_MS)
    }
  }
  const has = (shown: string, pattern: string | RegExp) =>
    typeof pattern === 'string' ? shown.includes(pattern) : pattern.test(shown)
  const mode = async (name: string) => (await tmux('display-message', '-p', '-t', 'a', `#{${name}}`)).trim() === '1'
  return {
    home,
    async press(...keys) {
      for (const key of keys) {
        await tmux('send-keys', '-t', 'a', ...(key.startsWith('-') ? ['-l'] : []), key)
        if (key === 'Escape') await pause(AFTER_ESCAPE_MS)
      }
    },
    text,
    coloured: () => tmux('capture-pane', '-p', '-e', '-t', 'a'),
    shows: (pattern) => until((shown) => has(shown, pattern), `shows ${pattern}`),
    hides: (pattern) => until((shown) => !has(shown, pattern), `hides ${pattern}`),
    async resize(columns, rows) {
      await tmux('resize-window', '-t', 'a', '-x', String(columns), '-y', String(rows))
    },
    alternate: () => mode('alternate_on'),
    async ended() {
      await until((one) => one.includes('MODES END'), 'tells an exit code')
      const shown = await tmux('capture-pane', '-p', '-J', '-S', '-', '-t', 'a')
      const code = Number(/^EXIT (\d+)$/m.exec(shown)?.[1] ?? Number.NaN)
      const modes = shown.slice(shown.lastIndexOf('EXIT'))
      return { code, text: shown, modes, alternate: await mode('alternate_on'), cursor: await mode('cursor_flag') }
    },
    async pid() {
      const found = (await run('pgrep', ['-f', home])).stdout.trim().split('\n')
      const names = await Promise.all(found.map(async (one) => readFile(`/proc/${one}/comm`, 'utf8').catch(() => '')))
      return Number(found[names.findLastIndex((name) => /node|MainThread/.test(name))])
    },
    async close() {
      await tmux('kill-server').catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The binary, then what a person would find of the terminal after it. */
function scriptOf(args: readonly string[], home: string): string {
  const quoted = [process.execPath, join(root, 'bin/openbell.js'), ...args].map((one) => `'${one.replaceAll("'", "'\\''")}'`)
  return `cd '${home}'\necho BEFORE\n${quoted.join(' ')}\necho EXIT $?\nstty -a\necho MODES END\nexec sleep 600\n`
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds))
}
