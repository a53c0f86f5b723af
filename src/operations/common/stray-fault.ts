import { fileURLToPath } from 'node:url'
import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { VERSION } from '../../strategy/hook.ts'

/** A place in a file that a user wrote, as stacks name it. */
const USER_FILE = new RegExp(`(file://[^\\s()?]+)\\?${VERSION}=\\w+:(\\d+)`)

/**
 * What an error is that was thrown where nobody could catch it: in a timer, after an await. Out of a user's file it is `usage`, with the
 * file and the line; anywhere else what it always was.
 */
export function strayFault(thrown: unknown): OpenbellError {
  const place = USER_FILE.exec((thrown as Error | undefined)?.stack ?? '')
  if (!place) return asOpenbellError(thrown)
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const own = thrown instanceof OpenbellError ? thrown : null
  return new OpenbellError(
    own?.kind ?? 'usage',
    `${fileURLToPath(place[1])}:${place[2]}: ${said}`,
    own?.hint ?? 'a strategy decides on the bar it is given, at once: without async, promises and timers',
    thrown,
  )
}
