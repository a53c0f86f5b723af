import type { JsonObject } from '../tool.ts'
import type { KeptAnswers } from './kept-answers.ts'

/** What one answer may take as JSON. */
export const MOST_BYTES = 25_000
/** Text of this length stands whole; longer is cut. */
const MOST_TEXT = 4_000

/** Lists that were cut together, and where they go on. */
export interface Cut {
  /** Dotted: `results.0.bars`; several are columns of one length. */
  lists: string[]
  shown: number
  total: number
  /** For `answer_page`; null when the answer is too large to be kept. */
  cursor: string | null
}

interface List {
  path: string[]
  bytes: number
  rows: number
  plain: boolean
}

/** Bytes of a value as JSON, as UTF-8. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null')
}

/**
 * An answer within `most` bytes: the longest lists are cut, each with a cursor for the rest. Columns of one length are cut at the same row.
 * Nothing else is left out silently: `page` says what was cut.
 */
export function fitted(tool: string, whole: JsonObject, kept: KeptAnswers, most = MOST_BYTES): JsonObject {
  const size = bytesOf(whole)
  if (size <= most) return whole
  const answer = shortTexts(structuredClone(whole)) as JsonObject
  const page: Cut[] = []
  // A list inside a list that was cut is gone or short already: the longest first.
  while (bytesOf({ ...answer, page }) > most) {
    const group = longest(answer)
    if (!group) return tooLarge(size)
    const total = group[0].rows
    const shown = rowsThatFit(answer, group, page, most)
    const paths = group.map((one) => one.path)
    const cursor = kept.keep({ tool, whole, paths, from: shown }, size)
    for (const path of paths) cut(answer, path, shown)
    page.push({ lists: paths.map((path) => path.join('.')), shown, total, cursor })
  }
  return { ...answer, page }
}

/** The next page of an answer that was cut. */
export function nextPage(cursor: string, kept: KeptAnswers, most = MOST_BYTES): JsonObject {
  const { tool, whole, paths, from } = kept.take(cursor)
  const lists = paths.map((path) => at(whole, path) as unknown[])
  const total = lists[0].length
  const rowsAt = (count: number) =>
    Object.fromEntries(paths.map((path, i) => [path.join('.'), shortTexts(lists[i].slice(from, from + count))]))
  const count = Math.max(1, most - 500 > 0 ? largest(total - from, (rows) => bytesOf(rowsAt(rows)) <= most - 500) : 1)
  const rows = rowsAt(count)
  const end = from + count
  const next = end < total ? kept.keep({ tool, whole, paths, from: end }, bytesOf(whole)) : null
  if (bytesOf(rows) > most)
    return { tool, from, shown: 1, total, cursor: next, error: 'this row alone is longer than an answer may be' }
  return { tool, rows, from, shown: count, total, cursor: next }
}

function rowsThatFit(answer: JsonObject, group: List[], page: Cut[], most: number): number {
  const room = { lists: group.map((one) => one.path.join('.')), shown: 0, total: group[0].rows, cursor: 'x'.repeat(16) }
  const others = structuredClone(answer)
  for (const { path } of group) cut(others, path, 0)
  const rest = bytesOf({ ...others, page: [...page, room] })
  const lists = group.map((one) => at(answer, one.path) as unknown[])
  const takes = (rows: number) => rest + lists.reduce((sum, list) => sum + bytesOf(list.slice(0, rows)), 0)
  return largest(group[0].rows, (rows) => takes(rows) <= most)
}

/** The largest count up to `most` that holds, when all smaller ones hold too. */
function largest(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** The lists that take most: one of rows, or all columns of numbers and words that have the same length. */
function longest(answer: JsonObject): List[] | null {
  const lists = listsOf(answer, []).filter((one) => one.rows > 0)
  const groups = new Map<string, List[]>()
  for (const one of lists) {
    const key = one.plain && one.rows > 8 ? `columns of ${one.rows}` : one.path.join('.')
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const weight = (group: List[]) => group.reduce((sum, one) => sum + one.bytes, 0)
  return [...groups.values()].sort((a, b) => weight(b) - weight(a))[0] ?? null
}

function listsOf(value: unknown, path: string[]): List[] {
  if (Array.isArray(value)) {
    const plain = value.every((one) => typeof one !== 'object' || one === null)
    const own = { path, bytes: bytesOf(value), rows: value.length, plain }
    // Rows of a table are cut as rows; lists inside a few results are lists of their own.
    const inner = !plain && value.length <= 8 ? value.flatMap((one, i) => listsOf(one, [...path, String(i)])) : []
    return inner.length > 0 ? inner : [own]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => listsOf(one, [...path, key]))
}

function at(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((one, key) => (one as Record<string, unknown>)[key], value)
}

function cut(value: JsonObject, path: string[], rows: number): void {
  const list = at(value, path) as unknown[]
  list.length = Math.min(list.length, rows)
}

function shortTexts(value: unknown): unknown {
  if (typeof value === 'string' && value.length > MOST_TEXT)
    return `${value.slice(0, MOST_TEXT)}... (${value.length - MOST_TEXT} characters more)`
  if (Array.isArray(value)) return value.map(shortTexts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortTexts(one)]))
}

function tooLarge(size: number): JsonObject {
  return { page: [], error: `the answer has ${size} bytes and cannot be cut: ask for less` }
}
