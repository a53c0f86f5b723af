import { asOpenbellError } from '../../core/errors.ts'
import type { ManagedStream } from '../../engine/stream/types.ts'
import type { Context } from '../context.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { keepWrap, wrapSentence } from '../wrap/wrap-of.ts'
import type { TellerFields } from './tape-events.ts'
import type { SessionInput } from './wanted.ts'

/** What the end of a day is summed up from. */
export interface DayEndParts {
  /** The world itself, standing at the session's time: the summary is no part of a recording. */
  context: Context
  given: Pick<SessionInput, 'live' | 'account' | 'confirm' | 'risk'>
  managed: ManagedStream
  /** How often data was said to be stale. */
  stale: number
}

/** Sums the day up, keeps it with its report, and says it in a few lines; that it could not be done is said too. */
export async function dayEnd({ context, given, managed, stale }: DayEndParts): Promise<TellerFields[]> {
  const qualities = [...managed.tapes.keys()].map((symbol) => managed.quality(symbol))
  try {
    const wish = { qualities, stale, report: true }
    const wrap = await withDesk(context, given, 'wrap', (desk) => keepWrap(context, desk, wish), { readOnly: true })
    const lines = [wrapSentence(wrap), ...wrap.lessons.map(({ text }) => text)]
    if (wrap.report !== null) lines.push(`the report of the day: ${wrap.report}`)
    return lines.map((message) => ({ type: 'status', message }))
  } catch (thrown) {
    return [{ type: 'quality', message: `the day was not summed up: ${asOpenbellError(thrown).message}` }]
  }
}
