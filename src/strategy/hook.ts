import { registerHooks } from 'node:module'

/** Our own library, beside this file: built next to a built one, source next to source. */
const LIBRARY = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url).href

/** Marks a load by what the file held, so that an edited file is read again. */
export const VERSION = 'openbell'

let hooked = false

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
      const found = next(specifier, context)
      const version = specifier.startsWith('.') && context.parentURL ? versionOf(context.parentURL) : null
      return version ? { ...found, url: `${found.url}?${VERSION}=${version}` } : found
    },
  })
}

function versionOf(url: string): string | null {
  const cut = url.indexOf(`?${VERSION}=`)
  return cut < 0 ? null : url.slice(cut + VERSION.length + 2)
}
