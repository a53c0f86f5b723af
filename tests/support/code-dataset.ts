import { Random } from '../../src/analysis/random.ts'
import { type Bars, createBars } from '../../src/market/bars.ts'
import type { Dataset, DatasetColumn } from '../../src/ports/datasets.ts'

/** Says nothing. */
export const quietLog = { debug() {}, info() {}, warn() {}, error() {} }

/** A walk of daily bars from a seed. */
export function walkBars(rows: number, seed = 1, symbol = 'WALK'): Bars {
  const bars = createBars({ symbol, timeframe: '1d', source: 'simulated', feed: 'simulated' }, rows, { prints: true })
  const random = new Random(seed, symbol)
  let price = 100
  for (let row = 0; row < rows; row++) {
    const open = price
    price *= 1 + 0.01 * random.normal()
    bars.time[row] = Date.UTC(2015, 0, 1) + row * 86_400_000
    bars.open[row] = open
    bars.close[row] = price
    bars.high[row] = Math.max(open, price) * (1 + 0.003 * random.uniform())
    bars.low[row] = Math.min(open, price) * (1 - 0.003 * random.uniform())
    bars.volume[row] = 1000 + random.below(5000)
    bars.prints![row] = 390 * random.below(1500)
  }
  bars.length = rows
  return bars
}

/** Bars of one or more symbols as a long table, one symbol after the other. */
export function barsDataset(series: readonly Bars[], name = 'walk'): Dataset {
  const rows = series.reduce((sum, bars) => sum + bars.length, 0)
  const numbers = (pick: (bars: Bars) => Float64Array<ArrayBufferLike>) =>
    Float64Array.from(series.flatMap((bars) => [...pick(bars).subarray(0, bars.length)]))
  const columns: DatasetColumn[] = [
    { name: 'time', type: 'time', values: numbers((bars) => bars.time) },
    { name: 'symbol', type: 'text', values: series.flatMap((bars) => Array.from({ length: bars.length }, () => bars.symbol)) },
    ...(['open', 'high', 'low', 'close', 'volume', 'prints'] as const).map(
      (column): DatasetColumn => ({ name: column, type: 'number', values: numbers((bars) => bars[column]!) }),
    ),
  ]
  return datasetOf(columns, { name, rows, symbols: series.map((bars) => bars.symbol) })
}

/** A dataset of these columns, known up to 2023-11-14 22:13:20 UTC. */
export function datasetOf(columns: DatasetColumn[], head: { name?: string; rows?: number; symbols?: string[] } = {}): Dataset {
  return {
    name: head.name ?? 'table',
    kind: 'bars',
    rows: head.rows ?? columns[0]?.values.length ?? 0,
    columns,
    symbols: head.symbols ?? [],
    timeframe: '1d',
    source: 'simulated',
    feed: 'simulated',
    asOf: 1_700_000_000_000,
    loadedAt: 1_700_000_000_000,
    quality: { rating: 'unknown', completeness: null, gaps: 0, outliers: 0, violations: 0 },
  }
}
