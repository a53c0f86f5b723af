import { nearest } from '../analysis/nearest.ts'

/** What is wrong with the fields of an object that was given: `has no 'stopp'; did you mean 'stop'?`. Null when all are known. */
export function strangeField(given: object, known: ReadonlySet<string>): string | null {
  for (const field in given) {
    if (known.has(field)) continue
    const meant = nearest(field, known)
    return `has no '${field}'${meant === null ? '' : `; did you mean '${meant}'?`}`
  }
  return null
}

/** A value of the wrong kind, as an error shows it: `'10', a text`. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}', a text`
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
