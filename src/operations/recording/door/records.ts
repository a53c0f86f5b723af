import { asOpenbellError, type ErrorKind, OpenbellError } from '../../../core/errors.ts'
import type { Instant } from '../../../core/time.ts'
import type { JournalEntry } from '../../../ports/journal.ts'

/** What stands in the recording of a session, in its order; rows of the tape stand between. Lists, because they are many. */
export type SessionRecord =
  /** Where the clock stood first. */
  | ['begin', now: Instant, elapsed: number]
  /** The session asked for something; the number counts up. */
  | ['call', number: number, what: string, asked: unknown]
  | ['answer', number: number, now: Instant, elapsed: number, value: unknown]
  | ['fault', number: number, now: Instant, elapsed: number, fault: Fault]
  /** What a call that listens was told. */
  | ['event', number: number, now: Instant, elapsed: number, value: unknown]
  | ['read', what: string, asked: unknown, value: unknown]
  | ['value', what: string, value: unknown, offset: number | null]
  | ['wrote', what: string, asked: unknown]
  | ['foreign', account: string, entries: JournalEntry[]]
  /** Rows that follow were told to the sink of this call. */
  | ['sink', number: number]
  /** What else a stream told. */
  | ['told', number: number, turn: boolean, received: Instant, how: 'correction' | 'status' | 'state', told: unknown[]]
  | ['input', now: Instant, elapsed: number, name: string, payload: unknown]
  | ['abort', now: Instant, elapsed: number, fault: Fault]

export interface Fault {
  kind: ErrorKind | null
  name: string
  message: string
  hint: string | null
}

/** What was thrown, as it can be written down. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof OpenbellError) {
    const { kind, name, message, hint } = thrown
    return { kind, name, message, hint }
  }
  const { name, message } = thrown instanceof Error ? thrown : asOpenbellError(thrown)
  return { kind: null, name, message, hint: null }
}

/** The same, to be thrown again. */
export function thrownOf({ kind, name, message, hint }: Fault): Error {
  if (kind !== null) return new OpenbellError(kind, message, hint)
  const error = new Error(message)
  error.name = name
  return error
}

/** Identity of what was asked. */
export function keyOf(what: string, asked: unknown): string {
  return `${what} ${JSON.stringify(asked)}`
}

/** Columns without the spare room behind their rows. */
export function trimmed(answer: unknown): unknown {
  if (answer === null || typeof answer !== 'object') return answer
  const { length } = answer as { length?: unknown }
  if (typeof length !== 'number' || Array.isArray(answer) || ArrayBuffer.isView(answer)) return answer
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, withoutRoom(value, length)]))
}

function withoutRoom(value: unknown, length: number): unknown {
  if (value instanceof Float64Array) return value.subarray(0, length)
  if (value !== null && typeof value === 'object' && 'codes' in value && value.codes instanceof Uint16Array) {
    return { ...value, codes: value.codes.subarray(0, length) }
  }
  return value
}
