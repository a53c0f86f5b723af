import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createCsvReader } from '../../src/adapters/csv/reader.ts'
import type { FileHead, ReadRequest, RecordBatch, Reject } from '../../src/ports/record-reader.ts'

/** Writes a text into a folder of its own and answers the path; gzipped whatever its name says when asked. */
export function writeCsv(name: string, text: string, gzip = false): string {
  const path = join(mkdtempSync(join(tmpdir(), 'openbell-csv-')), name)
  writeFileSync(path, gzip ? gzipSync(text) : text)
  return path
}

export interface ReadBack {
  head: FileHead
  batches: RecordBatch[]
  rejects: Reject[]
  rows: number
}

/** Reads a whole file with the CSV reader. */
export async function readAll(file: string, request: Partial<ReadRequest> = {}): Promise<ReadBack> {
  const whole: ReadRequest = { file, symbol: null, timeframe: null, kind: null, zone: null, ...request }
  const opened = await createCsvReader().open(whole, new AbortController().signal)
  const batches: RecordBatch[] = []
  for await (const batch of opened.batches) batches.push(batch)
  return { head: opened.head, batches, rejects: opened.rejects, rows: opened.rows() }
}

/** The bars of all batches as rows, by symbol in the order of batches. */
export function barRows(read: ReadBack) {
  return read.batches.flatMap((batch) => {
    if (batch.kind !== 'bars') throw new Error(`a batch of ${batch.kind}`)
    const { bars } = batch
    return Array.from({ length: bars.length }, (_, i) => ({
      symbol: bars.symbol,
      time: new Date(bars.time[i]).toISOString(),
      open: bars.open[i],
      high: bars.high[i],
      low: bars.low[i],
      close: bars.close[i],
      volume: bars.volume[i],
      prints: bars.prints?.[i] ?? null,
      vwap: bars.vwap?.[i] ?? null,
    }))
  })
}
