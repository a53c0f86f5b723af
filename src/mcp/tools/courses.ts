import type { JsonObject } from '../tool.ts'
import { at, type Group, type List } from './lists.ts'

/** Fields that say when a row is, the first that a row has. */
const TIMES = ['time', 'entryTime', 'at', 'date', 'timestamp', 'datetime', 'origin', 't']
/** Columns in the order of time without a time of their own: the answer says from when to when, and their steps are even. */
const STEPS = 'curve'
/** One row a symbol, in the order asked for, whatever their times. */
const RESULTS = 'results'

const INSTANT = /^\d{4}-\d\d-\d\d(T|$)/
/** Numbers between these are epoch milliseconds: 1990 to 2100. */
const [EARLIEST, LATEST] = [631_152_000_000, 4_102_444_800_000]

/** Bars and columns that go up in time: of those the last rows say what is. Steps of a forecast begin with what is next. */
export function endsNow(answer: JsonObject, { lists }: Group): boolean {
  return lists.some((one) => isCourse(at(answer, one.path) as unknown[], one))
}

function isCourse(rows: unknown[], { path, plain }: List): boolean {
  const name = path.at(-1)
  if (name === RESULTS || rows.length < 2) return false
  if (name === STEPS && plain) return true
  const places = placesOf(rows)
  return places !== null && places[0] !== places.at(-1) && places.every((place, i) => i === 0 || place >= places[i - 1])
}

/** Where each row is in time, by what the first of them says it with; null when one does not say. */
function placesOf(rows: unknown[]): number[] | null {
  const placeOf = placeBy(rows[0])
  const places = rows.map(placeOf)
  return places.every((place) => place !== null) ? places : null
}

function placeBy(first: unknown): (row: unknown) => number | null {
  if (Array.isArray(first)) return (row) => (Array.isArray(row) ? instantOf(row[0]) : null)
  if (typeof first !== 'object' || first === null) return instantOf
  if ('step' in first || 'rank' in first) return () => null
  const named = TIMES.find((name) => name in first)
  if (named !== undefined) return (row) => instantOf(fieldOf(row, named))
  if ('age' in first) return (row) => minus(fieldOf(row, 'age'))
  // A stretch of one series begins there; of several symbols it is no order.
  return 'from' in first && !('symbol' in first) ? (row) => instantOf(fieldOf(row, 'from')) : () => null
}

function fieldOf(row: unknown, name: string): unknown {
  return typeof row === 'object' && row !== null ? (row as JsonObject)[name] : undefined
}

/** What is older is further back. */
function minus(age: unknown): number | null {
  return typeof age === 'number' ? -age : null
}

function instantOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) && value >= EARLIEST && value <= LATEST ? value : null
  const time = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? null : time
}
