import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { OpenbellError } from '../../core/errors.ts'
import { framed } from './frames.ts'
import { launchCommand } from './launch.ts'
import type { Library } from './library.ts'
import type { ChildTask } from './messages.ts'
import { type Ran, readAnswer } from './read-answer.ts'

/** A child that has not begun after so long is broken. */
const MOST_START_MS = 20_000

/** What a run may take beyond its time before it is killed: the engine stops it at its time, unless one built-in function takes longer. */
const GRACE_MS = 500

/** Bytes beyond the answer's own: its envelope and its first line. */
const ENVELOPE = 8192

/** How a child ended without an answer that can be read. */
export type Ended = 'late' | 'flooded' | 'memory' | 'garbled'

function canceled(): OpenbellError {
  return new OpenbellError('canceled', 'the code was stopped before it was done', 'run it again')
}

/** One child process, used once. */
export class SandboxProcess {
  readonly #child: ChildProcessWithoutNullStreams
  #stderr = ''
  #failed: Error | null = null
  #ended = false

  /** Starts it: it loads the engine and the library, and waits. */
  static async start(library: Library): Promise<SandboxProcess> {
    const [command, ...args] = await launchCommand()
    return new SandboxProcess(spawn(command, args, { stdio: 'pipe', env: { TZ: 'UTC' }, windowsHide: true }), library)
  }

  private constructor(child: ChildProcessWithoutNullStreams, library: Library) {
    this.#child = child
    child.once('error', (error) => {
      this.#failed = error
      this.#ended = true
    })
    child.once('exit', () => {
      this.#ended = true
    })
    child.stdin.on('error', () => {})
    child.stderr.on('data', (piece: Buffer) => {
      if (this.#stderr.length < 2000) this.#stderr += piece.toString('utf8').slice(0, 2000)
    })
    this.#send(JSON.stringify(library))
    this.#hold(false)
  }

  /** False once it ended, used or not. */
  get alive(): boolean {
    return !this.#ended
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /**
   * Runs the task. @throws OpenbellError `canceled` on abort, `unavailable` when the child never began
   */
  async run(task: ChildTask, columns: readonly Uint8Array[], signal: AbortSignal): Promise<Ran | Ended> {
    this.#hold(true)
    const abort = () => this.kill()
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    try {
      this.#send(JSON.stringify(task))
      for (const bytes of columns) this.#send(bytes)
      return await this.#answer(task, () => signal.aborted)
    } finally {
      signal.removeEventListener('abort', abort)
      this.kill()
    }
  }

  /** Reads the two lines; what is not there in time, or too much, ends the child. */
  #answer(task: ChildTask, aborted: () => boolean): Promise<Ran | Ended> {
    return new Promise((done, fail) => {
      let [text, started, ended] = ['', false, null as Ended | null]
      const stop = (why: Ended | null) => {
        ended = why
        this.kill()
      }
      let timer = setTimeout(() => stop(null), MOST_START_MS)
      this.#child.stdout.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
        if (!started && text.includes('\n')) {
          started = true
          clearTimeout(timer)
          timer = setTimeout(() => stop('late'), task.timeoutMs + GRACE_MS)
        }
        if (text.length > task.mostBytes + ENVELOPE) stop('flooded')
      })
      const over = (code: number | null) => {
        clearTimeout(timer)
        const line = text.split('\n')[1] ?? ''
        if (aborted()) fail(canceled())
        else if (ended !== null) done(ended)
        else if (line !== '' && code === 0) done(readAnswer(line))
        else if (started) done('memory')
        else fail(this.#unavailable())
      }
      if (this.#ended) return over(1)
      this.#child.once('error', () => over(1))
      this.#child.once('close', over)
    })
  }

  #unavailable(): OpenbellError {
    const why = this.#failed?.message ?? /^\w*Error\b.*/m.exec(this.#stderr)?.[0] ?? ''
    return new OpenbellError('unavailable', `the sandbox did not start${why === '' ? '' : `: ${why}`}`, 'openbell startup')
  }

  #send(bytes: Uint8Array | string): void {
    for (const part of framed(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)) this.#child.stdin.write(part)
  }

  /** Whether our process waits for it: not for a spare. */
  #hold(held: boolean): void {
    const streams = [this.#child, this.#child.stdin, this.#child.stdout, this.#child.stderr] as { ref?(): void; unref?(): void }[]
    for (const one of streams) held ? one.ref?.() : one.unref?.()
  }
}
