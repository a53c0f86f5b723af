import { basename, dirname, extname } from 'node:path'
import { type CustomIndicator, customSpec } from '../analysis/indicators/define.ts'
import { builtInIndicators } from '../analysis/indicators/registry.ts'
import type { IndicatorSpec } from '../analysis/indicators/spec.ts'
import { asOpenbellError, OpenbellError } from '../core/errors.ts'
import { filesIn, type StrategyPlaces, userFolders } from './folders.ts'
import { importDefault } from './load.ts'
import { placed, within } from './placed-indicator.ts'
import { sourceHash } from './source-hash.ts'

/** A user's own indicator and the file it was read from. */
export interface LoadedIndicator {
  spec: IndicatorSpec
  file: string
}

export interface LoadedIndicators {
  found: LoadedIndicator[]
  /** Why a file was left out, by file: the others hold all the same. */
  faults: IndicatorFault[]
}

/** A file of the user's that gives no indicator. */
export interface IndicatorFault {
  file: string
  /** The name it declares, else that of the file. */
  name: string
  error: OpenbellError
}

/**
 * The indicators a user wrote: default exports of `defineIndicator` in `strategies/indicators/` of the working directory, then of the home
 * folder; the first of a name holds. A file that cannot be loaded, defines none or takes a name of the house is left out, with the reason.
 */
export async function loadCustomIndicators(places: StrategyPlaces): Promise<LoadedIndicators> {
  const found = new Map<string, LoadedIndicator>()
  const faults: IndicatorFault[] = []
  for (const folder of userFolders(places)) {
    for (const file of filesIn(`${folder}/indicators`)) {
      const loaded = await loadOne(file)
      const twin = 'spec' in loaded ? found.get(loaded.spec.name) : undefined
      if ('error' in loaded) faults.push(loaded)
      else if (!twin) found.set(loaded.spec.name, loaded)
      else if (dirname(twin.file) === dirname(loaded.file)) faults.push(taken(loaded, `that of ${twin.file}`))
    }
  }
  return { found: [...found.values()], faults }
}

async function loadOne(file: string): Promise<LoadedIndicator | IndicatorFault> {
  let name = basename(file, extname(file))
  try {
    const exported = await importDefault(file, sourceHash(file))
    name = nameIn(exported) ?? name
    const loaded = { spec: specIn(file, exported), file }
    return builtInIndicators.has(loaded.spec.name) ? taken(loaded, 'the name of an indicator of openbell') : loaded
  } catch (thrown) {
    return { file, name, error: asOpenbellError(thrown) }
  }
}

function taken({ spec, file }: LoadedIndicator, whose: string): IndicatorFault {
  const message = `${file}: the name '${spec.name}' of its indicator is ${whose}`
  return { file, name: spec.name, error: new OpenbellError('usage', message, 'give it another name') }
}

function nameIn(exported: unknown): string | null {
  const name = (exported as { name?: unknown } | null | undefined)?.name
  return typeof name === 'string' ? name : null
}

function specIn(file: string, exported: unknown): IndicatorSpec {
  if (typeof exported !== 'object' || exported === null) {
    throw new OpenbellError('usage', `${file} has no indicator as its default export`, 'export default defineIndicator({ ... })')
  }
  return within(file, () => placed(customSpec(exported as CustomIndicator), file))
}
