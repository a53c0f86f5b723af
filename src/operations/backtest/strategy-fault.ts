import { OpenbellError } from '../../core/errors.ts'
import { withoutVersion } from '../../strategy/hook.ts'
import type { LoadedStrategy } from '../../strategy/load.ts'

/** What a strategy did wrong, as its author finds it: places without the marks of loads, and a hint that works for a file too. */
export function strategyFault({ source, name, strategy, file }: LoadedStrategy, thrown: unknown): unknown {
  if (!(thrown instanceof OpenbellError)) return thrown
  const byName = `openbell strategies info ${strategy.name}`
  const hint = thrown.hint === byName ? `openbell strategies info ${source === 'path' ? file : name}` : thrown.hint
  const message = withoutVersion(thrown.message)
  return message === thrown.message && hint === thrown.hint ? thrown : new OpenbellError(thrown.kind, message, hint, thrown.cause)
}
