import { type ChildProcess, fork } from 'node:child_process'
import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import type { Log } from '../../../ports/log.ts'
import { explain, type Failure, type Phase } from './diagnosis.ts'
import type { Answer, Request } from './messages.ts'

const CHILD = new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url)

/** Of stderr, the end that may say what went wrong. */
const KEPT_CHARACTERS = 20_000

export interface Limits {
  /** Until the library is loaded and has done its first product, in milliseconds: a new GPU compiles its kernels then. */
  startMs: number
  /** Between two signs of life while a job runs. */
  silenceMs: number
}

export interface AskOptions {
  phase: Phase
  limitMs: number
  signal: AbortSignal
  progress?(steps: number): void
}

/** A process that holds the library; once it has failed, it is gone. */
export interface AcceleratorProcess {
  readonly pid: number | undefined
  readonly isGone: boolean
  /** One request at a time. @throws OpenbellError unavailable with the reason, canceled, or what the job itself refuses */
  ask(request: Request, options: AskOptions): Promise<Answer>
  end(): Promise<void>
}

interface Waiting {
  options: AskOptions
  resolve(answer: Answer): void
  reject(fault: OpenbellError): void
  /** Starts the limit anew. */
  heard(): void
}

/** Starts the process. It ends with this one, however that ends. */
export function startProcess({ log, env }: { log: Log; env: Record<string, string | undefined> }): AcceleratorProcess {
  const child = fork(CHILD, { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env })
  const noise = listen(child, log)
  let waiting: Waiting | null = null
  let failure: Failure | null = null
  let isGone = false
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const gone = new Promise<void>((resolve) => {
    const over = (last: Failure) => {
      isGone = true
      process.off('exit', kill)
      waiting?.reject(explain(failure ?? last, waiting.options.phase, noise.text()))
      resolve()
    }
    child.once('close', (code, signal) => over({ kind: 'ended', code, signal }))
    child.once('error', (thrown) => {
      // A process that was never born does not close.
      if (child.pid === undefined) over({ kind: 'not-started', message: thrown.message })
    })
  })
  /** What it wrote last says why, and all of it is here only when it has ended. */
  const fail = (known: Failure) => {
    failure ??= known
    kill()
  }
  child.on('message', (answer: Answer) => {
    waiting?.heard()
    if (answer.kind === 'progress') waiting?.options.progress?.(answer.steps)
    else if (answer.kind === 'no-gpu') fail(answer)
    else if (answer.kind === 'failed') {
      log.debug('accelerator failed', { message: answer.message, stack: answer.stack })
      fail({ kind: 'failed', message: answer.message })
    } else if (answer.kind === 'refused')
      waiting?.reject(new OpenbellError(answer.report.kind, answer.report.message, answer.report.hint))
    else waiting?.resolve(answer)
  })
  return {
    pid: child.pid,
    get isGone() {
      return isGone || failure !== null
    },
    async ask(request, options) {
      throwIfAborted(options.signal)
      if (isGone || failure !== null)
        throw explain(failure ?? { kind: 'ended', code: child.exitCode, signal: child.signalCode }, options.phase, noise.text())
      noise.forget()
      const asked = ask(options, fail, (one) => {
        waiting = one
      })
      // A channel that has just closed says so by the end of the process.
      child.send(request, () => {})
      return asked
    },
    async end() {
      kill()
      await gone
    },
  }
}

/** The answer, within its limit and as long as the signal allows. */
async function ask(
  options: AskOptions,
  fail: (failure: Failure) => void,
  set: (waiting: Waiting | null) => void,
): Promise<Answer> {
  const { limitMs, signal } = options
  let timer: NodeJS.Timeout | undefined
  let onAbort = () => {}
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const late = () => fail({ kind: 'silent', limitMs })
      const heard = () => {
        clearTimeout(timer)
        timer = setTimeout(late, limitMs)
      }
      onAbort = () => {
        reject(canceled(signal))
        fail({ kind: 'ended', code: null, signal: null })
      }
      signal.addEventListener('abort', onAbort)
      set({ options, resolve, reject, heard })
      heard()
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    set(null)
  }
}

function canceled(signal: AbortSignal): OpenbellError {
  if (signal.reason instanceof OpenbellError) return signal.reason
  return new OpenbellError('canceled', 'interrupted before it finished')
}

/** Sends what the library prints to the log, and keeps the end of its stderr since the last request. */
function listen(child: ChildProcess, log: Log): { text(): string; forget(): void } {
  let kept = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => log.debug('accelerator stdout', { text }))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log.debug('accelerator stderr', { text })
    kept = (kept + text).slice(-KEPT_CHARACTERS)
  })
  return {
    text: () => kept,
    forget: () => {
      kept = ''
    },
  }
}
