import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { TextSink } from '../../ports/files.ts'
import { cannotWrite } from './failures.ts'

/**
 * A file written piece by piece beside its final name and renamed on commit, so that a reader never sees half of it.
 * Gzipped when the name ends in `.gz`. A draft left by a killed process is overwritten by the next one.
 */
export async function createSink(path: string): Promise<TextSink> {
  const draft = `${path}.tmp`
  await mkdir(dirname(path), { recursive: true }).catch((cause) => cannotWrite(path, cause))
  const file = createWriteStream(draft, { encoding: 'utf8', flush: true })
  await once(file, 'open').catch((cause) => cannotWrite(path, cause))
  const gzip = path.endsWith('.gz') ? createGzip() : null
  const head = gzip ?? file
  const done = gzip ? pipeline(gzip, file) : finished(file)
  done.catch(() => {})
  return {
    async write(text) {
      if (!head.write(text)) await Promise.race([once(head, 'drain'), done]).catch((cause) => cannotWrite(path, cause))
    },
    async commit() {
      head.end()
      await done.catch((cause) => cannotWrite(path, cause))
      await rename(draft, path).catch((cause) => cannotWrite(path, cause))
    },
    async discard() {
      head.destroy()
      file.destroy()
      await done.catch(() => {})
      await rm(draft, { force: true })
    },
  }
}
