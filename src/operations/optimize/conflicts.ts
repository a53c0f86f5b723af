import { OpenbellError } from '../operation.ts'
import type { OptimizeInput } from './input.ts'

/** Refuses flags of which one would have no effect. @throws OpenbellError usage with both of them. */
export function refuseConflicts({ range, set, inSample, walkForward, anchored }: OptimizeInput): void {
  const searched = range.map(nameOf)
  const fixed = set.map(nameOf)
  const both = fixed.find((name) => searched.includes(name))
  if (both !== undefined) {
    const message = `${both} is searched (--range) and set to one value (--set): it can only be one of them`
    throw new OpenbellError('usage', message, `leave out --set ${both}=... or --range ${both}=...`)
  }
  const twice = fixed.find((name, i) => fixed.indexOf(name) !== i)
  if (twice !== undefined) {
    throw new OpenbellError('usage', `--set ${twice} was given twice`, `--range ${twice}=A,B tries several values`)
  }
  const without = walkForward === undefined ? (anchored ? '--anchored' : null) : `--walk-forward ${walkForward}`
  if (inSample && without !== null) {
    throw new OpenbellError(
      'usage',
      `${without} has no effect with --in-sample, which holds nothing back`,
      'leave out one of them',
    )
  }
}

function nameOf(text: string): string {
  return text.slice(0, Math.max(0, text.indexOf('='))).trim()
}
