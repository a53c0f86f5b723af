import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export type StrategyOrigin = 'built-in' | 'user' | 'path'

/** Where strategies are looked for by name. */
export interface StrategyPlaces {
  /** The home folder: its `strategies` is the second place, after that of the working directory. */
  home: string
  /** Working directory; default the process's own. */
  cwd?: string
}

/** A file that should hold a strategy; what is typed for it is its name without the ending. */
export interface StrategyFile {
  name: string
  source: StrategyOrigin
  file: string
}

/** Endings that Node loads as they are. */
const ENDINGS = ['.ts', '.mts', '.js', '.mjs']

/** The package: src/strategy and dist/strategy are both two folders below it. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Strategies as they were written, shipped beside the compiled ones. */
const BUILT_IN_SOURCES = join(ROOT, 'strategies')

const COMPILED = join(ROOT, 'dist', 'strategies')

/** True where Node runs the TypeScript itself, as tests do. */
const FROM_SOURCE = import.meta.url.endsWith('.ts')

/** Names that other tools gave a strategy of ours. */
const ALIASES: Record<string, string> = { momentum_trading_optimized: 'ema-momentum' }

/** Folders with the user's own strategies, in order of precedence. */
export function userFolders({ home, cwd = process.cwd() }: StrategyPlaces): string[] {
  return [resolve(cwd, 'strategies'), resolve(home, 'strategies')]
}

/** Every strategy that can be called by name: the user's first, a name only once. */
export function strategyFiles(places: StrategyPlaces): StrategyFile[] {
  const own = userFolders(places).flatMap((folder) => filesIn(folder).map((file) => labelled(file, 'user')))
  const seen = new Set<string>()
  return [...own, ...builtIns()].filter(({ name }) => !seen.has(name) && seen.add(name))
}

/** Strategies that come with openbell. */
export function builtIns(): StrategyFile[] {
  return filesIn(BUILT_IN_SOURCES)
    .map((file) => labelled(file, 'user'))
    .filter(({ source }) => source === 'built-in')
}

/**
 * In a clone the user's own strategies stand beside ours; ours are those that the build compiles (`files` of tsconfig.strategies.json).
 * Run from its source, nothing is compiled: then all in the folder count as ours.
 */
function labelled(file: string, otherwise: StrategyOrigin): StrategyFile {
  const name = basename(file, extname(file))
  const isOurs = dirname(file) === BUILT_IN_SOURCES && (FROM_SOURCE || existsSync(compiledOf(file)))
  return { name, source: isOurs ? 'built-in' : otherwise, file }
}

/** The file behind a name, an alias included; null when there is none. */
export function findByName(name: string, places: StrategyPlaces): StrategyFile | null {
  const all = strategyFiles(places)
  const called = (wanted: string) => all.find((one) => one.name === wanted)
  return called(name) ?? called(ALIASES[name] ?? name.replaceAll('_', '-').toLowerCase()) ?? null
}

/** True for what is meant as a path, not as a name. */
export function isPath(named: string): boolean {
  return /[\\/]/.test(named) || ENDINGS.includes(extname(named))
}

/**
 * The file that Node runs for a strategy file. A built-in runs as compiled, unless its source is newer (a clone in which somebody works):
 * Node refuses to strip types below node_modules.
 */
export function runnable({ file, source }: StrategyFile): string {
  if (source !== 'built-in' || FROM_SOURCE) return file
  const compiled = compiledOf(file)
  return statSync(compiled).mtimeMs >= statSync(file).mtimeMs || file.includes('node_modules') ? compiled : file
}

function compiledOf(file: string): string {
  return join(COMPILED, `${basename(file, extname(file))}.js`)
}

/** Files of a folder that may hold a strategy, by name; declarations, tests and hidden files are none. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => ENDINGS.includes(extname(name)) && !/^[._]|\.(d|test|spec|types)\.[mc]?ts$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}

/** A path as typed, made absolute. */
export function pathOf(named: string, { cwd = process.cwd() }: StrategyPlaces): StrategyFile {
  return labelled(resolve(cwd, named), 'path')
}
