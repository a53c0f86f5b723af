import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import envPaths from 'env-paths'
import { distance } from 'fastest-levenshtein'
import { OpenbellError } from '../../core/errors.ts'
import type { Origin, SettingName, Settings } from '../../core/settings.ts'
import { readAsOf } from '../../market/calendar/as-of.ts'
import { definitions, type SettingDefinition, secretNames } from './definitions.ts'

export interface LoadOptions {
  /** Global flags as typed, without dashes: { source: 'store', 'as-of': '...' }. */
  flags: Record<string, string | undefined>
  env: Record<string, string | undefined>
  cwd: string
}

interface Layer {
  origin: Origin
  file: string | null
  value(definition: SettingDefinition): unknown
}

/**
 * Reads all settings once: flags, environment, `.env` (the home's, then the project's), openbell.config.json, the user's config
 * directory, defaults. No library of this kind remembers where each value came from, which `openbell config` must show.
 */
export function loadSettings(options: LoadOptions): Settings {
  for (const [flag, value] of Object.entries(options.flags)) {
    if (value?.trim() === '') throw new OpenbellError('usage', `--${flag} is empty`, `give it a value, or leave --${flag} out`)
  }
  const paths = envPaths('openbell', { suffix: '' })
  const home = findHome(options, paths.data)
  const layers = readLayers(options, home.value, paths.config)
  const values: Record<string, unknown> = { home: home.value }
  const origins: Record<string, Origin> = { home: home.origin }
  for (const definition of definitions as readonly SettingDefinition[]) {
    const { value, origin } = settle(definition, layers)
    values[definition.name] = value
    origins[definition.name] = origin
  }
  const asOf = options.flags['as-of']
  values.asOf = asOf === undefined ? null : readAsOf(asOf)
  origins.asOf = asOf === undefined ? 'default' : 'flag'
  return Object.freeze({ ...values, origins: Object.freeze(origins) }) as unknown as Settings
}

/** `--home`, OPENBELL_HOME, `data/` in a clone, else the user's data directory. */
function findHome(options: LoadOptions, userData: string): { value: string; origin: Origin } {
  const flag = options.flags.home
  if (flag) return { value: resolve(options.cwd, flag), origin: 'flag' }
  if (options.env.OPENBELL_HOME) return { value: resolve(options.cwd, options.env.OPENBELL_HOME), origin: 'environment' }
  const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))
  const clone = existsSync(join(root, 'tsconfig.json')) && existsSync(join(root, 'src'))
  return { value: clone ? join(root, 'data') : userData, origin: 'default' }
}

function readLayers(options: LoadOptions, home: string, userConfig: string): Layer[] {
  const named = options.flags.config
  const project = named ? resolve(options.cwd, named) : join(options.cwd, 'openbell.config.json')
  if (named && !existsSync(project)) throw new OpenbellError('config', `no config file at ${named}`, 'check --config')
  return [
    { origin: 'flag', file: null, value: (one) => (one.flag ? options.flags[one.flag] : undefined) },
    { origin: 'environment', file: null, value: (one) => (one.env ? options.env[one.env] || undefined : undefined) },
    envLayer(join(home, '.env')),
    envLayer(join(options.cwd, '.env')),
    jsonLayer('openbell.config.json', project),
    jsonLayer('user config', join(userConfig, 'config.json')),
  ]
}

function envLayer(file: string): Layer {
  const values = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  return { origin: '.env', file, value: (one) => (one.env ? values[one.env] || undefined : undefined) }
}

function jsonLayer(origin: Origin, file: string): Layer {
  if (!existsSync(file)) return { origin, file, value: () => undefined }
  let values: Record<string, unknown>
  try {
    values = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new OpenbellError('config', `${file} is not JSON: ${(cause as Error).message}`, 'mend or remove the file', cause)
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new OpenbellError('config', `${file} holds no JSON object`, 'write { "source": "store" }, or remove the file')
  }
  for (const key of Object.keys(values)) checkKey(key, file)
  return { origin, file, value: (one) => (one.config ? values[one.config] : undefined) }
}

function checkKey(key: string, file: string): void {
  const known = definitions.flatMap((one) => (one.config ? [one.config as string] : []))
  if (known.includes(key)) return
  if (secretNames.has(key)) throw new OpenbellError('config', `${file} holds '${key}': secrets belong in .env`, 'openbell init')
  const nearest = known.reduce((a, b) => (distance(key, b) < distance(key, a) ? b : a))
  throw new OpenbellError(
    'config',
    `${file} has an unknown setting '${key}'`,
    `did you mean '${nearest}'? openbell config lists all`,
  )
}

function settle(definition: SettingDefinition, layers: Layer[]): { value: unknown; origin: Origin } {
  for (const layer of layers) {
    const raw = layer.value(definition)
    if (raw === undefined) continue
    const parsed = definition.read.safeParse(raw)
    if (parsed.success) return { value: parsed.data, origin: layer.origin }
    throw badValue(definition, raw, layer, parsed.error.issues[0]?.message ?? 'is not valid')
  }
  return { value: definition.fallback, origin: 'default' }
}

function badValue(definition: SettingDefinition, raw: unknown, layer: Layer, reason: string): OpenbellError {
  const hidden = secretNames.has(definition.name as SettingName) || String(raw).includes('@')
  const shown = hidden ? 'set' : `'${typeof raw === 'object' ? JSON.stringify(raw) : String(raw)}'`
  const name = definition.env ?? definition.config
  const where = layer.origin === 'flag' ? `--${definition.flag}` : `${name} (${layer.file ?? layer.origin})`
  const kind = layer.origin === 'flag' ? 'usage' : 'config'
  const mend = layer.file
    ? `mend it in ${layer.file}`
    : `give another value, or leave ${layer.origin === 'flag' ? `--${definition.flag}` : name} out`
  return new OpenbellError(kind, `${where} is ${shown}: ${reason}`, mend)
}
