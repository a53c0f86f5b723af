import { iso } from '../../core/time.ts'
import type { DatasetColumn } from '../../ports/datasets.ts'
import { z } from '../operation.ts'
import { missingOf } from './quality.ts'

export const columnOutput = z.strictObject({
  name: z.string().describe('Name: df.NAME in analytics code'),
  type: z.enum(['number', 'time', 'text']).describe('time: epoch milliseconds in code'),
  missing: z.int().describe('Rows without a value: NaN, or empty text, in code'),
  min: z.union([z.number(), z.string()]).nullable().describe('Smallest value, or earliest (ISO 8601 UTC); null of words'),
  max: z.union([z.number(), z.string()]).nullable().describe('Largest value, or latest (ISO 8601 UTC); null of words'),
  distinct: z.int().nullable().describe('Different words; null of numbers and times'),
})

export type ColumnFacts = z.infer<typeof columnOutput>

/** What is in a column, for who writes code on it. */
export function columnFacts(column: DatasetColumn): ColumnFacts {
  const { name, type } = column
  const missing = missingOf(column)
  if (column.type === 'text') return { name, type, missing, min: null, max: null, distinct: words(column.values) }
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of column.values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  const shown = (value: number) => (Number.isFinite(value) ? (column.type === 'time' ? iso(value) : value) : null)
  return { name, type, missing, min: shown(min), max: shown(max), distinct: null }
}

function words(values: readonly string[]): number {
  const different = new Set(values)
  different.delete('')
  return different.size
}
