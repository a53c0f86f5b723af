import type { Dataset } from './datasets.ts'

/** A picture that analytics code asks for: series over a common x axis. */
export interface CodeChart {
  title: string
  kind: 'line' | 'bar' | 'scatter'
  x: (number | string | null)[]
  series: { name: string; values: (number | null)[] }[]
}

export interface CodeRequest {
  /** JavaScript: the body of a function of `df`; what it returns is the result. */
  code: string
  dataset: Dataset | null
  /** Wall-clock limit in milliseconds. */
  timeoutMs: number
  /** Most bytes of result, console and charts together, as JSON. */
  mostBytes: number
  /** Seed of the sandbox's random numbers. */
  seed: number
}

/** What became of a run: a fault of the code is an answer, not an exception. */
export interface CodeOutcome {
  /** JSON value (NaN and Infinity are null); undefined results are null. */
  result: unknown
  console: { level: 'log' | 'warn' | 'error'; text: string }[]
  charts: CodeChart[]
  /** One line without a stack; null = it ran to its end. */
  error: { kind: 'syntax' | 'runtime' | 'timeout' | 'memory' | 'output'; message: string; line: number | null } | null
  executionMs: number
}

/** Runs a user's analytics code where it can reach nothing: no file, no network, no clock, bounded memory and time. */
export interface CodeRunner {
  /** @throws OpenbellError `canceled` on abort; `unavailable` when the sandbox itself cannot be started */
  run(request: CodeRequest, signal: AbortSignal): Promise<CodeOutcome>
  close(): Promise<void>
}
