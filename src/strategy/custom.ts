import { type CustomIndicator, type CustomParam, customSpec } from '../analysis/indicators/define.ts'
import { checkIndicator, filled } from '../analysis/indicators/ref.ts'
import { byName, type Input } from './declare.ts'
import { indicatorSetOf, type OwnRef } from './own-indicators.ts'
import { placed, within } from './placed-indicator.ts'
import type { Declared } from './types.ts'
import { userPlace } from './user-place.ts'

/**
 * Declares an indicator of one's own in a strategy: `indicators: () => ({ line: custom(myLine, { length: 20 }) })`, of another column or
 * indicator with a third argument. The view has one column, or one for each of its `outputs`.
 * @throws OpenbellError usage when the definition cannot work, or a number is outside its limits.
 */
export function custom<P extends Record<string, CustomParam>, S extends object, const O extends string = 'value'>(
  definition: CustomIndicator<P, S> & { outputs?: readonly O[] },
  params: Partial<Record<keyof P & string, number>> = {},
  input: Input | null = null,
): Declared<O> {
  const file = userPlace(new Error().stack)?.file ?? null
  return within(file, () => {
    const own = placed(customSpec(definition), file)
    const ref: OwnRef = { name: own.name, params: filled(own, byName(own, params)), input, other: null, own }
    checkIndicator(ref, indicatorSetOf([ref]))
    return ref
  })
}
