import { OpenbellError } from '../core/errors.ts'
import { strangeField } from './fields.ts'
import { defaultsOf } from './params.ts'
import type { AnyStrategy, Declarations, ParamShape, Strategy, StrategyDefinition } from './types.ts'

/** Words the context of a bar already has; an indicator declared under one of them would hide it. */
const TAKEN = new Set(
  'bar position account params memory buy short exit protect cancel symbol symbols isNew isWarm time'.split(' '),
)

const FIELDS = new Set(
  'name summary origin weakness timeframes params valid indicators symbols memory onBar onBars kind'.split(' '),
)

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * Declares a strategy, typed end to end: `params` give the types of `params`, `indicators` those of the views in `onBar`.
 * What can be known to be wrong without data is refused here: a name, a field there is none of, a parameter without a default, defaults that are not valid.
 * @throws OpenbellError usage, naming the strategy and what to write instead.
 */
export function defineStrategy<P extends ParamShape, I extends Declarations = Record<never, never>, M = Record<string, never>>(
  definition: StrategyDefinition<P, I, M>,
): Strategy<P, I, M> {
  checkShape(definition as unknown as AnyStrategy)
  const strategy = Object.freeze({ ...definition, kind: 'openbell-strategy' as const })
  checkDefaults(strategy as unknown as AnyStrategy)
  return strategy
}

/** True for what `defineStrategy` returned, of whatever copy of openbell. */
export function isStrategy(value: unknown): value is AnyStrategy {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'openbell-strategy'
}

function checkShape(definition: AnyStrategy): void {
  const { name, summary, params, onBar, onBars, symbols } = definition
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new OpenbellError(
      'usage',
      `a strategy's name is lower case with dashes (given: ${JSON.stringify(name)})`,
      "name: 'my-idea'",
    )
  }
  const strange = strangeField(definition, FIELDS)
  if (strange !== null) throw wrong(name, strange, `a strategy has ${[...FIELDS].filter((field) => field !== 'kind').join(', ')}`)
  if (typeof summary !== 'string' || summary.trim() === '')
    throw wrong(name, 'has no summary', "summary: 'what it does in a sentence'")
  if (typeof params !== 'object' || params === null) throw wrong(name, 'has no params', 'params: {} when it takes none')
  if (typeof onBar !== 'function' && typeof onBars !== 'function') {
    throw wrong(name, 'has neither onBar nor onBars', 'onBar({ bar, position, buy, exit }) { ... }')
  }
  if (onBar && onBars) {
    throw wrong(name, 'has both onBar and onBars', 'onBar sees one symbol, onBars all of a step: keep one')
  }
  if (symbols && !onBars) throw wrong(name, 'limits its symbols but has no onBars', 'onBars({ symbols }) { ... }')
}

function checkDefaults(strategy: AnyStrategy): void {
  const { name } = strategy
  const params = defaultsOf(strategy)
  if (strategy.valid && !strategy.valid(params)) {
    throw wrong(name, `its own defaults are not valid: ${JSON.stringify(params)}`, 'choose defaults that valid() accepts')
  }
  for (const key of Object.keys(strategy.indicators?.(params) ?? {})) {
    if (TAKEN.has(key)) throw wrong(name, `an indicator is called '${key}', a word of the context`, 'give it another name')
  }
}

function wrong(name: string, message: string, hint: string): OpenbellError {
  return new OpenbellError('usage', `strategy '${name}': ${message}`, hint)
}
