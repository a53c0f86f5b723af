import { existsSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { nearest } from '../analysis/nearest.ts'
import { OpenbellError } from '../core/errors.ts'
import { isStrategy } from './define.ts'
import {
  findByName,
  isPath,
  pathOf,
  runnable,
  type StrategyFile,
  type StrategyOrigin,
  type StrategyPlaces,
  strategyFiles,
  userFolders,
} from './folders.ts'
import { foreignImports, hookLibrary, VERSION } from './hook.ts'
import { importFault } from './import-fault.ts'
import { sourceHash } from './source-hash.ts'
import type { AnyStrategy } from './types.ts'

export interface LoadedStrategy {
  strategy: AnyStrategy
  /** What is typed to get it: the name of its file; of a path the strategy's own name. */
  name: string
  source: StrategyOrigin
  /** Absolute path of the file as it was written. */
  file: string
  /** SHA-256 of its text and of what it imports by relative paths: part of a run's identity. */
  sourceHash: string
  /** What it imports beside 'openbell' and code in relative files (`node:fs`, a package, a data file), transitively. */
  imports: string[]
}

/**
 * A strategy by name (the user's folders first, then those that come with openbell) or by the path of any .ts, .mts, .js or .mjs file.
 * @throws OpenbellError not-found with the nearest name and the places looked in; usage when the file throws or exports no strategy.
 */
export async function loadStrategy(named: string, places: StrategyPlaces): Promise<LoadedStrategy> {
  return loadFile(isPath(named) ? existing(pathOf(named, places)) : byName(named, places))
}

/** The strategy of one file. */
export async function loadFile(found: StrategyFile): Promise<LoadedStrategy> {
  const hash = sourceHash(found.file)
  const exported = await importDefault(runnable(found), hash)
  if (!isStrategy(exported)) throw notAStrategy(found.file, exported)
  const name = found.source === 'path' ? exported.name : found.name
  return {
    strategy: exported,
    name,
    source: found.source,
    file: found.file,
    sourceHash: hash,
    imports: foreignImports(markOf(hash)),
  }
}

/**
 * The default export of a user's file; the types in it are stripped by Node, 'openbell' is this build.
 * @throws OpenbellError usage with the file, the line and what went wrong there.
 */
export async function importDefault(file: string, version: string): Promise<unknown> {
  hookLibrary()
  const url = `${pathToFileURL(file).href}?${VERSION}=${markOf(version)}`
  try {
    return ((await orNever(import(/* @vite-ignore */ url))) as { default?: unknown }).default
  } catch (thrown) {
    throw importFault(file, thrown)
  }
}

function markOf(version: string): string {
  return version.slice(0, 16)
}

/** A file that only declares a strategy is read in milliseconds; one that waits for something this long waits in vain. */
const LOADING_MS = 10_000

/** Files that are being loaded: what is to be called when nothing is left that could end their waiting. */
const waiting = new Set<() => void>()

/**
 * A module, or an error as soon as nothing is left in the process that could end its waiting (Node itself would just stop), and where something
 * else keeps the process going, after a while.
 */
async function orNever<T>(loading: Promise<T>): Promise<T> {
  let never = () => {}
  const stuck = new Promise<never>((_, reject) => {
    never = () => reject(new Error('it never finished loading: an await at the top of the file waits for ever'))
  })
  if (waiting.size === 0) process.on('beforeExit', giveUp)
  waiting.add(never)
  const late = setTimeout(() => never(), LOADING_MS).unref()
  try {
    return await Promise.race([loading, stuck])
  } finally {
    clearTimeout(late)
    waiting.delete(never)
    if (waiting.size === 0) process.off('beforeExit', giveUp)
  }
}

function giveUp(): void {
  for (const never of waiting) never()
}

function existing(found: StrategyFile): StrategyFile {
  if (existsSync(found.file) && statSync(found.file).isFile()) return found
  throw new OpenbellError('not-found', `there is no file ${found.file}`, 'openbell strategies list')
}

function byName(name: string, places: StrategyPlaces): StrategyFile {
  const found = findByName(name, places)
  if (found) return found
  const names = strategyFiles(places).map((one) => one.name)
  const near = nearest(name, names)
  const meant = near ? `; did you mean '${near}'?` : ''
  const looked = [...userFolders(places), 'the built-in ones'].join(', ')
  throw new OpenbellError('not-found', `no strategy '${name}'${meant} (looked in ${looked})`, 'openbell strategies list')
}

function notAStrategy(file: string, exported: unknown): OpenbellError {
  // A file without any import and export is CommonJS to Node, and exports an empty object.
  const what =
    exported === undefined || isEmpty(exported)
      ? 'has no default export'
      : `exports ${describe(exported)} as default, not a strategy`
  return new OpenbellError(
    'usage',
    `${file} ${what}`,
    "export default defineStrategy({ ... }) with import { defineStrategy } from 'openbell'",
  )
}

function describe(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
