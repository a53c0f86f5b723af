import { createHash } from 'node:crypto'

/** Sixteen hexadecimal digits that name what was hashed: enough to tell runs, studies and data apart. */
export function shortHash(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 16)
}
