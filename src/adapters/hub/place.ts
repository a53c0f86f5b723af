import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, type Stats, statSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import { makeFolder } from '../common/make-folder.ts'

/** The shortest limit of any system for a socket's path, with room for the name it is made under. */
const LONGEST_PATH = 103 - 12
const ENDING = '.socket'
const OTHERS = 0o077

/** Where the sockets of a home lie: a folder of its own that only its owner may enter. On Windows pipes have no folder. */
export interface Place {
  folder: string
  pipes: boolean
}

/**
 * `<home>/session`, or where that is too long for a socket, a folder of the user's in the system's temporary one, named after the home.
 */
export function placeOf(home: string): Place {
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return { folder: `\\\\.\\pipe\\openbell-${userInfo().username}-${mark}`, pipes: true }
  const near = join(home, 'session')
  const fits = Buffer.byteLength(join(near, `simulated${ENDING}`)) <= LONGEST_PATH
  return { folder: fits ? near : join(tmpdir(), `openbell-${process.getuid?.()}-${mark}`), pipes: false }
}

export function socketOf({ folder, pipes }: Place, source: string): string {
  return pipes ? `${folder}-${source}` : join(folder, `${source}${ENDING}`)
}

/** Makes the folder, and makes it the owner's alone. @throws OpenbellError config when it is another user's */
export function makePlace({ folder, pipes }: Place): void {
  if (pipes) return
  makeFolder(join(folder, '..'))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(folder, thrown)
  }
  const found = lstatSync(folder)
  if (!found.isDirectory() || !isOurs(found)) throw unusable(folder)
  if ((found.mode & OTHERS) !== 0) chmodSync(folder, 0o700)
}

function unusable(folder: string, cause?: unknown): OpenbellError {
  return new OpenbellError(
    'config',
    `no session can be served from ${folder}: it is not a folder of yours`,
    'give another --home',
    cause,
  )
}

/** Sources with a socket, newest first. */
export function sourcesAt({ folder, pipes }: Place): string[] {
  if (pipes) return ['simulated', 'alpaca', 'yahoo', 'store', 'replay']
  let names: string[]
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(ENDING))
  } catch {
    return []
  }
  const dated = names.map((name) => ({ name: name.slice(0, -ENDING.length), at: statOrNull(join(folder, name))?.mtimeMs ?? 0 }))
  return dated.sort((a, b) => b.at - a.at).map(({ name }) => name)
}

/** Whoever could put a socket there could show false prices. @throws OpenbellError config when others than the owner may reach it */
export function checkOwned({ folder, pipes }: Place, path: string): void {
  if (pipes) return
  for (const one of [folder, path]) {
    const found = statOrNull(one)
    if (found === null || (isOurs(found) && (found.mode & OTHERS) === 0)) continue
    const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
    const why = isOurs(found) ? `has mode ${mode}: others may reach it` : 'is of another user'
    throw new OpenbellError('config', `the running session is not asked: ${one} ${why}`, `chmod go= ${one}`)
  }
}

/** Puts the socket where it is looked for, in one step and over what a dead process left. Answers how to take it away, if it is still ours. */
export function putInPlace({ pipes }: Place, made: string, path: string): () => void {
  if (pipes) return () => {}
  chmodSync(made, 0o600)
  const { ino } = lstatSync(made)
  renameSync(made, path)
  return () => {
    if (statOrNull(path)?.ino === ino) rmSync(path, { force: true })
  }
}

export function statOrNull(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null
}

function isOurs({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid()
}
