import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { OpenbellError } from '../../core/errors.ts'
import type { TextSink } from '../../ports/files.ts'
import { cannotWrite } from '../common/file-failures.ts'

/**
 * A file written piece by piece beside its final name and renamed on commit, so that a reader never sees half of it.
 * Gzipped when the name ends in `.gz`. A link stays a link: the file
 * behind it is replaced. What is no regular file (a device, a pipe, a folder) is refused, because the rename would put a file in its place.
 */
export async function createSink(asked: string): Promise<TextSink> {
  const path = await targetOf(asked)
  const draft = `${path}.${process.pid}.tmp`
  await mkdir(dirname(path), { recursive: true }).catch((cause) => cannotWrite(path, cause))
  const file = createWriteStream(draft, { encoding: 'utf8', flush: true })
  await once(file, 'open').catch((cause) => cannotWrite(path, cause))
  const gzip = asked.endsWith('.gz') ? createGzip() : null
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

/** Where a path leads in the end; `config` when something other than a file is there. */
async function targetOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null)
  const link = real === null && (await lstat(path).catch(() => null))?.isSymbolicLink()
  if (link) throw new OpenbellError('config', `cannot write ${path}: it is a link to a file that is not there`, `ls -l ${path}`)
  if (real === null) return path
  const there = await stat(real).catch(() => null)
  if (there === null || there.isFile()) return real
  throw new OpenbellError('config', `cannot write ${path}: it is no regular file`, `ls -l ${path}`)
}
