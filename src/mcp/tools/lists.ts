import type { JsonObject } from '../tool.ts'

/** A list inside an answer. */
export interface List {
  path: string[]
  bytes: number
  rows: number
  /** Numbers and words alone: perhaps a column. */
  plain: boolean
}

/** Lists that are cut together: one of rows, or columns of one length. */
export interface Group {
  lists: List[]
  /** Rows before anything was cut. */
  total: number
}

/** Bytes of a value as JSON, as UTF-8. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null')
}

/** Every list of an answer that may be cut: those inside rows of a long list are not. */
export function groupsOf(answer: JsonObject): Group[] {
  const groups = new Map<string, Group>()
  for (const one of listsOf(answer, [])) {
    const key = one.plain && one.rows > 8 ? `columns of ${one.rows}` : one.path.join('.')
    const group = groups.get(key)
    if (group) group.lists.push(one)
    else groups.set(key, { lists: [one], total: one.rows })
  }
  return [...groups.values()]
}

/** Lists of a few results that have lists of their own: cut as rows only where those are not enough. */
export function resultsOf(answer: JsonObject): Group[] {
  return Object.entries(answer).flatMap(([key, value]) => {
    if (!Array.isArray(value) || value.length < 2 || listsOf(value, [key])[0].path.length === 1) return []
    return [{ lists: [{ path: [key], bytes: bytesOf(value), rows: value.length, plain: false }], total: value.length }]
  })
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

export function at(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((one, key) => (one as Record<string, unknown>)[key], value)
}
