import { parseIndicator } from '../../analysis/indicators/ref.ts'
import { builtInIndicators } from '../../analysis/indicators/registry.ts'
import { type IndicatorSet, withCustom } from '../../analysis/indicators/set.ts'
import type { IndicatorRef } from '../../analysis/indicators/spec.ts'
import { asOpenbellError, type OpenbellError } from '../../core/errors.ts'
import type { LoadedIndicator } from '../../strategy/load-indicators.ts'
import type { Context } from '../context.ts'

/** What `--add` can name: the house's own and those of the user's files. */
export interface KnownIndicators {
  set: IndicatorSet
  own: LoadedIndicator[]
  /** Why the user's files could not be read; null when they could. */
  fault: OpenbellError | null
}

/** The user's own are read from `strategies/indicators/` of the working directory and of the home folder. */
export async function knownIndicators(context: Context): Promise<KnownIndicators> {
  try {
    const { loadCustomIndicators } = await import('../../strategy/load-indicators.ts')
    const own = await context.busy(() => loadCustomIndicators({ home: context.settings.home }))
    const specs = own.map((one) => one.spec)
    return { set: withCustom(builtInIndicators, specs), own, fault: null }
  } catch (thrown) {
    return { set: builtInIndicators, own: [], fault: asOpenbellError(thrown) }
  }
}

/**
 * The uses as typed, in order. A broken file of the user's is no reason to refuse what does not need it: it is a warning, and the error only
 * where a name is not one of the house's.
 */
export function readUses(context: Context, known: KnownIndicators, spelled: string[]): IndicatorRef[] {
  try {
    const uses = spelled.map((text) => parseIndicator(text, known.set))
    if (known.fault) context.progress.warn(`your own indicators were left out: ${known.fault.message}`)
    return uses
  } catch (thrown) {
    throw known.fault ?? thrown
  }
}
