import type { JsonObject } from '../tool.ts'

export interface JobStatus {
  id: string
  operation: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'canceled'
  /** Of `total` units (null = unknown), with what is under way. */
  progress: { done: number; total: number | null; note: string | null } | null
  error: { kind: string; message: string; hint?: string } | null
}

export interface JobWish {
  operation: string
  input: JsonObject
  /** Settings of this call that differ from the server's: source, asOf. */
  globals: Record<string, string>
}

/** Long operations, each in a process of its own: a crash or an endless loop there takes nothing with it. */
export interface Jobs {
  /**
   * Starts one and waits a while for it. Progress goes to `progress` as long as the call waits; `signal` ends the waiting, and the job.
   * @returns the value, or the handle when it takes longer
   */
  run(
    wish: JobWish,
    wait: { ms: number; signal: AbortSignal; progress(done: number, total: number | null, note?: string): void },
  ): Promise<{ value: unknown } | { job: JobStatus }>
  /** @throws OpenbellError `not-found` */
  status(id: string): JobStatus
  /** The value of a job that is done; throws its error when it failed. @throws OpenbellError `not-found`, `unavailable` while it runs */
  result(id: string): unknown
  /** @throws OpenbellError `not-found` */
  cancel(id: string): Promise<JobStatus>
  /** Newest first. */
  list(): JobStatus[]
  close(): Promise<void>
}
