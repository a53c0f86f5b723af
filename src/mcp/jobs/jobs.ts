import type { ErrorKind } from '../../core/errors.ts'
import type { JsonObject, ToolAnswer, ToolCall } from '../tool.ts'

export interface JobStatus {
  id: string
  operation: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'canceled'
  /** Of `total` units (null = unknown), whole numbers both, with what is under way. */
  progress: { done: number; total: number | null; note: string | null } | null
  error: { kind: ErrorKind; message: string; hint?: string } | null
}

export interface JobWish {
  operation: string
  input: JsonObject
  /** Settings of this call that differ from the server's: source, asOf. */
  globals: Record<string, string>
  /** The program that asks, as it says itself: for the audit. */
  client?: string
}

/**
 * How the value of a job becomes what the tool that started it answers: kept in this process, beside the job. `call` is that of whoever asks for the
 * result. `chart`: with a picture; default as that tool was asked.
 */
export type ToAnswer = (call: ToolCall, value: JsonObject, chart?: boolean) => Promise<ToolAnswer>

/** What a job has come to. */
export interface JobResult {
  value: unknown
  /** What it warned of on its way. */
  warnings: readonly string[]
  /** Null when it was started by no tool. */
  toAnswer: ToAnswer | null
}

/** A job in a list: with what was asked, by which it is recognised. */
export interface ListedJob extends JobStatus {
  input: JsonObject
}

/** Who listens while a call waits. */
export interface JobListener {
  progress(done: number, total: number | null, note?: string): void
  warn?(text: string): void
}

/** How long a call waits; `signal` ends the waiting. */
export interface JobWait extends JobListener {
  ms: number
  signal: AbortSignal
}

/** Long operations, each in a process of its own: a crash or an endless loop there takes nothing with it. */
export interface Jobs {
  /**
   * Starts one and waits a while for it. Progress and warnings are told as long as the call waits; `signal` ends the waiting, and the job.
   * @returns the value, or the handle when it takes longer
   * @throws OpenbellError what the operation throws, `unavailable` when too many wait already, `canceled`
   */
  run(wish: JobWish, wait: JobWait, toAnswer?: ToAnswer): Promise<{ value: unknown } | { job: JobStatus }>
  /** @throws OpenbellError `not-found` */
  status(id: string): JobStatus
  /** How it stands when it has ended, or after so many milliseconds; the signal ends the waiting, not the job. @throws OpenbellError `not-found` */
  settled(id: string, wait: JobWait): Promise<JobStatus>
  /** Of a job that is done; throws its error when it failed. @throws OpenbellError `not-found`, `unavailable` while it runs */
  result(id: string): JobResult
  /** Ends it, and answers once its process is gone. What has ended already stays as it is. @throws OpenbellError `not-found` */
  cancel(id: string): Promise<JobStatus>
  /** Those that have not ended, and those whose handle still lives; the one that was started last comes first. */
  list(): ListedJob[]
  /** Gets a process ready for the next job; called once the server has answered for the first time. */
  warm(): void
  close(): Promise<void>
}
