import { builtInIndicators } from '../indicators/registry.ts'
import type { IndicatorSpec } from '../indicators/spec.ts'
import { FUNCTIONS } from './expression.ts'
import { isField } from './fields.ts'

/** What a word of a rule means: one output of an indicator. */
export interface IndicatorWord {
  spec: IndicatorSpec
  output: number
}

/**
 * The indicators that rules know, by the word for each: `rsi`, and one word an output where there are several (`macd`, `macd_signal`,
 * `bollinger_upper`). Left out are those that compare two symbols, those that add up from the first bar on (their value says where the
 * bars begin, not what the symbol does), and words that already mean a field or a function.
 */
export const indicatorWords: Readonly<Record<string, IndicatorWord>> = Object.fromEntries(
  [...builtInIndicators.values()].filter(isRanked).flatMap(wordsOf),
)

function isRanked(spec: IndicatorSpec): boolean {
  return !spec.comparesTwo && Number.isFinite(spec.settle(spec.params.map((param) => param.default)))
}

function wordsOf(spec: IndicatorSpec): [string, IndicatorWord][] {
  return spec.outputs
    .map((output, k): [string, IndicatorWord] => [wordOf(spec, output), { spec, output: k }])
    .filter(([word]) => !isField(word) && !(FUNCTIONS as readonly string[]).includes(word))
}

function wordOf({ name, outputs }: IndicatorSpec, output: string): string {
  return outputs.length === 1 || output === name ? name : `${name}_${output}`
}
