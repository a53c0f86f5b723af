import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'

const RELATIVE_IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g

/**
 * SHA-256 of a strategy file and of every file it imports by a relative path, over their texts and their places beside the first: the
 * same strategy hashes alike in every folder, under any file name and on every machine.
 */
export function sourceHash(file: string): string {
  const hash = createHash('sha256')
  for (const [path, text] of withImports(file)) {
    const place = path === resolve(file) ? '' : relative(dirname(file), path).replaceAll('\\', '/')
    hash.update(`${place}\n${text.length}\n${text}`)
  }
  return hash.digest('hex')
}

function withImports(file: string): Map<string, string> {
  const texts = new Map<string, string>()
  const waiting = [resolve(file)]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (texts.has(path) || !statSync(path, { throwIfNoEntry: false })?.isFile()) continue
    const text = readFileSync(path, 'utf8')
    texts.set(path, text)
    for (const [, specifier] of text.matchAll(RELATIVE_IMPORT)) waiting.push(resolve(dirname(path), specifier))
  }
  return texts
}
