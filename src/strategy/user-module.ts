import { existsSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OpenbellError } from '../core/errors.ts'
import { filesIn } from './folders.ts'
import { importFault } from './import-fault.ts'
import { importDefault } from './load.ts'
import { sourceHash } from './source-hash.ts'

/** Where this module lies, for who loads users' files in a thread or a process of its own. */
export const USER_MODULES = import.meta.url

/** The package: src/strategy and dist/strategy are both two folders below it. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Networks that come with openbell, as they were written and as the build compiles them. */
const OURS = join(ROOT, 'strategies', 'networks')
const COMPILED = join(ROOT, 'dist', 'strategies', 'networks')

/**
 * The default export of a file that a user wrote, or of a network that comes with openbell, with a hash of its text and of what it imports by
 * relative paths. A name without an ending is also looked for in `strategies/networks` of the working directory, then among ours.
 * @throws OpenbellError not-found where there is no such file; usage with the file, the line and what went wrong there
 */
export async function loadUserModule(named: string): Promise<{ exported: unknown; hash: string }> {
  const file = found(resolve(named))
  const hash = sourceHash(file)
  return { exported: await importDefault(runnable(file), hash), hash }
}

/** What an error in code of a user's file means: its message with the file and the line. */
export function userFault(file: string, thrown: unknown): OpenbellError {
  const { message } = importFault(file, thrown)
  const hint = thrown instanceof OpenbellError ? thrown.hint : null
  return new OpenbellError('usage', message, hint ?? 'openbell forecast --help', thrown)
}

function found(path: string): string {
  if (existsSync(path) && statSync(path).isFile()) return path
  const folders = [resolve('strategies', 'networks'), OURS]
  const named = extname(path) === '' ? folders.flatMap(filesIn) : []
  const file = named.find((one) => basename(one, extname(one)) === basename(path))
  if (file) return file
  const known = filesIn(OURS).map((one) => basename(one, extname(one)))
  throw new OpenbellError(
    'not-found',
    `there is no file ${path} (nor a network of that name; openbell brings ${known.join(', ')})`,
    `openbell forecast SIMALL --model custom:${known[0]}`,
  )
}

/** Ours run as compiled below node_modules, where Node does not strip types. */
function runnable(file: string): string {
  const compiled = join(COMPILED, `${basename(file, extname(file))}.js`)
  return file.startsWith(OURS) && file.includes('node_modules') ? compiled : file
}
