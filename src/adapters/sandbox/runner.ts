import PQueue from 'p-queue'
import { OpenbellError } from '../../core/errors.ts'
import { once } from '../../core/once.ts'
import type { CodeOutcome, CodeRequest, CodeRunner } from '../../ports/code-runner.ts'
import type { Log } from '../../ports/log.ts'
import { packed } from './columns.ts'
import { hasNamespaces } from './launch.ts'
import { readLibrary } from './library.ts'
import { MOST_DATA, MOST_MEMORY } from './messages.ts'
import { type Ended, SandboxProcess } from './process.ts'
import type { Ran } from './read-answer.ts'

/** Runs at once; the others wait for their turn, and their time begins with it. */
const MOST_AT_ONCE = 4

/** How long after a run the next child is started, so that a process that is about to end does not start one. */
const SPARE_AFTER_MS = 20

/**
 * Runs analytics code in a child process without rights, inside QuickJS on WebAssembly: two walls, each of which alone keeps the code from files, the
 * network and other processes. Each child is used once; after the first run one waits ready.
 */
export function createCodeRunner({ log }: { log: Log }): CodeRunner {
  return new Sandbox(log)
}

class Sandbox implements CodeRunner {
  readonly #log: Log
  readonly #queue = new PQueue({ concurrency: MOST_AT_ONCE })
  readonly #library = once(async () => readLibrary())
  readonly #closed = new AbortController()
  #spare: Promise<SandboxProcess> | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(log: Log) {
    this.#log = log
  }

  async run(request: CodeRequest, signal: AbortSignal): Promise<CodeOutcome> {
    if (this.#closed.signal.aborted) throw new OpenbellError('canceled', 'the sandbox is closed', 'run it again')
    const either = AbortSignal.any([signal, this.#closed.signal])
    return await this.#queue.add(() => this.#run(request, either))
  }

  async close(): Promise<void> {
    this.#closed.abort()
    if (this.#timer) clearTimeout(this.#timer)
    const spare = await this.#spare?.catch(() => null)
    spare?.kill()
  }

  async #run(request: CodeRequest, signal: AbortSignal): Promise<CodeOutcome> {
    if (signal.aborted) throw new OpenbellError('canceled', 'the code was stopped before it began', 'run it again')
    const { task, columns } = packed(request)
    const bytes = columns.reduce((sum, one) => sum + one.byteLength, 0)
    if (bytes > MOST_DATA) return tooMuchData(bytes)
    const child = await this.#child()
    const ran = await child.run(task, columns, signal)
    this.#prepareSpare()
    return outcomeOf(ran, request)
  }

  async #child(): Promise<SandboxProcess> {
    const spare = this.#spare
    this.#spare = null
    const waiting = await spare?.catch(() => null)
    return waiting?.alive ? waiting : await this.#start()
  }

  async #start(): Promise<SandboxProcess> {
    if (!(await hasNamespaces()))
      this.#log.debug('sandbox.network', { wall: 'the engine alone keeps code from it on this system' })
    return await SandboxProcess.start(await this.#library())
  }

  #prepareSpare(): void {
    if (this.#timer || this.#spare || this.#closed.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#closed.signal.aborted) return
      this.#spare = this.#start()
      this.#spare.catch((error: unknown) => this.#log.warn('sandbox.spare', { error: String(error) }))
    }, SPARE_AFTER_MS)
    this.#timer.unref()
  }
}

function outcomeOf(ran: Ran | Ended, { timeoutMs, mostBytes }: CodeRequest): CodeOutcome {
  if (typeof ran !== 'string') return { ...ran.answer, executionMs: ran.executionMs }
  const faults = {
    late: { kind: 'timeout', message: `the code ran longer than ${timeoutMs} ms and was stopped` },
    flooded: { kind: 'output', message: `the answer is longer than ${mostBytes} bytes: return less` },
    memory: { kind: 'memory', message: `the code needs more memory than it may have (${MOST_MEMORY >> 20} MB)` },
    garbled: { kind: 'runtime', message: 'the code broke what writes its answer: return plain data' },
  } as const
  const executionMs = ran === 'late' ? timeoutMs : 0
  return { result: null, console: [], charts: [], error: { ...faults[ran], line: null }, executionMs }
}

function tooMuchData(bytes: number): CodeOutcome {
  const message = `the dataset is ${Math.ceil(bytes / 2 ** 20)} MB, and code may work on ${MOST_DATA >> 20} MB: load fewer rows`
  return { result: null, console: [], charts: [], error: { kind: 'memory', message, line: null }, executionMs: 0 }
}
