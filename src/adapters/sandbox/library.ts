import { readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OpenbellError } from '../../core/errors.ts'

/** Modules of what runs inside the sandbox, by name, with their text; the entry's exports are what the child calls. */
export interface Library {
  entry: string
  modules: Record<string, string>
}

const OWN = fileURLToPath(import.meta.url)
const EXTENSION = OWN.endsWith('.ts') ? '.ts' : '.js'
const ROOT = resolve(dirname(OWN), '../..')

/** Folders whose modules may go in: pure maths and vocabulary, and the sandbox's own. */
const ALLOWED = ['adapters/sandbox/inside/', 'analysis/', 'market/', 'core/']

/** Modules that stand in for others: the registry would bring every indicator, and the calendars with the time zones of the system. */
const INSTEAD: Record<string, string> = { 'analysis/indicators/registry': 'adapters/sandbox/inside/indicators' }

/** Packages that may go in, and their module that is plain JavaScript without imports. */
const PACKAGES: Record<string, string> = { 'fastest-levenshtein': 'fastest-levenshtein/esm/mod.js' }

const IMPORTS = /^(?:import|export)\s+(?:[\w*\s{},]*?\sfrom\s*)?['"]([^'"\n]+)['"]/gm

/**
 * The library of analytics code: our own compiled analysis, linked from its files, so that a helper inside the sandbox computes what `analyze`
 * computes. Read by the parent: the child that runs the code can open none of these files. @throws OpenbellError internal for an import that may not go in
 */
export function readLibrary(): Library {
  const library: Library = { entry: 'adapters/sandbox/inside/index', modules: {} }
  const open = [library.entry]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name in library.modules) continue
    const source = sourceOf(name)
    const { text, imports } = linked(name, source)
    library.modules[name] = text
    open.push(...imports)
  }
  return library
}

function sourceOf(name: string): string {
  if (name in PACKAGES) return readFileSync(createRequire(import.meta.url).resolve(PACKAGES[name]), 'utf8')
  const text = readFileSync(join(ROOT, `${name}${EXTENSION}`), 'utf8')
  return EXTENSION === '.ts' ? stripTypeScriptTypes(text) : text
}

/** The text with its imports by name, and those names. Shared memory is plain memory in there. */
function linked(name: string, source: string): { text: string; imports: string[] } {
  const imports: string[] = []
  const text = source.replaceAll(IMPORTS, (statement, specifier: string) => {
    const target = targetOf(name, specifier)
    imports.push(target)
    return statement.replace(/['"][^'"]+['"]$/, `'${target}'`)
  })
  return { text: /\bSharedArrayBuffer\b/.test(text) ? `const SharedArrayBuffer = ArrayBuffer;${text}` : text, imports }
}

function targetOf(from: string, specifier: string): string {
  if (specifier in PACKAGES) return specifier
  const path = relative(ROOT, resolve(ROOT, dirname(from), specifier))
    .replaceAll('\\', '/')
    .replace(/\.[jt]s$/, '')
  const target = INSTEAD[path] ?? path
  if (specifier.startsWith('.') && ALLOWED.some((folder) => target.startsWith(folder))) return target
  throw new OpenbellError('internal', `${from} may not take ${specifier} into the sandbox`)
}
