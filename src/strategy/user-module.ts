import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { OpenbellError } from '../core/errors.ts'
import { importFault } from './import-fault.ts'
import { importDefault } from './load.ts'
import { sourceHash } from './source-hash.ts'

/**
 * The default export of any file that a user wrote, with a hash of its text and of what it imports by relative paths.
 * @throws OpenbellError not-found where there is no such file; usage with the file, the line and what went wrong there
 */
export async function loadUserModule(file: string): Promise<{ exported: unknown; hash: string }> {
  const path = resolve(file)
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new OpenbellError('not-found', `there is no file ${path}`, 'openbell forecast --help')
  }
  const hash = sourceHash(path)
  return { exported: await importDefault(path, hash), hash }
}

/** What an error in code of a user's file means: its message with the file and the line. */
export function userFault(file: string, thrown: unknown): OpenbellError {
  const { message } = importFault(file, thrown)
  const hint = thrown instanceof OpenbellError ? thrown.hint : null
  return new OpenbellError('usage', message, hint ?? 'openbell forecast --help', thrown)
}

/** Where this module lies, for who loads users' files in a thread or a process of its own. */
export const USER_MODULES = import.meta.url
