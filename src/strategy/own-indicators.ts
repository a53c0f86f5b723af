import { builtInIndicators } from '../analysis/indicators/registry.ts'
import { type IndicatorSet, indicatorSet, withCustom } from '../analysis/indicators/set.ts'
import type { IndicatorRef, IndicatorSpec } from '../analysis/indicators/spec.ts'

/** A use of a user's own indicator: it brings what it is with it. */
export interface OwnRef extends IndicatorRef {
  readonly own: IndicatorSpec
}

/**
 * The indicators that these uses can mean: those of the base set and the user's own among them, inner ones too. What computes columns of a
 * strategy's declarations is given this set.
 * @throws OpenbellError usage when one of the user's own has the name of one of ours.
 */
export function indicatorSetOf(uses: Iterable<IndicatorRef>, base: IndicatorSet = builtInIndicators): IndicatorSet {
  const own = new Map([...uses].flatMap((ref) => ownSpecs(ref).map((spec) => [spec.name, spec])))
  if (own.size === 0) return base
  // A strategy that brings an indicator of strategies/indicators/ means the one it brings.
  const others = [...base.values()].filter((spec) => builtInIndicators.has(spec.name) || !own.has(spec.name))
  return withCustom(indicatorSet(others), own.values())
}

function ownSpecs(ref: IndicatorRef): IndicatorSpec[] {
  const mine = 'own' in ref ? [(ref as OwnRef).own] : []
  return typeof ref.input === 'object' && ref.input !== null ? [...mine, ...ownSpecs(ref.input)] : mine
}
