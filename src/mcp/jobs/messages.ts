import type { ErrorReport } from '../../core/errors.ts'
import type { Grants } from '../../operations/context.ts'
import type { JobWish } from './jobs.ts'
import type { PackedSettings } from './packed-settings.ts'

/** With what a process works for the server: sent once, before it knows its job. */
export interface Start {
  kind: 'start'
  settings: PackedSettings
  grants: Grants | undefined
  dryRun: boolean
}

/** What the server tells the process of a job. */
export type Request = Start | { kind: 'run'; wish: JobWish } | { kind: 'cancel' }

/** What the process says; `value` and `failed` are its last word. */
export type Answer =
  /** It works on the job. `limitMs`: what the operation itself allows; null = no limit. */
  | { kind: 'begun'; limitMs: number | null }
  /** Whole numbers. */
  | { kind: 'progress'; done: number; total: number | null; note: string | null }
  | { kind: 'warning'; text: string }
  /** As JSON text: it is kept as text, and read when it is asked for. */
  | { kind: 'value'; json: string }
  | { kind: 'failed'; report: ErrorReport }
