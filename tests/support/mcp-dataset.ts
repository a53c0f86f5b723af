import type { Dataset } from '../../src/ports/datasets.ts'

/** Daily rows of simulated closes, so many of each symbol together. */
export function datasetOf(name: string, symbols: string[], rows: number, asOf: number): Dataset {
  const time = Float64Array.from({ length: rows }, (_, i) => asOf - (rows - i) * 86_400_000)
  const close = Float64Array.from({ length: rows }, (_, i) => 100 + Math.sin(i / 5))
  const symbol = Array.from({ length: rows }, (_, i) => symbols[i % symbols.length])
  return {
    ...{
      name,
      kind: 'bars',
      rows,
      symbols,
      timeframe: '1d',
      source: 'simulated',
      feed: 'simulated',
      asOf,
      loadedAt: asOf + rows,
    },
    columns: [
      { name: 'time', type: 'time', values: time },
      { name: 'close', type: 'number', values: close },
      { name: 'symbol', type: 'text', values: symbol },
    ],
    quality: { rating: 'good', completeness: 1, gaps: 0, outliers: 0, violations: 0 },
  }
}
