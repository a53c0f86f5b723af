import type { CodeChart, CodeOutcome } from '../../ports/code-runner.ts'
import type { ChildAnswer } from './messages.ts'

export interface Ran {
  answer: ChildAnswer
  executionMs: number
}

const KINDS = ['syntax', 'runtime', 'timeout', 'memory', 'output']
const LEVELS = ['log', 'warn', 'error']

/** The child's line, if it is what a child answers: code had its hands on it. */
export function readAnswer(line: string): Ran | 'garbled' {
  try {
    const { answer, executionMs } = JSON.parse(line) as { answer: Record<string, unknown>; executionMs: unknown }
    const { result = null, console, charts, error } = answer
    if (typeof executionMs !== 'number' || !isListOf(console, isLine) || !isListOf(charts, isChart)) return 'garbled'
    if (error !== null && !isFault(error)) return 'garbled'
    return { answer: { result, console, charts, error }, executionMs }
  } catch {
    return 'garbled'
  }
}

function isListOf<T>(value: unknown, is: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.every(is)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isLine(value: unknown): value is CodeOutcome['console'][number] {
  return isRecord(value) && LEVELS.includes(value.level as string) && typeof value.text === 'string'
}

function isChart(value: unknown): value is CodeChart {
  if (!isRecord(value) || typeof value.title !== 'string' || !['line', 'bar', 'scatter'].includes(value.kind as string))
    return false
  return isListOf(value.x, isPlace) && isListOf(value.series, isSeries)
}

function isSeries(value: unknown): value is CodeChart['series'][number] {
  return (
    isRecord(value) && typeof value.name === 'string' && isListOf(value.values, (one) => one === null || typeof one === 'number')
  )
}

function isPlace(value: unknown): value is number | string | null {
  return value === null || typeof value === 'number' || typeof value === 'string'
}

function isFault(value: unknown): value is NonNullable<CodeOutcome['error']> {
  if (!isRecord(value) || !KINDS.includes(value.kind as string) || typeof value.message !== 'string') return false
  return value.line === null || typeof value.line === 'number'
}
