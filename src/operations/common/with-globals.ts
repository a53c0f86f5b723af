import { readAsOf } from '../../market/calendar/as-of.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'

/**
 * A context of other settings for one call: where market data comes from, and what was known when. Accounts keep those of the start.
 * @throws OpenbellError usage for a source that is none, or a time that is none
 */
export function withGlobals(context: Context, { source, asOf }: { source?: string; asOf?: string }): Context {
  if (source === undefined && asOf === undefined) return context
  if (source !== undefined && ![...context.sourceNames(), 'session'].includes(source)) {
    throw new OpenbellError('usage', `unknown source '${source}'`, context.sourceNames().join(', '))
  }
  const { settings } = context
  const known = asOf === undefined ? settings.asOf : readAsOf(asOf)
  const changed = Object.freeze({ ...settings, source: source ?? settings.source, asOf: known })
  return {
    ...context,
    settings: changed,
    source: (name = changed.source) => context.source(name),
    asOf: (from) => known ?? from.now(),
  }
}
