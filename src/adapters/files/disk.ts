import { createHash } from 'node:crypto'
import { access, mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Files } from '../../ports/files.ts'
import { cannotRead, cannotWrite } from '../common/file-failures.ts'
import { readChartLibrary } from './chart-library.ts'
import { createSink } from './sink.ts'

/** Files on this machine's disk. */
export function createDiskFiles(): Files {
  return {
    readText: (path) => readFile(path, 'utf8').catch((cause) => cannotRead(path, cause)),
    writeText,
    async exists(path) {
      return access(path).then(
        () => true,
        () => false,
      )
    },
    readStart,
    markOf: (path) => createHash('sha256').update(resolve(path)).digest('hex').slice(0, 8),
    async freeBytes(path) {
      const volume = await statfs(path)
      return volume.bavail * volume.bsize
    },
    async list(folder) {
      return (await readdir(folder).catch(() => [])).sort()
    },
    create: createSink,
    remove: (path) => rm(path, { force: true }).catch((cause) => cannotWrite(path, cause)),
    chartLibrary: readChartLibrary,
  }
}

async function readStart(path: string, bytes: number): Promise<string> {
  try {
    // A pipe would be waited for, a device answers whatever it likes.
    if (!(await stat(path)).isFile()) throw new Error('it is no regular file')
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (cause) {
    return cannotRead(path, cause)
  }
}

async function writeText(path: string, text: string, mode = 0o644): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeDraft(draft, text, mode)
    await rename(draft, path)
  } catch (cause) {
    // What cannot be taken away either was never written.
    await rm(draft, { force: true }).catch(() => {})
    cannotWrite(path, cause)
  }
}

async function writeDraft(draft: string, text: string, mode: number): Promise<void> {
  const file = await open(draft, 'w', mode)
  try {
    await file.chmod(mode)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
