import { parseIndicator } from '../../analysis/indicators/ref.js'
import { builtInIndicators } from '../../analysis/indicators/registry.js'
import { withCustom } from '../../analysis/indicators/set.js'
import { asOpenbellError } from '../../core/errors.js'
/** The user's own are read from `strategies/indicators/` of the working directory and of the home folder. */
export async function knownIndicators(context) {
  try {
    const { loadCustomIndicators } = await import('../../strategy/load-indicators.js')
    const own = await loadCustomIndicators({ home: context.settings.home })
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
export function readUses(context, known, spelled) {
  try {
    const uses = spelled.map((text) => parseIndicator(text, known.set))
    if (known.fault) context.progress.warn(`your own indicators were left out: ${known.fault.message}`)
    return uses
  } catch (thrown) {
    throw known.fault ?? thrown
  }
}
