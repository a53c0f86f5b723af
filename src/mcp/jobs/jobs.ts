import type { ErrorKind } from '../../core/errors.ts'
import type { JsonObject } from '../tool.ts'

export interface JobStatus {
  id: string
  operation: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'canceled'
  /** Of `total` units (null = unknown), with what is under way. */
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

/** Long operations, each in a process of its own: a crash or an endless loop there takes nothing with it. */
export interface Jobs {
  /**
   * Starts one and waits a while for it. Progress goes to `progress` as long as the call waits; `signal` ends the waiting, and the job.
   * @returns the value, or the handle when it takes longer
   * @throws OpenbellError what the operation throws, `unavailable` when too many wait already, `canceled`
   */
  run(
    wish: JobWish,
    wait: { ms: number; signal: AbortSignal; progress(done: number, total: number | null, note?: string): void },
  ): Promise<{ value: unknown } | { job: JobStatus }>
  /** @throws OpenbellError `not-found` */
  status(id: string): JobStatus
  /** How it stands when it has ended, or after so many milliseconds; the signal ends the waiting, not the job. @throws OpenbellError `not-found` */
  settled(id: string, ms: number, signal: AbortSignal): Promise<JobStatus>
  /** The value of a job that is done; throws its error when it failed. @throws OpenbellError `not-found`, `unavailable` while it runs */
  result(id: string): unknown
  /** Ends it, and answers once its process is gone. What has ended already stays as it is. @throws OpenbellError `not-found` */
  cancel(id: string): Promise<JobStatus>
  /** Newest first. */
  list(): JobStatus[]
  /** Gets a process ready for the next job; called once the server has answered for the first time. */
  warm(): void
  close(): Promise<void>
}
