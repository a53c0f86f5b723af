import { DAY, type Instant, iso, parseDate } from '../../core/time.ts'
import { readAsOf } from '../../market/calendar/as-of.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'

/**
 * A context of other settings for one call: where market data comes from, and what was known when. Accounts keep those of the start.
 * @throws OpenbellError usage for a source that is none, a time that is none, or one that nothing is known of yet
 */
export function withGlobals(context: Context, { source, asOf }: { source?: string; asOf?: string }): Context {
  if (source === undefined && asOf === undefined) return context
  if (source !== undefined && ![...context.sourceNames(), 'session'].includes(source)) {
    throw new OpenbellError('usage', `unknown source '${source}'`, context.sourceNames().join(', '))
  }
  const { settings } = context
  const then = asOf === undefined ? settings.asOf : known(asOf, context)
  const changed = Object.freeze({ ...settings, source: source ?? settings.source, asOf: then })
  return {
    ...context,
    settings: changed,
    source: (name = changed.source) => context.source(name),
    asOf: (from) => then ?? from.now(),
  }
}

/** A call may look back from where its server stands, never ahead: a simulated market would answer with its future. Of today, what there is. */
function known(asOf: string, { settings, clock }: Context): Instant {
  const asked = readAsOf(asOf)
  const latest = settings.asOf ?? clock.now()
  const day = parseDate(asOf)
  if (asked <= latest || (day !== null && day * DAY <= latest)) return Math.min(asked, latest)
  const stands = settings.asOf === null ? `it is ${iso(latest)}` : `this server knows what was known at ${iso(latest)}`
  throw new OpenbellError('usage', `asOf ${iso(asked)} lies ahead: ${stands}`, 'leave asOf out, or an earlier one')
}
