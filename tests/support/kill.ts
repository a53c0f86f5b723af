import { type ChildProcess, spawn } from 'node:child_process'

export interface KillOptions {
  /** Arguments of node: a script (TypeScript too) and what it takes. */
  args: string[]
  /** Beside this process's own environment. */
  env?: Record<string, string>
  cwd?: string
  /** Milliseconds until SIGKILL. */
  delay: number
  /** Count the delay from the first line on stdout that holds this text; default: from the start of the process. */
  after?: string
}

export interface KillResult {
  /** False when the process ended by itself before it could be killed. */
  killed: boolean
  /** Exit code when it ended by itself. */
  code: number | null
  /** Whole lines that it printed before it died. */
  lines: string[]
  stderr: string
}

/** Starts a process, kills it without warning after the delay, and waits until it is gone. */
export function startAndKill(options: KillOptions): Promise<KillResult> {
  const child = start(options)
  let stdout = ''
  let stderr = ''
  let timer: NodeJS.Timeout | null = options.after === undefined ? setTimeout(() => child.kill('SIGKILL'), options.delay) : null
  child.stdout?.on('data', (data: Buffer) => {
    stdout += data.toString()
    if (timer === null && stdout.includes(options.after ?? '')) timer = setTimeout(() => child.kill('SIGKILL'), options.delay)
  })
  child.stderr?.on('data', (data: Buffer) => {
    stderr += data.toString()
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (timer) clearTimeout(timer)
      resolve({ killed: signal === 'SIGKILL', code, lines: stdout.split('\n').slice(0, -1), stderr })
    })
  })
}

/** Starts a process and waits for it to end by itself. */
export async function runToEnd(options: Omit<KillOptions, 'delay' | 'after'>): Promise<KillResult> {
  return startAndKill({ ...options, delay: 2 ** 30 })
}

function start({ args, env, cwd }: KillOptions): ChildProcess {
  return spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** How many times the kill suites kill: `OPENBELL_KILLS`, else a hundred in the long checks and ten in the usual ones. */
export function killRounds(): number {
  return Number(process.env.OPENBELL_KILLS ?? (process.env.OPENBELL_LONG ? 100 : 10))
}

/** Random numbers in [0, 1) that repeat for a seed (mulberry32), so that a failing round can be run again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
