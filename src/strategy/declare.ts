import { indicators } from '../analysis/indicators/registry.ts'
import {
  type IndicatorParam,
  type IndicatorRef,
  type IndicatorSpec,
  PRICE_COLUMNS,
  type PriceColumn,
} from '../analysis/indicators/spec.ts'
import { nearest } from '../analysis/nearest.ts'
import { OpenbellError } from '../core/errors.ts'
import type { Declared } from './types.ts'

/** What an indicator may be computed of: a bar column, or another indicator with one output. */
export type Input = PriceColumn | Declared

/** Its numbers in the registry's order, each of which may be left out for its default. */
type Numbers<P extends readonly string[]> = Partial<{ [K in keyof P]: number }>
type Named<P extends readonly string[]> = Partial<Record<P[number], number>>

/** Declares an indicator of fixed columns: `atr(14)`, `turns({ window: 21 })`. */
export interface OfBars<P extends readonly string[], O extends string> {
  (...params: Numbers<P>): Declared<O>
  (params: Named<P>): Declared<O>
}

/** Declares an indicator of a column: `sma(20)`, `sma('volume', 20)`, `sma(rsi(14), 5)`. */
export interface OfInput<P extends readonly string[], O extends string> extends OfBars<P, O> {
  (input: Input, ...params: Numbers<P>): Declared<O>
  (input: Input, params: Named<P>): Declared<O>
}

/** Declares an indicator that compares the symbol with a second one: `beta(60, 'SPY')`. */
export type OfTwo<P extends readonly string[], O extends string> = (...params: [...Numbers<P>, other: string]) => Declared<O>

export function ofBars<const P extends readonly string[], const O extends string = 'value'>(
  name: string,
  _params: P,
  _outputs?: readonly O[],
): OfBars<P, O> {
  return ((...given: unknown[]) => declare(name, null, given)) as OfBars<P, O>
}

export function ofInput<const P extends readonly string[], const O extends string = 'value'>(
  name: string,
  _params: P,
  _outputs?: readonly O[],
): OfInput<P, O> {
  return ((...given: unknown[]) => {
    const [first, ...rest] = given
    return isInput(first) ? declare(name, first, rest) : declare(name, null, given)
  }) as OfInput<P, O>
}

export function ofTwo<const P extends readonly string[], const O extends string = 'value'>(
  name: string,
  _params: P,
  _outputs?: readonly O[],
): OfTwo<P, O> {
  return ((...given: unknown[]) => {
    const other = given.at(-1)
    if (typeof other !== 'string' || other === '') throw broken(name, 'names no second symbol', `${name}(60, 'SPY')`)
    return { ...declare(name, null, given.slice(0, -1)), other: other.toUpperCase() }
  }) as OfTwo<P, O>
}

/** A declaration with every number filled in and checked against the registry. */
function declare(name: string, input: Input | null, given: unknown[]): IndicatorRef {
  const spec = indicators[name] as unknown as IndicatorSpec | undefined
  if (!spec) throw broken(name, 'is not in the registry of indicators', 'openbell indicators --help')
  const params = isNamed(given[0]) ? byName(name, spec, given[0]) : byPlace(name, spec, given)
  return { name, params, input: input as IndicatorRef['input'], other: null }
}

function byPlace(name: string, spec: IndicatorSpec, given: unknown[]): number[] {
  if (given.length > spec.params.length) {
    const takes = spec.params.map((one) => one.name).join(', ') || 'none'
    throw broken(name, `was given ${given.length} numbers, it takes ${takes}`, call(name, spec))
  }
  return spec.params.map((param, i) => checked(name, spec, param, given[i]))
}

function byName(name: string, spec: IndicatorSpec, given: Record<string, unknown>): number[] {
  for (const key of Object.keys(given)) {
    if (spec.params.some((param) => param.name === key)) continue
    const near = nearest(
      key,
      spec.params.map((param) => param.name),
    )
    throw broken(name, `has no number '${key}'${near ? `; did you mean '${near}'?` : ''}`, call(name, spec))
  }
  return spec.params.map((param) => checked(name, spec, param, given[param.name]))
}

function checked(name: string, spec: IndicatorSpec, param: IndicatorParam, value: unknown): number {
  if (value === undefined) return param.default
  const fits = typeof value === 'number' && value >= param.min && value <= param.max
  if (fits && (param.fraction || Number.isInteger(value))) return value
  const kind = param.fraction ? 'a number' : 'a whole number'
  throw broken(name, `${param.name} is ${kind} from ${param.min} to ${param.max} (given: ${String(value)})`, call(name, spec))
}

function isNamed(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isInput(value: unknown): value is Input {
  if (typeof value === 'string') {
    if ((PRICE_COLUMNS as readonly string[]).includes(value)) return true
    throw new OpenbellError('usage', `'${value}' is no bar column`, PRICE_COLUMNS.join(', '))
  }
  return isNamed(value) && typeof value.name === 'string' && Array.isArray(value.params)
}

function call(name: string, spec: IndicatorSpec): string {
  return `${name}(${spec.params.map((one) => one.default).join(', ')})`
}

function broken(name: string, message: string, hint: string): OpenbellError {
  return new OpenbellError('usage', `indicator ${name}: ${message}`, hint)
}
