import type { CodeChart, CodeOutcome } from '../../ports/code-runner.ts'

/** What a child is asked to do; as many frames of bytes as there are columns follow it. */
export interface ChildTask {
  code: string
  timeoutMs: number
  mostBytes: number
  /** JSON for the library (`Task` in `inside/index.ts`). */
  prepare: string
  buffers: number
}

/** What the library answers. */
export interface ChildAnswer {
  result: unknown
  console: CodeOutcome['console']
  charts: CodeChart[]
  error: CodeOutcome['error']
}

/** WebAssembly's page, and the pages that a run may have: 128 MB for the engine, the data and what the code makes of it. */
const PAGE = 65_536
export const FIRST_PAGES = 256
export const MOST_PAGES = 2048
export const MOST_MEMORY = MOST_PAGES * PAGE

/** Bytes of columns that leave room to work in. */
export const MOST_DATA = MOST_MEMORY / 2
