import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import type { RecordingChunk, RecordingHeader, RecordingReader } from '../../ports/recording.ts'
import { ByteReader } from './columns.ts'
import { BODY, END, findPieces, HEAD, MAGIC, type Piece, unpack } from './format.ts'
import { unpackRows } from './unpacked-rows.ts'
import { ValueCodec } from './values.ts'

/** Opens a recording: every checksum is checked, a torn end is cut off. @throws OpenbellError no-data for what is no recording; diverged for damage */
export function readRecording(path: string, untilDamage: boolean): RecordingReader {
  const file = readFileSync(path)
  const name = basename(path).replace(/\.obr$/, '')
  if (!MAGIC.every((byte, i) => file[i] === byte)) {
    throw new OpenbellError('no-data', `${path} is no recording of openbell`, 'openbell recordings list')
  }
  const { pieces, torn, damagedAt } = findPieces(file)
  const [head, ...rest] = pieces
  if (head === undefined || head.kind !== HEAD) {
    throw new OpenbellError('no-data', `${path} holds no whole piece: nothing of it can be read`, 'openbell recordings list')
  }
  if (damagedAt !== null && !untilDamage) {
    const message = `${path} is damaged at byte ${damagedAt} of ${file.length}: what lies before can be replayed`
    throw new OpenbellError('diverged', message, `openbell replay ${name} --until-damage`)
  }
  const header = decode(file, head) as RecordingHeader
  const body = rest.filter(({ kind }) => kind === BODY)
  return {
    path,
    name,
    header,
    bytes: file.length,
    complete: rest.at(-1)?.kind === END,
    fault: faultOf(file.length, torn, damagedAt),
    index: body.map(({ from, to }) => ({ from, to })),
    chunks: () => chunksOf(file, body),
    close() {},
  }
}

function faultOf(bytes: number, torn: number, damagedAt: number | null): string | null {
  if (damagedAt !== null) return `damaged at byte ${damagedAt} of ${bytes}: what lies behind is left out`
  return torn === 0 ? null : `the last ${torn} bytes are the beginning of a piece that was never finished: cut off`
}

function decode(file: Uint8Array, { offset, length }: Piece): unknown {
  return new ValueCodec().decode(unpack(file.subarray(offset, offset + length)))
}

function* chunksOf(file: Uint8Array, pieces: readonly Piece[]): IterableIterator<RecordingChunk> {
  const codec = new ValueCodec()
  const names: string[] = []
  for (const { offset, length, from, to } of pieces) {
    const content = new ByteReader(unpack(file.subarray(offset, offset + length)))
    names.push(...(codec.decode(content.take(content.varint())) as string[]))
    const rows = unpackRows(content, names)
    const count = content.varint()
    const places = Array.from({ length: count }, () => ({ position: content.varint(), bytes: content.varint() }))
    const events = places.map(({ position, bytes }) => ({ position, value: codec.decode(content.take(bytes)) }))
    yield { from, to, rows, events }
  }
}
