import { OpenbellError } from '../../core/errors.ts'
import type { Bars } from '../../market/bars.ts'
import type { AppendResult, BarsRepository, SeriesKey } from '../../ports/store.ts'
import type { Access } from './access.ts'
import { appendSorted, type SeriesStorage } from './append.ts'
import { type Frame, sortFrame } from './frame.ts'
import { BARS_LAYOUT } from './layout.ts'
import { loadFrame } from './load.ts'
import { planByTime } from './plan.ts'
import type { SeriesName, SeriesTable } from './series.ts'

const nameOf = (key: SeriesKey): SeriesName => ({
  kind: 'bars',
  symbol: key.symbol,
  timeframe: key.timeframe,
  source: key.source,
})

export function createBarsRepository(access: Access, series: SeriesTable, storage: SeriesStorage): BarsRepository {
  const forget = ['fetched_range', 'adjusted_close'].map((table) =>
    access.db.prepare(`DELETE FROM ${table} WHERE symbol = ? AND timeframe = ? AND source = ?`),
  )
  return {
    append(bars) {
      if (bars.length === 0) return { stored: 0, duplicates: 0, conflicts: [] }
      const { frame, order } = sortFrame(BARS_LAYOUT, frameOf(bars))
      return access.write(() => {
        const id = series.ensure(nameOf(bars), bars.feed)
        return inGivenOrder(appendSorted(storage, id, frame, planByTime), order)
      })
    },
    load: (key, options = {}) =>
      access.read(() => {
        const known = series.find(nameOf(key))
        return known && barsOf(key, known.feed, loadFrame(storage, known.id, options))
      }),
    remove: (key) =>
      access.write(() => {
        const known = series.find(nameOf(key))
        if (!known) return false
        storage.chunks.removeAll(known.id)
        storage.tail?.clear(known.id)
        series.remove(known.id)
        for (const rows of forget) rows.run(key.symbol, key.timeframe, key.source)
        return true
      }),
  }
}

/** Conflicts as indexes into the columns as they were given, before sorting. */
export function inGivenOrder(result: AppendResult, order: Int32Array | null): AppendResult {
  const conflicts = order ? result.conflicts.map((row) => order[row]) : result.conflicts
  return { ...result, conflicts: conflicts.sort((a, b) => a - b) }
}

/** Rows without a time cannot be stored or found again: whoever made them has a bug. */
export function requireTimes(time: Float64Array<ArrayBufferLike>, length: number, what: string): void {
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(time[i])) throw new OpenbellError('internal', `row ${i} of ${what} has no time (${time[i]})`)
  }
}

function frameOf(bars: Bars): Frame {
  requireTimes(bars.time, bars.length, `${bars.symbol} ${bars.timeframe}`)
  const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume, bars.prints, bars.vwap]
  return {
    length: bars.length,
    time: bars.time.subarray(0, bars.length),
    columns: columns.map((column) => column?.subarray(0, bars.length) ?? null),
  }
}

function barsOf(key: SeriesKey, feed: string, frame: Frame): Bars {
  const [open, high, low, close, volume, prints, vwap] = frame.columns as Float64Array<ArrayBufferLike>[]
  const { symbol, timeframe, source } = key
  return { symbol, timeframe, source, feed, length: frame.length, time: frame.time, open, high, low, close, volume, prints, vwap }
}
