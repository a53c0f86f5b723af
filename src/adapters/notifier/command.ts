import { type ChildProcess, spawn } from 'node:child_process'
import type { Notice } from '../../ports/notifier.ts'
import { bodyOf, type Channel, type NotifierOptions } from './channel.ts'

const LIMIT_MS = 10_000
/** Of what a command says about its failure. */
const MOST_CHARACTERS = 200

/**
 * Starts a program without a shell, one at a time: the notice as JSON on stdin and in OPENBELL_ALERT, its parts in OPENBELL_ALERT_TEXT, _TITLE, _SYMBOL, _KIND.
 * It finds our environment without the keys of brokers.
 */
export function createCommand({ command, env, commandLimitMs = LIMIT_MS }: NotifierOptions): Channel {
  const words = command === null ? [] : wordsOf(command)
  if (words.length === 0) {
    const detail = 'OPENBELL_ALERT_COMMAND is not set'
    return { isSetUp: false, detail, send: () => Promise.reject(new Error(detail)), close: async () => {} }
  }
  return {
    isSetUp: true,
    detail: words[0],
    send: (notice, signal) => run(words, notice, { ...withoutKeys(env), ...told(notice) }, commandLimitMs, signal),
    close: async () => {},
  }
}

/** Words between blanks; quotes, single or double, hold blanks together. Nothing else has a meaning. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  )
}

/** The program needs no key of ours, and what it logs is not ours to guard. */
function withoutKeys(env: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^APCA_|WEBHOOK|SECRET|TOKEN|PASSWORD|API_KEY/i.test(name)))
}

function told(notice: Notice): Record<string, string> {
  return {
    OPENBELL_ALERT: JSON.stringify(bodyOf(notice)),
    OPENBELL_ALERT_TITLE: notice.title,
    OPENBELL_ALERT_TEXT: notice.text,
    OPENBELL_ALERT_KIND: notice.kind,
    OPENBELL_ALERT_SYMBOL: notice.symbol ?? '',
  }
}

function run(
  [file, ...words]: string[],
  notice: Notice,
  env: Record<string, string | undefined>,
  limitMs: number,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // A group of its own: what the program started ends with it.
    const child = spawn(file, words, { env, stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true, detached: GROUPS })
    const give = (why: string) => {
      endGroup(child)
      reject(new Error(why))
    }
    const onAbort = () => give(`${file} was ended with the session`)
    const late = setTimeout(() => give(`${file} ran longer than ${limitMs / 1000} s and was ended`), limitMs)
    signal.addEventListener('abort', onAbort)
    let said = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      if (said.length < MOST_CHARACTERS) said += bytes.toString()
    })
    const over = () => {
      clearTimeout(late)
      signal.removeEventListener('abort', onAbort)
    }
    child.once('error', (thrown) => {
      over()
      reject(new Error(`${file} cannot be started (${(thrown as NodeJS.ErrnoException).code})`))
    })
    child.once('close', (code) => {
      over()
      if (code === 0) resolve(`${file} took it`)
      else reject(new Error(`${file} ended with ${code ?? 'a signal'}${firstLine(said)}`))
    })
    // A program that does not read is no fault.
    child.stdin?.on('error', () => {})
    child.stdin?.end(`${JSON.stringify(bodyOf(notice))}\n`)
  })
}

const GROUPS = process.platform !== 'win32'

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(GROUPS ? -child.pid : child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0].slice(0, MOST_CHARACTERS)
  return line === '' ? '' : `: ${line}`
}
