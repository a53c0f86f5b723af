import type { ErrorReport } from '../../../core/errors.ts'
import type { JobResult, SeriesSet, TrainingJob } from '../../../ports/trainer.ts'

/** What the workstation asks of the accelerator's process, one thing at a time. */
export type Request =
  /** Load the library from this folder and try it; the files of users are loaded by the module at this address. */
  | { kind: 'load'; folder: string; userModules: string }
  /** Keep these series for the jobs that follow. */
  | { kind: 'data'; data: SeriesSet }
  | { kind: 'job'; job: TrainingJob }

/** What the process says; everything but `progress` ends a request. */
export type Answer =
  | { kind: 'done' }
  | { kind: 'result'; result: JobResult }
  /** Steps taken of the job so far: a sign of life too. */
  | { kind: 'progress'; steps: number }
  /** It loads, but would run on the CPU. */
  | { kind: 'no-gpu' }
  /** An error of ours, as it was meant. */
  | { kind: 'refused'; report: ErrorReport }
  /** An error of the library. */
  | { kind: 'failed'; message: string; stack: string | null }
