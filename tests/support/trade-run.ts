import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './cli.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
export type RunEvent = any

export interface RunEnded {
  /** Null = it was killed. */
  code: number | null
  events: RunEvent[]
  stderr: string
}

/** Whole lines of what a run told. */
function eventsOf(stdout: string): RunEvent[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

/**
 * Starts `trade run` (or another command that tells events) of the real binary. With `when` it is looked at every few milliseconds (with what it told last), and killed without warning once
 * that says yes; else it ends by itself.
 */
export function startRun(
  args: string[],
  home: string,
  env: Record<string, string>,
  when?: (last: RunEvent | null) => boolean,
  command: readonly string[] = ['trade', 'run'],
): Promise<RunEnded> {
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), ...command, ...args, '--json'], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home, ...env },
  })
  let [stdout, stderr] = ['', '']
  let last: RunEvent | null = null
  const look = () => {
    if (when?.(last)) child.kill('SIGKILL')
  }
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
    last = eventsOf(stdout.slice(stdout.lastIndexOf('\n', stdout.lastIndexOf('\n') - 1) + 1)).at(-1) ?? last
    look()
  })
  const watch = setInterval(look, 5)
  return new Promise((done) => {
    child.on('close', (code) => {
      clearInterval(watch)
      done({ code, events: eventsOf(stdout), stderr })
    })
  })
}
