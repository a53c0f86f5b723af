import { type ChildProcess, fork } from 'node:child_process'
import module from 'node:module'
import type { Answer, Request, Start } from './messages.ts'

const CHILD = new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url)

/** How a process ended. */
export type Ending = { kind: 'ended'; code: number | null; signal: string | null } | { kind: 'not-started'; message: string }

/** A process for one job; it ends with this one, however that ends. */
export interface JobProcess {
  readonly pid: number | undefined
  /** Settles when it is gone and all it said was heard. */
  readonly ended: Promise<Ending>
  send(request: Request): void
  /** Who listens to what it says. */
  hear(listener: (answer: Answer) => void): void
  /** Asks it to stop, then tells it to, then kills it; `graceMs` lie between. Settles when it is gone. */
  stop(graceMs: number): Promise<void>
  /** Ends it at once: it has no work. Settles when it is gone. */
  kill(): Promise<void>
}

/** Starts a process that is ready for a job before it knows which. */
export function startProcess(start: Start): JobProcess {
  // Fork's third channel is stdout: there the protocol is spoken, so it leads to stderr.
  const child = fork(CHILD, { serialization: 'advanced', execArgv: [], stdio: ['ignore', 2, 2, 'ipc'], env: environment() })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = endOf(child).finally(() => process.off('exit', kill))
  const send = (request: Request) => {
    // A channel that has just closed says so by the end of the process.
    if (child.connected) child.send(request, () => {})
  }
  send(start)
  // It is no reason for this process to live on.
  child.unref()
  child.channel?.unref()
  return {
    pid: child.pid,
    ended,
    send,
    hear: (listener) => child.on('message', listener),
    async stop(graceMs) {
      send({ kind: 'cancel' })
      const timers = [setTimeout(() => child.kill('SIGTERM'), graceMs), setTimeout(kill, 2 * graceMs)]
      await ended
      for (const timer of timers) clearTimeout(timer)
    },
    async kill() {
      // Nothing else may be left that keeps this process waiting for the end of that one.
      child.ref()
      child.channel?.ref()
      kill()
      await ended
    },
  }
}

/** The process is gone, and its channel is read to the end: what it said last may come after its death. */
function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const ending = { kind: 'ended', code, signal } as const
      if (child.connected) child.once('disconnect', () => resolve(ending))
      else resolve(ending)
    })
    child.once('error', ({ message }) => {
      // A process that was never born does not exit.
      if (child.pid === undefined) resolve({ kind: 'not-started', message })
    })
  })
}

/** Settings come by message, keys among them: code that a user wrote finds none in its environment. */
function environment(): Record<string, string | undefined> {
  const open = Object.entries(process.env).filter(
    ([name]) => !/^(APCA|OPENBELL)_|SECRET|TOKEN|PASSWORD|API_?KEY|^NODE_OPTIONS$/i.test(name),
  )
  return { ...Object.fromEntries(open), NODE_COMPILE_CACHE: module.getCompileCacheDir?.() }
}
