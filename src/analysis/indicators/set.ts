import { OpenbellError } from '../../core/errors.ts'
import type { IndicatorSpec } from './spec.ts'

/** The indicators that are known, by name. A set is never changed: a user's own make a new one. */
export type IndicatorSet = ReadonlyMap<string, IndicatorSpec>

/** A set of these; two of one name are refused as `usage`. */
export function indicatorSet(specs: Iterable<IndicatorSpec>): IndicatorSet {
  const set = new Map<string, IndicatorSpec>()
  for (const spec of specs) {
    if (set.has(spec.name))
      throw new OpenbellError('usage', `two indicators are called '${spec.name}'`, 'give one of them another name')
    set.set(spec.name, spec)
  }
  return set
}

/** A set and a user's own (`customSpec`); a name that is taken is refused as `usage`. */
export function withCustom(set: IndicatorSet, specs: Iterable<IndicatorSpec>): IndicatorSet {
  return indicatorSet([...set.values(), ...specs])
}
