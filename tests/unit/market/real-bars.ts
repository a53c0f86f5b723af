import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Bars, createBars } from '../../../src/market/bars.ts'
import type { Timeframe } from '../../../src/market/timeframe.ts'

/** Folder of real recordings, or undefined: tests that need it skip and say so in their name. */
export const realData = process.env.OPENBELL_REAL_DATA
export const needsRealData = realData ? '' : ' (skipped: OPENBELL_REAL_DATA is not set)'

/** Lines of a real file without its header. */
export function realLines(file: string): string[] {
  const raw = readFileSync(join(realData!, file))
  const text = file.endsWith('.gz') ? gunzipSync(raw).toString() : raw.toString()
  return text.trim().split('\n').slice(1)
}

/** The distinct dates of a file of dated rows. */
export function realDates(file: string): Set<string> {
  return new Set(realLines(file).map((line) => line.slice(0, 10)))
}

/** Bars of a file whose first columns are timestamp, open, high, low, close, volume; stamps as they stand. */
export function realBars(file: string, timeframe: Timeframe, symbol = 'SPY'): Bars {
  const lines = realLines(file)
  const bars = createBars({ symbol, timeframe, source: 'import', feed: 'import' }, lines.length)
  bars.length = lines.length
  for (let i = 0; i < lines.length; i++) {
    const cells = lines[i].split(',')
    bars.time[i] = Date.parse(cells[0])
    bars.open[i] = Number(cells[1])
    bars.high[i] = Number(cells[2])
    bars.low[i] = Number(cells[3])
    bars.close[i] = Number(cells[4])
    bars.volume[i] = Number(cells[5])
  }
  return bars
}
