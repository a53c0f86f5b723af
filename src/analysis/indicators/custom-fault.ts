import { OpenbellError } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'

interface Named {
  name: string
}

/** What a user's indicator did wrong. `cause`: what it threw, whose stack knows the place. */
export function broken(own: Named, message: string, cause?: unknown): OpenbellError {
  return new OpenbellError('usage', `custom indicator '${shown(own?.name)}': ${message}`, 'openbell indicators --help', cause)
}

/** An error out of the user's own code, with the function it came from. */
export function threw(own: Named, door: string, where: string, thrown: unknown): OpenbellError {
  const said = thrown instanceof Error ? thrown.message : shown(thrown)
  return broken(own, `${door} failed${where}: ${said}`, thrown)
}

/** ` on bar 12 (2025-01-17T14:30:00Z)`: the row among those it was given, and the bar's open. */
export function onBar(bars: Bars, row: number): string {
  return ` on bar ${row + 1} (${iso(bars.time[row])})`
}

/** A promise comes too late for the bar; that it may fail by and by is then nobody's concern. */
export function refusePromise(own: Named, door: string, answer: unknown): void {
  const promised = Array.isArray(answer) ? answer.filter(isPromise) : [answer].filter(isPromise)
  if (promised.length === 0) return
  for (const one of promised) one.then(undefined, () => {})
  throw broken(own, `${door} answers a promise; an indicator answers at once, without async`)
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null)?.then === 'function'
}

/** Any value in a message; not everything can be made a text of. */
export function shown(value: unknown): string {
  try {
    return String(value)
  } catch {
    return `an ${typeof value} without a text`
  }
}
