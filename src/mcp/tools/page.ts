import type { JsonObject } from '../tool.ts'
import { endsNow } from './courses.ts'
import type { KeptAnswers } from './kept-answers.ts'
import { at, bytesOf, type Group, groupsOf, resultsOf } from './lists.ts'

export { bytesOf } from './lists.ts'

/** What one answer may take as JSON. */
export const MOST_BYTES = 25_000
/** Text of this length stands whole; longer is cut. */
const MOST_TEXT = 4_000
/** What the list of values that were left out takes, besides them. */
const ROOM_FOR_NAMES = 20
/** The longest list gives way to this share of its rows, then the one that is longest now: none is emptied for another. */
const GIVES_WAY = 0.5

/** Lists that were cut together, and where they go on. */
export interface Cut {
  /** Dotted: `results.0.bars`; several are columns of one length. */
  lists: string[]
  /** Rows in the order of time keep the newest: the rest is older. */
  kept: 'first' | 'newest'
  shown: number
  total: number
  /** For `answer_page`; null when the answer is too large to be kept. */
  cursor: string | null
}

/** A group of lists, and how many of its rows stand. */
interface Part extends Group {
  kept: Cut['kept']
  shown: number
}

/**
 * An answer within `most` bytes: the longest lists are cut, each with a cursor for the rest. Columns of one length are cut at the same row.
 * Nothing else is left out silently: `page` says what was cut, `leftOut` what had no list to cut.
 */
export function fitted(tool: string, whole: JsonObject, kept: KeptAnswers, most = MOST_BYTES): JsonObject {
  const size = bytesOf(whole)
  if (size <= most) return whole
  const short = shortTexts(whole) as JsonObject
  const parts = partsThatFit(short, most)
  if (!parts) return withoutLargest(tool, whole, kept, most)
  const page = pageOf(parts, (part) => {
    const [from, to] = part.kept === 'newest' ? [0, part.total - part.shown] : [part.shown, part.total]
    return kept.keep({ tool, whole, paths: part.lists.map((one) => one.path), kept: part.kept, from, to }, size)
  })
  return { ...cutTo(short, parts), ...(page.length > 0 && { page }) }
}

/** Fewer results, each of which says something, stand before more of them with nothing in their lists; else those with the fewest empty lists. @returns null when nothing is short enough */
function partsThatFit(short: JsonObject, most: number): Part[] | null {
  const all = cutInside(short, [], most)
  if (all && !all.some(isEmptied)) return all
  const results = resultsOf(short).sort((a, b) => b.lists[0].bytes - a.lists[0].bytes)[0]
  let best = all
  for (let shown = (results?.total ?? 0) >> 1; shown > 0; shown >>= 1) {
    const fewer = cutInside(short, [{ ...results, kept: 'first', shown }], most)
    if (fewer && !fewer.some(isEmptied)) return fewer
    if (fewer && (best === null || emptiedOf(fewer) < emptiedOf(best))) best = fewer
  }
  return best
}

const isEmptied = ({ shown, total }: Part) => shown === 0 && total > 0
const emptiedOf = (parts: Part[]) => parts.filter(isEmptied).length

/** Cuts what the first cut has left, the longest list first. */
function cutInside(short: JsonObject, first: Part[], most: number): Part[] | null {
  const left = cutTo(short, first)
  const inner = groupsOf(left).map((group): Part => {
    return { ...group, kept: endsNow(left, group) ? 'newest' : 'first', shown: group.total }
  })
  const parts = [...first, ...inner]
  while (bytesOf({ ...cutTo(short, parts), page: pageOf(parts) }) > most) {
    const part = longest(inner)
    if (!part) return null
    part.shown = Math.max(rowsThatFit(short, parts, part, most), Math.floor(part.shown * GIVES_WAY))
  }
  return parts
}

