import type { Settings } from '../core/settings.ts'
import type { Caller } from '../operations/context.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

/** What adapters are built of; what was opened is put among `closers`, and closed in the other order. */
export interface Parts {
  settings: Settings
  clock: Clock
  log: Log
  closers: (() => void | Promise<void>)[]
  dryRun: boolean
  caller: Caller
  signal: AbortSignal
}
