import { checkIndicator, filled, specOf } from '../analysis/indicators/ref.ts'
import { type IndicatorRef, type IndicatorSpec, PRICE_COLUMNS, type PriceColumn } from '../analysis/indicators/spec.ts'
import { nearest } from '../analysis/nearest.ts'
import { OpenbellError } from '../core/errors.ts'
import { normalizeSymbol } from '../market/symbols.ts'
import { indicatorSetOf } from './own-indicators.ts'
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

/** What the types promise of a declaration function; a test compares it with the registry. */
export interface Promised {
  readonly paramNames: readonly string[]
  readonly outputNames: readonly string[]
}

type Call = (...given: unknown[]) => IndicatorRef

export function ofBars<const P extends readonly string[], const O extends string = 'value'>(
  name: string,
  params: P,
  outputs?: readonly O[],
): OfBars<P, O> & Promised {
  return promising<OfBars<P, O>>((...given) => declare(name, null, given), params, outputs)
}

export function ofInput<const P extends readonly string[], const O extends string = 'value'>(
  name: string,
  params: P,
  outputs?: readonly O[],
): OfInput<P, O> & Promised {
  const call: Call = (...given) => (isInput(given[0]) ? declare(name, given[0], given.slice(1)) : declare(name, null, given))
  return promising<OfInput<P, O>>(call, params, outputs)
}

export function ofTwo<const P extends readonly string[], const O extends string = 'value'>(
  name: string,
  params: P,
  outputs?: readonly O[],
): OfTwo<P, O> & Promised {
  const call: Call = (...given) => {
    const other = given.at(-1)
    const isNamedSymbol = typeof other === 'string' && other.trim() !== ''
    return isNamedSymbol ? declare(name, null, given.slice(0, -1), normalizeSymbol(other)) : declare(name, null, given)
  }
  return promising<OfTwo<P, O>>(call, params, outputs)
}

function promising<F>(call: Call, paramNames: readonly string[], outputNames: readonly string[] = ['value']): F & Promised {
  return Object.assign(call, { paramNames, outputNames }) as unknown as F & Promised
}

/** A declaration, checked: a wrong one is refused where it is written, not when a run starts. */
function declare(name: string, input: Input | null, given: unknown[], other: string | null = null): IndicatorRef {
  const spec = specOf({ name, params: [], input: null, other: null })
  const params = isNamed(given[0]) ? byName(spec, given[0]) : given.map((value, i) => number(value ?? spec.params[i]?.default))
  const ref: IndicatorRef = { name, params, input, other }
  checkIndicator(ref, indicatorSetOf([ref]))
  return { name, params: filled(spec, params), input, other }
}

/** Numbers given by their names, in the order of the indicator's own, those left out as their defaults. */
export function byName(spec: IndicatorSpec, given: Record<string, unknown>): number[] {
  const names = spec.params.map((param) => param.name)
  for (const key of Object.keys(given)) {
    if (names.includes(key)) continue
    const near = nearest(key, names)
    const meant = near ? `; did you mean '${near}'?` : ''
    throw new OpenbellError('usage', `${spec.name} has no number '${key}'${meant}`, `${spec.name}({ ${names.join(', ')} })`)
  }
  return spec.params.map((param) => number(given[param.name] ?? param.default))
}

/** What is no number is none: the check names it. */
function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
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
