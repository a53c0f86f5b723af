import { access, mkdir, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import type { Files } from '../../ports/files.ts'
import { createSink } from './sink.ts'

/** Files on this machine's disk. */
export function createDiskFiles(): Files {
  return {
    async readText(path) {
      try {
        return await readFile(path, 'utf8')
      } catch (cause) {
        throw new OpenbellError('not-found', `cannot read ${path}: ${(cause as Error).message}`, null, cause)
      }
    },
    writeText,
    async exists(path) {
      return access(path).then(
        () => true,
        () => false,
      )
    },
    async freeBytes(path) {
      const volume = await statfs(path)
      return volume.bavail * volume.bsize
    },
    async list(folder) {
      return (await readdir(folder).catch(() => [])).sort()
    },
    create: createSink,
    async remove(path) {
      await rm(path, { force: true })
    },
  }
}

async function writeText(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.tmp`
  const file = await open(draft, 'w', mode)
  try {
    await file.chmod(mode)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}
