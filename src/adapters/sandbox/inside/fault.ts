import { OutputFault } from './writer.ts'

const LONGEST_MESSAGE = 500

export interface Fault {
  kind: 'syntax' | 'runtime' | 'memory' | 'output'
  message: string
  /** Line of the user's code; null when it is not known. */
  line: number | null
}

/** What was thrown, in one line. Nothing that it answers is trusted to be what it should be. */
export function faultOf(thrown: unknown): Fault {
  const line = lineOf(thrown)
  if (thrown instanceof OutputFault) return { kind: 'output', message: oneLine(thrown.message), line }
  if (!(thrown instanceof Error)) return { kind: 'runtime', message: oneLine(`the code threw ${wordsOf(thrown)}`), line: null }
  if (thrown.name === 'InternalError' && /out of memory/.test(thrown.message)) {
    return { kind: 'memory', message: 'the code needs more memory than it may have: work on fewer rows, or keep less', line }
  }
  if (thrown.name === 'InternalError' && /stack overflow/.test(thrown.message)) {
    return { kind: 'runtime', message: 'a function calls itself too often (stack overflow)', line }
  }
  return { kind: 'runtime', message: oneLine(`${wordsOf(thrown.name)}: ${wordsOf(thrown.message)}`), line }
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' || typeof value === 'function') return value === null ? 'null' : `an ${typeof value}`
  return String(value)
}

function lineOf(thrown: unknown): number | null {
  if (typeof thrown !== 'object' || thrown === null) return null
  const { stack } = thrown as { stack?: unknown }
  const found = typeof stack === 'string' ? /\bcode\.js:(\d+)/.exec(stack.slice(0, 4000)) : null
  return found ? Number(found[1]) : null
}

/** Without line breaks and other signs that move a cursor. */
export function oneLine(text: string): string {
  const short = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}...` : text
  return short.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
