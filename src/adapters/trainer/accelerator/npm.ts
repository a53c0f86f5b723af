import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import type { Log } from '../../../ports/log.ts'

const WINDOWS = process.platform === 'win32'

/** Of what npm says, the end: there it says why. */
const KEPT_CHARACTERS = 50_000
const MOST_CHARACTERS = 240

export interface NpmOptions {
  folder: string
  timeoutMs: number
  signal: AbortSignal
  env: Record<string, string | undefined>
  log: Log
}

/**
 * Runs npm in a folder. Install scripts have no time limit of their own, so npm has one, and everything that it started ends with it.
 * @throws OpenbellError unavailable with npm's own reason in a line; canceled
 */
export async function runNpm(words: readonly string[], options: NpmOptions): Promise<void> {
  const { folder, timeoutMs, signal, env, log } = options
  throwIfAborted(signal)
  // Scripts run on the Node that runs us; a group of its own, so that all of it can be ended.
  const path = [dirname(process.execPath), env.PATH ?? env.Path].filter(Boolean).join(delimiter)
  const started = spawn('npm', words, {
    cwd: folder,
    env: { ...env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !WINDOWS,
    shell: WINDOWS,
    windowsHide: true,
  })
  let said = ''
  const hear = (text: string) => {
    log.debug('npm', { text })
    said = (said + text).slice(-KEPT_CHARACTERS)
  }
  started.stdout.setEncoding('utf8').on('data', hear)
  started.stderr.setEncoding('utf8').on('data', hear)
  const how = await ending(started, timeoutMs, signal)
  throwIfAborted(signal)
  if (how === null) return
  throw new OpenbellError('unavailable', how === 'limit' ? overtime(timeoutMs, said) : `npm ${how}${because(said)}`, null)
}

/** Null when all went well; `limit` when the time was over; else how it ended. */
function ending(started: ChildProcess, timeoutMs: number, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    let isLate = false
    const kill = () => endGroup(started)
    const late = setTimeout(() => {
      isLate = true
      kill()
    }, timeoutMs)
    signal.addEventListener('abort', kill)
    process.once('exit', kill)
    const over = (how: string | null) => {
      clearTimeout(late)
      signal.removeEventListener('abort', kill)
      process.off('exit', kill)
      resolve(isLate ? 'limit' : how)
    }
    started.once('error', (thrown) => over(`cannot be started (${(thrown as NodeJS.ErrnoException).code})`))
    started.once('close', (code, killed) => over(code === 0 ? null : `ended with ${killed ?? `code ${code}`}`))
  })
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    if (WINDOWS) spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true })
    else process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function overtime(timeoutMs: number, said: string): string {
  return `npm was not done within ${Math.round(timeoutMs / 1000)} s and was ended${because(said)}`
}

/** Causes that npm and install scripts name deep in what they print, each as a line of its own. */
const CAUSES: { pattern: RegExp; says(found: string[]): string }[] = [
  { pattern: /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (\S+)/, says: ([, host]) => `the host ${host} cannot be found` },
  {
    pattern: /connect (ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) (\S+)/,
    says: ([, code, host]) => `no connection to ${host} (${code})`,
  },
  { pattern: /\b(E404|E401|E403)\b.*?- (.+)/, says: ([, code, text]) => `${text} (${code})` },
  { pattern: /\b(ENOSPC|EDQUOT)\b/, says: ([, code]) => `the disk is full (${code})` },
  { pattern: /\b(?:EACCES|EPERM|EROFS)\b[^\n]*/, says: ([line]) => line },
]

function because(said: string): string {
  for (const { pattern, says } of CAUSES) {
    const found = pattern.exec(said)
    if (found) return `: ${says([...found]).slice(0, MOST_CHARACTERS)}`
  }
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^npm (?:error|ERR!)\s*/, '').trim())
    .filter(
      (line) =>
        line !== '' && !/^npm (?:warn|WARN|notice)|complete log of this run|^A complete log|_logs|^node:internal|^at /.test(line),
    )
  const text = (lines.findLast((line) => /error|fail|unsupported|denied|refused/i.test(line)) ?? lines.at(-1) ?? '').slice(
    0,
    MOST_CHARACTERS,
  )
  return text === '' ? '' : `: ${text}`
}
