import type { Rehearsal } from '../rehearsal.ts'

/** Trouble that is rehearsed. */
export interface Scenario {
  name: string
  /** What goes wrong, and what must come of it. */
  summary: string
  run(drill: Rehearsal): Promise<void>
}
