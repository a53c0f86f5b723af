import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(fileURLToPath(import.meta.url), '../../..')

export interface Run {
  code: number | null
  stdout: string
  stderr: string
  /** stdout as JSON; throws when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  json: any
}

export interface RunOptions {
  home?: string
  env?: Record<string, string>
  /** Arguments for node itself. */
  node?: string[]
  input?: string
  cwd?: string
}

/** A home folder of its own. */
export function freshHome(): string {
  return mkdtempSync(join(tmpdir(), 'openbell-home-'))
}

/** Words of a shell line with quotes. */
export function words(line: string): string[] {
  const word = /(?:'([^']*)'|"([^"]*)"|([^\s'"]))+/g
  return [...line.matchAll(word)].map(([text]) => text.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'))
}

/** The real binary, started. The environment holds nothing of this machine but PATH. */
function start(args: string[], options: RunOptions): ChildProcessWithoutNullStreams {
  const home = options.home ?? freshHome()
  return spawn(process.execPath, [...(options.node ?? []), join(root, 'bin/openbell.js'), ...args], {
    cwd: options.cwd ?? home,
    env: { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home, ...options.env },
  })
}

/** Starts the real binary, reads the first piece of its answer and closes the pipe, as `| head -1` does. */
export async function openbellHead(args: string[], options: RunOptions = {}): Promise<Omit<Run, 'json'>> {
  const child = start(args, options)
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  child.stdin.end()
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
    child.stdout.destroy()
  })
  const code = await new Promise<number | null>((done) => {
    child.on('close', done)
  })
  return { code, stdout, stderr }
}

/** Starts the real binary and waits for it. */
export function openbell(args: string[], options: RunOptions = {}): Promise<Run> {
  const child = start(args, options)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  // A child that ends without reading its input is no failure of the test.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  return new Promise((done) => {
    child.on('close', (code) => {
      done({
        code,
        stdout,
        stderr,
        get json() {
          return JSON.parse(stdout)
        },
      })
    })
  })
}
