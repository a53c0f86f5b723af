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
 * Starts `trade run` of the real binary. With `when` it is looked at every few milliseconds, and killed without warning once that says yes; else it
 * ends by itself.
 */
export function startRun(args: string[], home: string, env: Record<string, string>, when?: () => boolean): Promise<RunEnded> {
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), 'trade', 'run', ...args, '--json'], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home, ...env },
  })
  let [stdout, stderr] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  const watch = setInterval(() => when?.() && child.kill('SIGKILL'), 5)
  return new Promise((done) => {
    child.on('close', (code) => {
      clearInterval(watch)
      done({ code, events: eventsOf(stdout), stderr })
    })
  })
}
