import { nearest } from '../../../analysis/nearest.ts'

/** Columns named in one message. */
const MOST_NAMED = 20

/** The error for a name that a frame does not have: the nearest of its own, and the columns there are. */
export function unknownName(name: string, columns: readonly string[], others: readonly string[] = []): Error {
  const close = nearest(name, [...columns, ...others])
  const named = columns.slice(0, MOST_NAMED).join(', ') + (columns.length > MOST_NAMED ? ', ...' : '')
  const meant = close === null ? '' : ` (did you mean ${close}?)`
  return new ReferenceError(`df has no ${name}${meant}: its columns are ${named || 'none, since no dataset was named'}`)
}