/** The next page of an answer that was cut. */
export function nextPage(cursor: string, answers: KeptAnswers, most = MOST_BYTES): JsonObject {
  const { tool, whole, paths, kept, from, to } = answers.take(cursor)
  const lists = paths.map((path) => at(whole, path) as unknown[])
  const total = lists[0].length
  const startOf = (count: number) => (kept === 'newest' ? to - count : from)
  const rowsAt = (count: number) => {
    const start = startOf(count)
    return Object.fromEntries(paths.map((path, i) => [path.join('.'), shortTexts(lists[i].slice(start, start + count))]))
  }
  const count = Math.max(1, most - 500 > 0 ? largest(to - from, (rows) => bytesOf(rowsAt(rows)) <= most - 500) : 1)
  const rows = rowsAt(count)
  const rest = kept === 'newest' ? { from, to: to - count } : { from: from + count, to }
  const next = rest.from < rest.to ? answers.keep({ tool, whole, paths, kept, ...rest }, bytesOf(whole)) : null
  const place = { from: startOf(count), total, cursor: next }
  if (bytesOf(rows) > most) return { tool, ...place, shown: 1, error: 'this row alone is longer than an answer may be' }
  return { tool, rows, ...place, shown: count }
}

/** The answer with the rows that stand. */
function cutTo(answer: JsonObject, parts: Part[]): JsonObject {
  const cut = parts.filter((part) => part.shown < part.total)
  if (cut.length === 0) return answer
  const copy = structuredClone(answer)
  for (const { lists, shown, total, kept } of cut) {
    for (const { path } of lists) {
      const list = at(copy, path) as unknown[]
      if (kept === 'newest') list.splice(0, total - shown)
      else list.length = shown
    }
  }
  return copy
}

/** What was cut, with the cursors that are made; without a maker with the room that one takes. */
function pageOf(parts: Part[], cursorOf: (part: Part) => string | null = () => 'x'.repeat(16)): Cut[] {
  const cut = parts.filter((part) => part.shown < part.total)
  return cut.map((part) => {
    const { lists, kept, shown, total } = part
    return { lists: lists.map((one) => one.path.join('.')), kept, shown, total, cursor: cursorOf(part) }
  })
}

/** Rows of one part with which the whole is short enough, the others as they are; 0 when no row of it is too many. */
function rowsThatFit(answer: JsonObject, parts: Part[], part: Part, most: number): number {
  const others = (shown: number) => parts.map((one) => (one === part ? { ...part, shown } : one))
  const none = others(0)
  const rest = bytesOf({ ...cutTo(answer, none), page: pageOf(none) }) + String(part.total).length
  const lists = part.lists.map((one) => at(answer, one.path) as unknown[])
  const rowsOf = (list: unknown[], rows: number) =>
    part.kept === 'newest' ? list.slice(list.length - rows) : list.slice(0, rows)
  const takes = (rows: number) => rest + lists.reduce((sum, list) => sum + bytesOf(rowsOf(list, rows)), 0)
  return largest(part.shown - 1, (rows) => takes(rows) <= most)
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

/** The part whose rows take most. */
function longest(parts: Part[]): Part | null {
  const weight = ({ lists, shown, total }: Part) => lists.reduce((sum, one) => sum + one.bytes, 0) * (shown / total)
  const left = parts.filter((part) => part.shown > 0)
  return left.sort((a, b) => weight(b) - weight(a))[0] ?? null
}

function shortTexts(value: unknown): unknown {
  if (typeof value === 'string' && value.length > MOST_TEXT)
    return `${value.slice(0, MOST_TEXT)}... (${value.length - MOST_TEXT} characters more)`
  if (Array.isArray(value)) return value.map(shortTexts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortTexts(one)]))
}

/** No list is left to cut: the largest value goes as a whole, is named with its size, and what remains is cut anew. */
function withoutLargest(tool: string, whole: JsonObject, kept: KeptAnswers, most: number): JsonObject {
  const sizes = Object.entries(whole).map(([field, value]) => ({ field, bytes: bytesOf(value) }))
  const [gone] = sizes.sort((a, b) => b.bytes - a.bytes)
  if (!gone) return {}
  const { [gone.field]: _, ...rest } = whole
  const { leftOut = [], ...answer } = fitted(tool, rest, kept, most - bytesOf(gone) - ROOM_FOR_NAMES)
  return { ...answer, leftOut: [gone, ...(leftOut as unknown[])] }
}
