import { dirname } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'

/** Says in our words why a file was not written: a wrong path or a right that is missing is `config`, a full disk `unavailable`. */
export function cannotWrite(path: string, cause: unknown): never {
  const full = ['ENOSPC', 'EDQUOT'].includes(codeOf(cause))
  throw new OpenbellError(
    full ? 'unavailable' : 'config',
    `cannot write ${path}: ${reasonOf(cause)}`,
    full ? 'openbell doctor' : `ls -ld ${dirname(path)}`,
    cause,
  )
}

/** A file that is not there is `not-found`; one that may not be read is `config`. */
export function cannotRead(path: string, cause: unknown): never {
  const absent = ['ENOENT', 'ENOTDIR'].includes(codeOf(cause))
  const hint = absent ? `ls ${dirname(path)}` : `ls -l ${path}`
  throw new OpenbellError(absent ? 'not-found' : 'config', `cannot read ${path}: ${reasonOf(cause)}`, hint, cause)
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no room is left on the disk',
  EDQUOT: 'the disk quota is used up',
}

function reasonOf(cause: unknown): string {
  return REASONS[codeOf(cause)] ?? (cause instanceof Error ? cause.message : String(cause))
}

function codeOf(cause: unknown): string {
  return (cause as { code?: string } | null)?.code ?? ''
}
