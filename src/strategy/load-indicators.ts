import { type CustomIndicator, customSpec } from '../analysis/indicators/define.ts'
import type { IndicatorSpec } from '../analysis/indicators/spec.ts'
import { OpenbellError } from '../core/errors.ts'
import { filesIn, type StrategyPlaces, userFolders } from './folders.ts'
import { importDefault } from './load.ts'
import { sourceHash } from './source-hash.ts'

/** A user's own indicator and the file it was read from. */
export interface LoadedIndicator {
  spec: IndicatorSpec
  file: string
}

/**
 * The indicators a user wrote: default exports of `defineIndicator` in `strategies/indicators/` of the working directory, then of the home
 * folder; the first of a name holds.
 * @throws OpenbellError usage naming the file that cannot be loaded or defines none.
 */
export async function loadCustomIndicators(places: StrategyPlaces): Promise<LoadedIndicator[]> {
  const found = new Map<string, LoadedIndicator>()
  for (const file of userFolders(places).flatMap((folder) => filesIn(`${folder}/indicators`))) {
    const spec = specIn(file, await importDefault(file, sourceHash(file)))
    if (!found.has(spec.name)) found.set(spec.name, { spec, file })
  }
  return [...found.values()]
}

function specIn(file: string, exported: unknown): IndicatorSpec {
  if (typeof exported !== 'object' || exported === null) {
    throw new OpenbellError('usage', `${file} has no indicator as its default export`, 'export default defineIndicator({ ... })')
  }
  try {
    return customSpec(exported as CustomIndicator)
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError)) throw thrown
    throw new OpenbellError('usage', `${file}: ${thrown.message}`, thrown.hint, thrown)
  }
}
