import { OpenbellError } from '../../core/errors.ts'
import type { AppendResult, LoadOptions, SeriesInfo } from '../../ports/store.ts'

/** One stored row: its time and everything that must agree for two rows to be equal. */
export interface Row {
  time: number
  values: (number | string)[]
}

export interface MemorySeries<R extends Row> {
  info: Omit<SeriesInfo, 'rows' | 'from' | 'to'>
  /** Ascending in time; equal stamps in the order in which they came. */
  rows: R[]
}

/** Series by name, each a plain sorted array of rows: the slow, plain model that the real store must agree with. */
export class SeriesMap<R extends Row> {
  readonly #series = new Map<string, MemorySeries<R>>()

  ensure(info: MemorySeries<R>['info']): MemorySeries<R> {
    const name = nameOf(info.symbol, info.timeframe, info.source)
    const known = this.#series.get(name)
    if (known && known.info.feed !== info.feed) {
      const what = `${info.symbol} ${info.timeframe ?? info.kind} from ${info.source}`
      throw new OpenbellError(
        'usage',
        `${what} is stored with feed ${known.info.feed}; rows of feed ${info.feed} are not mixed in`,
      )
    }
    const series = known ?? { info, rows: [] }
    this.#series.set(name, series)
    return series
  }

  find(symbol: string, timeframe: string | null, source: string): MemorySeries<R> | null {
    return this.#series.get(nameOf(symbol, timeframe, source)) ?? null
  }

  remove(symbol: string, timeframe: string | null, source: string): boolean {
    return this.#series.delete(nameOf(symbol, timeframe, source))
  }

  /** Answers what brings every series back to the rows it has now. */
  remember(): () => void {
    const before = [...this.#series].map(([name, series]) => ({ name, series, rows: [...series.rows] }))
    return () => {
      this.#series.clear()
      for (const { name, series, rows } of before) {
        series.rows = rows
        this.#series.set(name, series)
      }
    }
  }

  list(): SeriesInfo[] {
    return [...this.#series.values()].map(({ info, rows }) => ({
      ...info,
      rows: rows.length,
      from: rows[0].time,
      to: rows[rows.length - 1].time,
    }))
  }
}

function nameOf(symbol: string, timeframe: string | null, source: string): string {
  return JSON.stringify([symbol, timeframe, source])
}

/** Equal values, NaN equal NaN. */
function sameValues(a: Row, b: Row): boolean {
  return a.values.every((value, i) => value === b.values[i] || (Number.isNaN(value) && Number.isNaN(b.values[i])))
}

/** First index whose time is above `at`. */
export function after(rows: Row[], at: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rows[middle].time <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** Rows whose key is their time: bars and quotes. */
export function appendByTime<R extends Row>(series: MemorySeries<R>, incoming: R[]): AppendResult {
  const result: AppendResult = { stored: 0, duplicates: 0, conflicts: [] }
  incoming.forEach((row, index) => {
    const place = after(series.rows, row.time)
    const known = series.rows[place - 1]
    if (known?.time !== row.time) {
      series.rows.splice(place, 0, row)
      result.stored++
    } else if (sameValues(known, row)) result.duplicates++
    else result.conflicts.push(index)
  })
  return result
}

/** Rows of `[from, to)`, the newest `limit` of them. */
export function select<R extends Row>(series: MemorySeries<R>, options: LoadOptions): R[] {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, limit = Number.POSITIVE_INFINITY } = options
  const rows = series.rows.filter((row) => row.time >= from && row.time < to)
  return limit < rows.length ? rows.slice(rows.length - limit) : rows
}

/** Times must be numbers; whoever made other rows has a bug. */
export function requireTimes(rows: Row[], what: string): void {
  const bad = rows.findIndex((row) => !Number.isFinite(row.time))
  if (bad >= 0) throw new OpenbellError('internal', `row ${bad} of ${what} has no time (${rows[bad].time})`)
}
