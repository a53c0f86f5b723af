import { DAY, type Instant, iso, parseDate, parseInstant } from '../../core/time.ts'
import type { DatasetColumn } from '../../ports/datasets.ts'
import { counted, shellWord } from '../common/words.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'
import type { Loaded } from './loaded.ts'

/** Cells that one file may have: what is read must fit into memory while it is text. */
const MOST_CELLS = 10_000_000

/** Words that openbell has for columns, however a file writes them: analytics code finds them under these. */
const KNOWN = ['time', 'symbol', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap', 'price', 'size', 'bid', 'ask']
const TIME_NAMES = ['time', 'timestamp', 'datetime', 'date', 'ds']
/** What stands for nothing in a file. */
const NOTHING = /^(|nan|null|na|n\/a|none)$/i

/** A table of the user's own, its columns as the header names them; numbers, times and words are told apart by what stands in them. */
export async function loadCsv(context: Context, file: string, limit: number | undefined): Promise<Loaded> {
  const { names, cells, odd } = await readCells(context, file)
  if (limit !== undefined) for (const column of cells) column.splice(0, Math.max(0, column.length - limit))
  const columns = names.map((name, i) => columnOf(name, cells[i]))
  const time = columns.flatMap((one) => (one.type === 'time' ? [one.values] : []))[0] ?? null
  const latest = time?.reduce((most, at) => (at > most ? at : most), Number.NEGATIVE_INFINITY) ?? Number.NEGATIVE_INFINITY
  const asOf = context.settings.asOf ?? (Number.isFinite(latest) ? latest : context.clock.now())
  const known = time === null ? columns : knownRows(columns, time, asOf)
  const left = columns[0].values.length - known[0].values.length
  const symbols = known.find((one) => one.name === 'symbol' && one.type === 'text')
  return {
    columns: known,
    symbols: symbols ? [...new Set(symbols.values as string[])].filter((one) => one !== '').slice(0, 1000) : [],
    timeframe: null,
    source: 'csv',
    feed: null,
    asOf,
    failed: [],
    warnings: [
      'a file of your own: nothing vouches for what is in it',
      ...(odd.count > 0
        ? [`${counted(odd.count, 'row')} set aside, the first at line ${odd.first}: not as many fields as the header`]
        : []),
      ...(left > 0 ? [`${counted(left, 'row')} left out: later than the as-of, ${iso(asOf)}`] : []),
    ],
  }
}

async function readCells(context: Context, file: string) {
  const reader = await context.reader()
  let names: string[] | null = null
  let cells: string[][] = []
  const odd = { count: 0, first: 0 }
  for await (const { lines, fields } of reader.records(file, context.signal)) {
    fields.forEach((row, i) => {
      if (names === null) {
        names = namesOf(file, row ?? [])
        cells = names.map(() => [])
      } else if (row === null || row.length !== names.length) {
        if (odd.count++ === 0) odd.first = lines[i]
      } else row.forEach((cell, c) => void cells[c].push(cell.trim()))
    })
    if ((cells[0]?.length ?? 0) * cells.length > MOST_CELLS) throw tooLarge(file)
  }
  if (names === null || cells[0].length === 0)
    throw new OpenbellError('no-data', `${file} has no rows`, `head ${shellWord(file)}`)
  return { names: names as string[], cells, odd }
}

function namesOf(file: string, header: string[]): string[] {
  const names = header.map((cell, i) => {
    const name = cell.replace(/^\uFEFF/, '').trim()
    if (name === '') return `column${i + 1}`
    return KNOWN.includes(name.toLowerCase()) ? name.toLowerCase() : name
  })
  const stamp = names.findIndex((name) => TIME_NAMES.includes(name.toLowerCase()))
  if (stamp >= 0 && !names.includes('time')) names[stamp] = 'time'
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return names
  throw new OpenbellError('usage', `${file} has two columns named '${twice}'`, `head -1 ${shellWord(file)}`)
}

function columnOf(name: string, cells: string[]): DatasetColumn {
  if (TIME_NAMES.includes(name.toLowerCase())) {
    const stamps = cells.map(stampOf)
    if (stamps.every((at) => at !== null)) return { name, type: 'time', values: Float64Array.from(stamps as number[]) }
  }
  const values = Float64Array.from(cells, (cell) => (NOTHING.test(cell) ? Number.NaN : Number(cell)))
  const isNumber = values.every((value, i) => !Number.isNaN(value) || NOTHING.test(cells[i]))
  if (isNumber && values.some((value) => !Number.isNaN(value))) return { name, type: 'number', values }
  return { name, type: 'text', values: cells }
}

/** An ISO instant, a date (its midnight in UTC), a stamp without a zone (UTC), or epoch seconds or milliseconds. */
function stampOf(cell: string): Instant | null {
  if (NOTHING.test(cell)) return Number.NaN
  if (/^\d{9,13}(\.\d+)?$/.test(cell)) return Number(cell) < 1e11 ? Number(cell) * 1000 : Number(cell)
  const day = parseDate(cell)
  if (day !== null) return day * DAY
  return parseInstant(cell) ?? parseInstant(`${cell}Z`)
}

function knownRows(columns: DatasetColumn[], time: Float64Array, asOf: Instant): DatasetColumn[] {
  if (time.every((at) => !(at > asOf))) return columns
  const isKnown = (_: unknown, i: number) => !(time[i] > asOf)
  return columns.map((column) =>
    column.type === 'text'
      ? { ...column, values: column.values.filter(isKnown) }
      : { ...column, values: column.values.filter(isKnown) },
  )
}

function tooLarge(file: string): OpenbellError {
  const message = `${file} has more than ${counted(MOST_CELLS, 'cell')}`
  return new OpenbellError(
    'usage',
    message,
    `head -100000 ${shellWord(file)} > part.csv, or openbell data import ${shellWord(file)}`,
  )
}
