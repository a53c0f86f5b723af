import { registerHooks } from 'node:module'

/** Our own library, beside this file: built next to a built one, source next to source. */
const LIBRARY = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url).href

/** Marks a load by what the file held, so that an edited file is read again. */
export const VERSION = 'openbell'

/** What a stack and a message say after the name of a user's file. */
const MARK = new RegExp(`\\?${VERSION}=\\w+`, 'g')

let hooked = false

/** What was imported by each version beside 'openbell' and code that lies beside it; kept, since a module is read once. */
const foreign = new Map<string, Set<string>>()

/** The version that a file was last read by: CommonJS asks for modules without the mark of its own. */
const readBy = new Map<string, string>()

/**
 * Lets a file in any folder import 'openbell': the name means this very build. Registered once in each thread that loads strategies; a file
 * that a strategy imports by a relative path gets the strategy's version, so that it is read again with it.
 */
export function hookLibrary(): void {
  if (hooked) return
  hooked = true
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'openbell') return { url: LIBRARY, shortCircuit: true }
      const parent = context.parentURL ?? ''
      const marked = versionOf(parent)
      const version = marked ?? readBy.get(parent) ?? null
      if (version && !isCodeBeside(specifier)) noteForeign(version, specifier)
      const found = next(specifier, context)
      const own = version && specifier.startsWith('.') ? version : versionOf(specifier)
      if (own) readBy.set(withoutVersion(found.url), own)
      return marked && specifier.startsWith('.') ? { ...found, url: `${found.url}?${VERSION}=${marked}` } : found
    },
  })
}

/**
 * Modules that files of a version imported, transitively over relative imports: Node's own, packages, data files. Those of an import that
 * waits for its line to be reached are among them from then on.
 */
export function foreignImports(version: string): string[] {
  return [...(foreign.get(version) ?? [])].sort()
}

/** A text without the marks of loads. */
export function withoutVersion(text: string): string {
  return text.replaceAll(MARK, '')
}

function noteForeign(version: string, specifier: string): void {
  const known = foreign.get(version)
  if (known) known.add(specifier)
  else foreign.set(version, new Set([specifier]))
}

/** Data beside a strategy can hold the future as well as a file elsewhere can. */
function isCodeBeside(specifier: string): boolean {
  return /^\.{1,2}\//.test(specifier) && !/\.(json|node|wasm)$/.test(specifier)
}

function versionOf(url: string): string | null {
  const cut = url.indexOf(`?${VERSION}=`)
  return cut < 0 ? null : url.slice(cut + VERSION.length + 2)
}
