import { builtInIndicators } from '../analysis/indicators/registry.ts'
import { type IndicatorSet, withCustom } from '../analysis/indicators/set.ts'
import type { IndicatorRef, IndicatorSpec } from '../analysis/indicators/spec.ts'

/** A use of a user's own indicator: it brings what it is with it. */
export interface OwnRef extends IndicatorRef {
  readonly own: IndicatorSpec
}

/**
 * The indicators that these uses can mean: those of the house and the user's own among them, inner ones too. What computes columns of a
 * strategy's declarations is given this set.
 */
export function indicatorSetOf(uses: Iterable<IndicatorRef>): IndicatorSet {
  const own = new Map([...uses].flatMap((ref) => ownSpecs(ref).map((spec) => [spec.name, spec])))
  return own.size === 0 ? builtInIndicators : withCustom(builtInIndicators, own.values())
}

function ownSpecs(ref: IndicatorRef): IndicatorSpec[] {
  const mine = 'own' in ref ? [(ref as OwnRef).own] : []
  return typeof ref.input === 'object' && ref.input !== null ? [...mine, ...ownSpecs(ref.input)] : mine
}
