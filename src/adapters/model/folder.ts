import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import type { ModelFile, ModelInfo, Models } from '../../ports/models.ts'
import { cannotWrite } from '../common/file-failures.ts'
import { makeFolder } from '../common/make-folder.ts'
import { ownVersion } from '../common/own-version.ts'
import { BadModel, FRONT, type Head, pack, readFront, readHead, unpack } from './layout.ts'

const SUFFIX = '.obm'
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/
/** Read at once of a file whose head is wanted: most heads are shorter. */
const FIRST_BYTES = 64 * 1024
/** Heads read at once. */
const AT_ONCE = 16

/** Models of a folder, one file each. */
export function createModels(folder: string): Models {
  return {
    list: () => listOf(folder),
    pathOf: (name) => pathOf(folder, name),
    async read(name) {
      return (await readChecked(pathOf(folder, name), name)).model
    },
    async write(name, file) {
      const path = pathOf(folder, name)
      await replaceWhole(path, pack(file, ownVersion()))
      return path
    },
    async remove(name) {
      const path = pathOf(folder, name)
      return rm(path).then(
        () => true,
        (cause) => (cause.code === 'ENOENT' ? false : cannotWrite(path, cause)),
      )
    },
    async copyTo(name, path) {
      const { bytes } = await readChecked(pathOf(folder, name), name)
      await replaceWhole(resolve(path), bytes)
    },
  }
}

/** Where a model of this name lies: inside the folder, whatever the name says. */
function pathOf(folder: string, name: string): string {
  if (NAME.test(name) && !name.endsWith(SUFFIX)) return join(folder, `${name}${SUFFIX}`)
  const rule = `lower-case letters, digits, '-', '_' and '.', 64 at most, the first a letter or digit, without ${SUFFIX}`
  throw new OpenbellError('usage', `'${name}' is no name of a model: ${rule}`, 'openbell models list')
}

async function readChecked(path: string, name: string): Promise<{ bytes: Uint8Array; model: ModelFile }> {
  const bytes = await readFile(path).catch((cause) => {
    if (cause.code === 'ENOENT')
      throw new OpenbellError('not-found', `there is no model '${name}' (${path})`, 'openbell models list')
    throw new OpenbellError('config', `cannot read ${path}: ${cause.message}`, `ls -l ${path}`, cause)
  })
  try {
    return { bytes, model: unpack(bytes) }
  } catch (cause) {
    if (!(cause instanceof BadModel)) throw cause
    throw new OpenbellError('config', `the model ${path} ${cause.message}`, `openbell models delete ${name}`, cause)
  }
}

async function listOf(folder: string): Promise<ModelInfo[]> {
  const all = await readdir(folder).catch((cause) => {
    if (cause.code === 'ENOENT') return []
    throw new OpenbellError('config', `cannot read ${folder}: ${cause.message}`, `ls -ld ${folder}`, cause)
  })
  const files = all.filter((file) => file.endsWith(SUFFIX) && !file.startsWith('.')).sort()
  const infos: ModelInfo[] = []
  for (let first = 0; first < files.length; first += AT_ONCE) {
    const some = files.slice(first, first + AT_ONCE).map((file) => infoOf(join(folder, file)))
    infos.push(...(await Promise.all(some)).filter((one) => one !== null))
  }
  return infos
}

/** Null for a file that went away meanwhile. */
async function infoOf(path: string): Promise<ModelInfo | null> {
  const about = { name: basename(path, SUFFIX), path, bytes: 0 }
  try {
    // Without waiting: a pipe that somebody put here would never answer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      about.bytes = (await file.stat()).size
      const { head, openbell } = await headOf(file, about.bytes)
      return { ...about, head, openbell, fault: null }
    } finally {
      await file.close()
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    return { ...about, head: null, openbell: null, fault: (thrown as Error).message }
  }
}

/** The head of an open file; its numbers are not read. */
async function headOf(file: FileHandle, size: number): Promise<Head> {
  const first = await startOf(file, FIRST_BYTES)
  const front = readFront(first)
  const end = FRONT + front.headBytes
  const bytes = end <= first.length || end > size ? first : await startOf(file, end)
  return readHead(bytes, front, size)
}

async function startOf(file: FileHandle, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
  return buffer.subarray(0, bytesRead)
}

/** Written beside its name, brought to the disk, and renamed: a reader finds the old file or the new one, whole. */
async function replaceWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    makeFolder(dirname(path))
    const file = await open(draft, 'wx', 0o644)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    await syncFolder(dirname(path))
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {})
    cannotWrite(path, cause)
  }
}

/** Brings the new name to the disk too; file systems that cannot say so. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
