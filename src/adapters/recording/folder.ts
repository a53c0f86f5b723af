import { mkdirSync, openSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import type { RecordingInfo, RecordingReader, Recordings } from '../../ports/recording.ts'
import { ownVersion } from '../common/own-version.ts'
import { readRecording } from './reader.ts'
import { FileRecordingWriter } from './writer.ts'

const SUFFIX = '.obr'
/** In place of a name: the newest. */
const LAST = 'last'
/** Only the owner: what an account did is nobody else's. */
const OWNER = 0o600

/** Recordings of a home: a name lies in its folder `recordings`, a path where it says. */
export function createRecordings(folder: string): Recordings {
  return {
    async create(name, header) {
      const path = pathOf(folder, name)
      return new FileRecordingWriter(path, openNew(path), { ...header, openbell: ownVersion() })
    },
    async open(name, { untilDamage = false } = {}) {
      return openOld(folder, name, untilDamage)
    },
    async list() {
      return listOf(folder)
    },
  }
}

function pathOf(folder: string, name: string): string {
  const file = name.endsWith(SUFFIX) ? name : `${name}${SUFFIX}`
  return isAbsolute(file) || dirname(file) !== '.' ? file : join(folder, file)
}

function openNew(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true })
    return openSync(path, 'wx', OWNER)
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new OpenbellError('usage', `the recording ${path} exists already`, '--record ANOTHER_NAME')
    throw new OpenbellError('config', `cannot write ${path}: ${message}`, 'openbell doctor', thrown)
  }
}

function openOld(folder: string, name: string, untilDamage: boolean): RecordingReader {
  const path = newestIf(name === LAST, folder) ?? pathOf(folder, name)
  try {
    return readRecording(path, untilDamage)
  } catch (thrown) {
    if (thrown instanceof OpenbellError) throw thrown
    const { code, message } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new OpenbellError('not-found', `there is no recording ${path}`, 'openbell recordings list')
    throw new OpenbellError('no-data', `cannot read ${path}: ${message}`, 'openbell recordings list', thrown)
  }
}

/** The recording that was written to last; null where it is not wanted, or there is none. */
function newestIf(isWanted: boolean, folder: string): string | null {
  if (!isWanted) return null
  const files = namesIn(folder).map((file) => join(folder, file))
  const times = new Map(files.map((path) => [path, statSync(path).mtimeMs]))
  return files.sort((a, b) => times.get(b)! - times.get(a)!)[0] ?? null
}

function listOf(folder: string): RecordingInfo[] {
  return namesIn(folder).map((file) => {
    const path = join(folder, file)
    const { size } = statSync(path)
    return { name: basename(file, SUFFIX), path, bytes: size, header: headerOf(path) }
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(SUFFIX))
      .sort()
  } catch {
    return []
  }
}

function headerOf(path: string): RecordingInfo['header'] {
  try {
    return readRecording(path, true).header
  } catch {
    return null
  }
}
