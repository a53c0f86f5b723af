import { parseIndicator } from '../../analysis/indicators/ref.ts'
import { builtInIndicators } from '../../analysis/indicators/registry.ts'
import { type IndicatorSet, withCustom } from '../../analysis/indicators/set.ts'
import type { IndicatorRef } from '../../analysis/indicators/spec.ts'
import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import type { IndicatorFault, LoadedIndicator } from '../../strategy/load-indicators.ts'
import { atLength } from '../common/breathe.ts'
import type { Context } from '../context.ts'

/** What `--add` can name: the house's own and those of the user's files. */
export interface KnownIndicators {
  set: IndicatorSet
  own: LoadedIndicator[]
  /** Files of the user's that were left out, and why. */
  faults: IndicatorFault[]
}

/** The user's own are read from `strategies/indicators/` of the working directory and of the home folder. */
export async function knownIndicators(context: Context): Promise<KnownIndicators> {
  const { loadCustomIndicators } = await import('../../strategy/load-indicators.ts')
  const { found, faults } = await atLength(context, () => loadCustomIndicators({ home: context.settings.home }))
  const specs = found.map((one) => one.spec)
  return { set: withCustom(builtInIndicators, specs), own: found, faults }
}

/** A warning for each of the user's files that gives no indicator. */
export function warnOfFaults(context: Context, { faults }: KnownIndicators): void {
  for (const { error } of faults) context.progress.warn(`left out: ${error.message}`)
}

/**
 * The uses as typed, in order. A broken file of the user's is no reason to refuse what does not need it: it is a warning, and the error only
 * where one of the names is its own.
 */
export function readUses(context: Context, known: KnownIndicators, spelled: string[]): IndicatorRef[] {
  try {
    const uses = spelled.map((text) => parseIndicator(text, known.set))
    warnOfFaults(context, known)
    return uses
  } catch (thrown) {
    const words = spelled.flatMap((text) => plain(text).split(/\W+/))
    const meant = known.faults.find(({ name }) =>
      words.some((word) => word === plain(name) || word.startsWith(`${plain(name)}_`)),
    )
    throw meant ? meant.error : withFaults(asOpenbellError(thrown), known)
  }
}

/** What is missing may stand in a file that could not be read far enough to tell its name. */
function withFaults(error: OpenbellError, { faults }: KnownIndicators): OpenbellError {
  if (faults.length === 0) return error
  const left = faults.map((one) => one.error.message).join('; ')
  return new OpenbellError(error.kind, `${error.message}; left out: ${left}`, error.hint, error.cause)
}

/** A file is called with dashes, an indicator with underscores. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll('-', '_')
}
