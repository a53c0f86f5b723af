import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { userPlace } from '../../strategy/user-place.ts'

/**
 * What an error is that was thrown where nobody could catch it: in a timer, after an await. Out of a user's file it is `usage`, with the
 * file and the line; anywhere else what it always was.
 */
export function strayFault(thrown: unknown): OpenbellError {
  const place = userPlace((thrown as Error | undefined)?.stack)
  if (!place) return asOpenbellError(thrown)
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const own = thrown instanceof OpenbellError ? thrown : null
  return new OpenbellError(
    own?.kind ?? 'usage',
    `${place.file}:${place.line}: ${said}`,
    own?.hint ?? 'a strategy decides on the bar it is given, at once: without async, promises and timers',
    thrown,
  )
}
