import { normalQuantile } from '../../analysis/statistics/normal.ts'
import { iso } from '../../core/time.ts'
import { isSimulated } from '../../market/feeds.ts'
import type { Dataset } from '../../ports/datasets.ts'
import { counted } from '../common/words.ts'
import { figure, type Series, seriesFacts } from './series-facts.ts'

/** Sentences of one answer. */
const MOST_INSIGHTS = 8
/** Rows below which a figure says little. */
const FEW_ROWS = 30
/** Fields of one result that are looked at. */
const MOST_FIELDS = 3

/**
 * What can be read off a result, and what must be known of the data behind it: every sentence is computed from the two, none is a guess.
 */
export function insightsOf(result: unknown, code: string, dataset: Dataset | null): string[] {
  const facts = result === null ? nothingReturned(code) : resultFacts(result, dataset)
  return [...facts.slice(0, MOST_INSIGHTS - 3), ...dataFacts(result, code, dataset)].slice(0, MOST_INSIGHTS)
}

/** An expression alone is how a console is used, and the body of a function returns nothing of it. */
function nothingReturned(code: string): string[] {
  if (/\b(return|chart|console)\b/.test(code)) return []
  return ['the code returned nothing: it is the body of a function, so end it with return and the value']
}

function resultFacts(result: unknown, dataset: Dataset | null): string[] {
  if (isSeries(result)) return seriesFacts('the result', result, placesOf(result, dataset))
  if (isTable(result)) return tableFacts(result)
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return []
  const fields = Object.entries(result)
  const series = fields.filter((one): one is [string, Series] => isSeries(one[1])).slice(0, MOST_FIELDS)
  const tables = fields.filter((one): one is [string, Table] => isTable(one[1])).slice(0, 1)
  return [
    ...correlationFacts(result as Record<string, unknown>),
    ...series.flatMap(([name, values]) => seriesFacts(name, values, placesOf(values, dataset))),
    ...tables.flatMap(([, rows]) => tableFacts(rows)),
  ]
}

type Table = Record<string, unknown>[]

function isSeries(value: unknown): value is Series {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((one) => one === null || typeof one === 'number') &&
    value.some((one) => one !== null)
  )
}

function isTable(value: unknown): value is Table {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
  )
}

/** A row by its time where there is a value for each row of the dataset. */
function placesOf(series: Series, dataset: Dataset | null): (row: number) => string {
  const time = dataset?.columns.find((one) => one.type === 'time')?.values as Float64Array | undefined
  if (time === undefined || time.length !== series.length) return (row) => `row ${row}`
  return (row) => (Number.isFinite(time[row]) ? iso(Math.floor(time[row] / 1000) * 1000) : `row ${row}`)
}

/** Highest and lowest of each field of numbers, by the first field of words. */
function tableFacts(rows: Table): string[] {
  const names = Object.keys(rows[0])
  const label = names.find((name) => rows.every((row) => typeof row[name] === 'string'))
  const numeric = names.filter((name) => rows.filter((row) => typeof row[name] === 'number').length > 1).slice(0, MOST_FIELDS)
  return numeric.flatMap((name) => {
    const held = rows.flatMap((row, i) =>
      typeof row[name] === 'number' ? [{ value: row[name], label: label ? String(row[label]) : `row ${i}` }] : [],
    )
    const sorted = held.toSorted((a, b) => b.value - a.value)
    const [first, last] = [sorted[0], sorted[sorted.length - 1]]
    if (first.value === last.value) return [`${name} is ${figure(first.value)} in all ${counted(held.length, 'row')}`]
    return [
      `highest ${name}: ${short(first.label)} (${figure(first.value)}); lowest: ${short(last.label)} (${figure(last.value)})`,
    ]
  })
}

/**
 * A correlation with its number of rows: where the true one lies with 95%, by R. A. Fisher's transformation ("On the Probable Error of a
 * Coefficient of Correlation", Metron 1, 1921), as if the rows did not depend on each other.
 */
function correlationFacts(result: Record<string, unknown>): string[] {
  const value = result.correlation
  const rows = ['rows', 'bars', 'n', 'count'].map((name) => result[name]).find((one) => typeof one === 'number')
  if (typeof value !== 'number' || Math.abs(value) > 1) return []
  if (typeof rows !== 'number' || rows < 5)
    return [`correlation ${figure(value)}: without the number of rows it cannot be told from chance`]
  const half = normalQuantile(0.975) / Math.sqrt(rows - 3)
  const [low, high] = [Math.tanh(Math.atanh(value) - half), Math.tanh(Math.atanh(value) + half)]
  const sure = low <= 0 && high >= 0 ? ': it may be chance' : ''
  return [
    `correlation ${figure(value)} on ${counted(rows, 'row')}: between ${low.toFixed(2)} and ${high.toFixed(2)} with 95%${sure}`,
  ]
}

function dataFacts(result: unknown, code: string, dataset: Dataset | null): string[] {
  if (dataset === null) return []
  const { rows, symbols, quality, source, feed } = dataset
  const facts: string[] = []
  if (isSimulated(source) || feed?.split(',').some(isSimulated))
    facts.push('the data is simulated: it says nothing of a real market')
  if (rows < FEW_ROWS) facts.push(`only ${counted(rows, 'row')}: figures of so few say little`)
  if (quality.rating === 'poor' || quality.rating === 'fair') {
    facts.push(`the data is ${quality.rating}: ${((quality.completeness ?? 0) * 100).toFixed(1)}% of what is expected is there`)
  }
  const overAll = typeof result === 'number' || isSeries(result)
  if (symbols.length > 1 && overAll && !/symbol|groupBy/.test(code)) {
    facts.push(`df holds ${symbols.length} symbols one below the other: a figure of a whole column mixes them`)
  }
  return facts
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
