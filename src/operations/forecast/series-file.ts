import { type Context, OpenbellError } from '../operation.ts'
import { longTable } from './series-long.ts'
import { type FileRecords, type SeriesTable, said } from './series-table.ts'
import { wideTable } from './series-wide.ts'

/**
 * Reads series from a CSV file, plain or gzipped: wide (an optional date column first, then one column a series, a header unless the file holds
 * numbers only), or long (`ds,unique_id,y`). Numbers stay as they are; blanks before the first and after the last value of a series shorten it,
 * and a series with a hole inside is set aside.
 * @throws OpenbellError not-found, usage for a file that holds no series, no-data for an empty one
 */
export async function readSeriesFile(context: Pick<Context, 'reader' | 'signal'>, file: string): Promise<SeriesTable> {
  const records = await readAll(context, file)
  if (records.fields.length === 0) throw new OpenbellError('no-data', `${file} is empty`, `ls -l ${file}`)
  const table = isLong(records.fields[0]) ? longTable(file, records) : wideTable(file, records)
  if (table.series.length > 0) return table
  const why = table.setAside[0]
  throw new OpenbellError(
    'usage',
    `${file} holds no series of numbers${why === undefined ? '' : `: ${said(why)}`}`,
    'a file with one column a series, or with the columns ds,unique_id,y',
  )
}

async function readAll(context: Pick<Context, 'reader' | 'signal'>, file: string): Promise<FileRecords> {
  const all: FileRecords = { lines: [], fields: [], setAside: [] }
  const reader = await context.reader()
  for await (const { lines, fields } of reader.records(file, context.signal)) {
    for (let i = 0; i < lines.length; i++) {
      const record = fields[i]
      if (record === null) all.setAside.push({ line: lines[i], series: null, reason: 'broken quotes' })
      else {
        all.lines.push(lines[i])
        all.fields.push(record)
      }
    }
  }
  return all
}

function isLong(header: readonly string[]): boolean {
  const names = header.map((name) => name.trim().toLowerCase())
  return ['ds', 'unique_id', 'y'].every((name) => names.includes(name))
}
