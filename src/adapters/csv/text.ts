import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { OpenbellError } from '../../core/errors.ts'

const CHUNK = 256 * 1024
/** First bytes of formats that are often given instead of CSV. */
const FOREIGN: [string, number[]][] = [
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['zstd-compressed', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz-compressed', [0xfd, 0x37, 0x7a, 0x58]],
  ['an SQLite database', [0x53, 0x51, 0x4c, 0x69]],
]

/**
 * The text of a file in pieces, unpacked when its first bytes (not its name) say gzip.
 * @throws not-found for a missing file, config for one that may not be read, usage for one that is no text, unavailable for one that cannot be read to its end.
 */
export async function* readTextChunks(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const gzip = await isGzip(path)
  const file = createReadStream(path, { highWaterMark: CHUNK, signal })
  const bytes = gzip ? pipeline(file, createGunzip({ chunkSize: CHUNK }), () => {}) : file
  const decoder = new TextDecoder('utf-8')
  try {
    for await (const piece of bytes) yield decoder.decode(piece as Buffer, { stream: true })
    const rest = decoder.decode()
    if (rest !== '') yield rest
  } catch (cause) {
    if (signal.aborted) throw new OpenbellError('canceled', `interrupted while reading ${path}`, null, cause)
    const what = gzip ? 'its gzip data is damaged or cut short' : 'it could not be read to its end'
    throw new OpenbellError(
      'unavailable',
      `${path}: ${what} (${(cause as Error).message})`,
      'fetch the file again, then import it again',
      cause,
    )
  } finally {
    file.destroy()
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path).catch((cause) => {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new OpenbellError('not-found', `there is no file ${path}`, `ls ${dirname(path)}`, cause)
    }
    throw new OpenbellError('config', `cannot open ${path}: ${message}`, `ls -l ${path}`, cause)
  })
  try {
    if ((await file.stat()).isDirectory()) {
      throw new OpenbellError('usage', `${path} is a folder`, 'openbell data import FILE...')
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    const bytes = [...buffer.subarray(0, bytesRead)]
    const foreign = FOREIGN.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte))
    if (foreign)
      throw new OpenbellError('usage', `${path} is ${foreign[0]}, not CSV`, 'unpack or export it to .csv or .csv.gz first')
    return bytes[0] === 0x1f && bytes[1] === 0x8b
  } finally {
    await file.close()
  }
}
