import { crc32 } from 'node:zlib'
import { type Dataset, type DatasetColumn, type DatasetInfo, type DatasetsRepository, datasetInfo } from '../../ports/datasets.ts'
import { type Access, damaged } from './access.ts'
import { pack, packedLength, unpack } from './packed.ts'

/** What a row says of its bytes: the list's entry, and how long each packed part is. */
interface Head {
  info: DatasetInfo
  parts: number[]
}

type Row = { info: string; checksum: number; bytes: Uint8Array }

/** Datasets of the home folder, a row each: their columns packed one behind the other under one checksum. */
export function createDatasetsRepository({ db, path, read, write }: Access): DatasetsRepository & { verify(): void } {
  const remove = db.prepare('DELETE FROM dataset WHERE name = ?')
  const insert = db.prepare('INSERT INTO dataset (name, loaded_at, info, checksum, bytes) VALUES (?, ?, ?, ?, ?)')
  const find = db.prepare('SELECT info, checksum, bytes FROM dataset WHERE name = ?')
  const list = db.prepare('SELECT info FROM dataset ORDER BY loaded_at DESC, rowid DESC').pluck()
  return {
    put: (dataset) =>
      write(() => {
        const parts = dataset.columns.flatMap(packed)
        const bytes = Buffer.concat(parts)
        const head: Head = { info: datasetInfo(dataset), parts: parts.map((part) => part.byteLength) }
        remove.run(dataset.name)
        insert.run(dataset.name, dataset.loadedAt, JSON.stringify(head), crc32(bytes), bytes)
      }),
    get: (name) =>
      read(() => {
        const row = find.get(name) as Row | undefined
        return row ? decoded(path, name, row) : null
      }),
    list: () => read(() => (list.all() as string[]).map((text) => (JSON.parse(text) as Head).info)),
    remove: (name) => write(() => remove.run(name).changes > 0),
    verify() {
      const rows = db.prepare('SELECT name, info, checksum, bytes FROM dataset').iterate()
      for (const row of rows) decoded(path, (row as { name: string }).name, row as Row)
    },
  }
}

/** Numbers are one part; texts are two: the different ones, and which of them stands in each row. */
function packed(column: DatasetColumn): Uint8Array[] {
  if (column.type !== 'text') return [pack(column.values)]
  const places = new Map<string, number>()
  const codes = Float64Array.from(column.values, (text) => {
    const place = places.get(text) ?? places.size
    places.set(text, place)
    return place
  })
  return [new TextEncoder().encode(JSON.stringify([...places.keys()])), pack(codes)]
}

/** @throws OpenbellError config when the bytes are not what was written */
function decoded(path: string, name: string, row: Row): Dataset {
  if (crc32(row.bytes) !== row.checksum) throw damaged(path, `checksum of dataset ${name} differs`)
  const { info, parts } = JSON.parse(row.info) as Head
  const pieces = cut(row.bytes, parts)
  const columns = info.columns.map(({ name: column, type }): DatasetColumn => {
    if (type !== 'text') return { name: column, type, values: numbersOf(pieces.shift()!) }
    const texts = JSON.parse(new TextDecoder().decode(pieces.shift()!)) as string[]
    return { name: column, type, values: Array.from(numbersOf(pieces.shift()!), (code) => texts[code]) }
  })
  const { bytes: _, ...head } = info
  return { ...head, columns }
}

/** Copies: the parts begin where they fall, and typed views need memory at a multiple of their size. */
function cut(bytes: Uint8Array, lengths: number[]): Uint8Array[] {
  let from = 0
  return lengths.map((length) => {
    const piece = new Uint8Array(bytes.subarray(from, from + length))
    from += length
    return piece
  })
}

function numbersOf(bytes: Uint8Array): Float64Array {
  const values = new Float64Array(packedLength(bytes))
  unpack(bytes, values)
  return values
}
