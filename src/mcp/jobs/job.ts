import { randomBytes } from 'node:crypto'
import { OpenbellError } from '../../core/errors.ts'
import { markRecorded } from '../../operations/audit/trail.ts'
import type { JobListener, JobResult, JobStatus, JobWish, ToAnswer } from './jobs.ts'
import type { Answer } from './messages.ts'
import type { Ending, JobProcess } from './process.ts'

/** Warnings of one job that are kept. */
const MOST_WARNINGS = 20

/** One job: what is known of it, from the wish to its end. */
export class Job {
  readonly id = randomBytes(12).toString('base64url')
  readonly wish: JobWish
  /** Counts those of a server. */
  readonly number: number
  readonly toAnswer: ToAnswer | null
  /** Settles at its end, however that comes. */
  readonly ended: Promise<void>
  state: JobStatus['state'] = 'waiting'
  error: OpenbellError | null = null
  /** The value as JSON text; null before it is there. */
  json: string | null = null
  process: JobProcess | null = null
  /** Somebody has its handle: what it has come to is kept. */
  isNamed = false
  /** Those who wait for it. */
  readonly listeners = new Set<JobListener>()
  readonly #warnings: string[] = []
  #progress: JobStatus['progress'] = null
  #end: () => void = () => {}

  constructor(wish: JobWish, number: number, toAnswer: ToAnswer | null) {
    this.wish = wish
    this.number = number
    this.toAnswer = toAnswer
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  get isOver(): boolean {
    return this.state !== 'waiting' && this.state !== 'running'
  }

  /** What its process says. */
  hear(answer: Answer): void {
    if (this.isOver) return
    if (answer.kind === 'progress') {
      const { done, total, note } = answer
      this.#progress = { done, total, note: note ?? this.#progress?.note ?? null }
      for (const one of this.listeners) one.progress(done, total, note ?? undefined)
    } else if (answer.kind === 'warning') {
      if (this.#warnings.length < MOST_WARNINGS) this.#warnings.push(answer.text)
      for (const one of this.listeners) one.warn?.(answer.text)
    } else if (answer.kind === 'value') {
      this.json = answer.json
      this.#over('done')
    } else if (answer.kind === 'failed') {
      const { kind, message, hint } = answer.report
      const error = new OpenbellError(kind, oneLine(message), hint)
      // Its process has told the audit.
      markRecorded(error)
      this.fail(error)
    }
  }

  /** Its process is gone: without a last word, nobody knows more than how. */
  lost(ending: Ending): void {
    if (!this.isOver) this.fail(faultOf(this.wish.operation, ending))
  }

  fail(error: OpenbellError): void {
    if (this.isOver) return
    this.error = error
    this.#over(error.kind === 'canceled' ? 'canceled' : 'failed')
  }

  /** A value that is too long to be kept for a handle makes a failure of the job: it says so. */
  dropValueOver(most: number): void {
    if (this.json === null || this.json.length <= most) return
    this.error = new OpenbellError(
      'usage',
      `the answer of ${this.wish.operation} has ${this.json.length} bytes, more than the ${most} that are kept`,
      'ask for less',
    )
    this.json = null
    this.state = 'failed'
  }

  status(): JobStatus {
    const { id, state, error } = this
    const told = error && { kind: error.kind, message: error.message, ...(error.hint === null ? {} : { hint: error.hint }) }
    return { id, operation: this.wish.operation, state, progress: this.#progress, error: told }
  }

  /** What it has come to. @throws OpenbellError the job's own, or `unavailable` before its end */
  result(): JobResult {
    if (this.error) throw this.error
    if (this.json !== null) return { value: JSON.parse(this.json), warnings: this.#warnings, toAnswer: this.toAnswer }
    throw new OpenbellError(
      'unavailable',
      `job ${this.id} (${this.wish.operation}) is ${this.state}`,
      'ask again later: job_status',
    )
  }

  #over(state: JobStatus['state']): void {
    this.state = state
    this.process = null
    this.#end()
  }
}

function faultOf(operation: string, ending: Ending): OpenbellError {
  if (ending.kind === 'not-started') {
    return new OpenbellError(
      'unavailable',
      `no process could be started for ${operation}: ${oneLine(ending.message)}`,
      'try again later',
    )
  }
  if (ending.code === 0) {
    const message = 'a file of yours ended the process before there was an answer'
    return new OpenbellError('usage', message, 'take process.exit out of the strategy or indicator')
  }
  const how = ending.signal ?? `code ${ending.code}`
  const message = `the process of ${operation} ended with ${how} before there was an answer`
  // What V8 and the system do to a process that wants more memory than there is.
  const isLarge = ending.signal === 'SIGABRT' || ending.signal === 'SIGKILL'
  return new OpenbellError('internal', message, isLarge ? 'its memory may have run out: ask for less' : 'openbell doctor')
}

function oneLine(text: string): string {
  return text.split('\n')[0]
}
