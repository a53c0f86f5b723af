import type { CodeRequest } from '../../ports/code-runner.ts'
import type { DatasetColumn } from '../../ports/datasets.ts'
import type { ChildTask } from './messages.ts'

interface PackedColumn {
  name: string
  type: DatasetColumn['type']
  /** Distinct words of a text column; the bytes are their places, 32 bits each. */
  words: string[] | null
  bytes: Uint8Array
}

/** The task as the child takes it, and the bytes of its columns. */
export function packed(request: CodeRequest): { task: ChildTask; columns: Uint8Array[] } {
  const { code, dataset, timeoutMs, mostBytes, seed } = request
  const columns = (dataset?.columns ?? []).map(packedColumn)
  const prepare = JSON.stringify({
    seed,
    mostCharacters: mostBytes,
    from: dataset && {
      name: dataset.name,
      timeframe: dataset.timeframe,
      source: dataset.source,
      feed: dataset.feed,
      asOf: dataset.asOf,
      symbols: dataset.symbols,
    },
    columns: columns.map(({ name, type, words }) => ({ name, type, words })),
  })
  return { task: { code, timeoutMs, mostBytes, prepare, buffers: columns.length }, columns: columns.map((one) => one.bytes) }
}

function packedColumn(column: DatasetColumn): PackedColumn {
  const { name, type, values } = column
  if (type !== 'text')
    return { name, type, words: null, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) }
  const places = new Map<string, number>()
  const codes = Uint32Array.from(values, (word) => {
    const place = places.get(word) ?? places.size
    places.set(word, place)
    return place
  })
  return { name, type, words: [...places.keys()], bytes: new Uint8Array(codes.buffer) }
}
