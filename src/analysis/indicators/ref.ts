import { OpenbellError } from '../../core/errors.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { nearest } from '../nearest.ts'
import { builtInIndicators } from './registry.ts'
import type { IndicatorSet } from './set.ts'
import { type IndicatorParam, type IndicatorRef, type IndicatorSpec, PRICE_COLUMNS, type PriceColumn } from './spec.ts'

const GRAMMAR = /^([a-z][\w-]*)(?::([^()@]*))?(?:\((.*)\))?(?:@([^()]*))?$/

/** No spelling that a person means is longer; inner ones recurse. */
const LONGEST = 200

/**
 * Reads how an indicator is spelled: `rsi`, `rsi:14`, `rsi_14`, `macd:12,26,9`, of a column `sma:20@volume`, of another indicator
 * `sma:5(rsi:14)`, against another symbol `beta:60@SPY`. Numbers left out take their defaults. What cannot be read is refused as
 * `usage`, with the nearest name or the limits.
 */
export function parseIndicator(text: string, set: IndicatorSet = builtInIndicators): IndicatorRef {
  const spelled = text.trim()
  const parts = spelled.length > LONGEST ? null : GRAMMAR.exec(spelled.replace(/^[^:(@]*/, (name) => name.toLowerCase()))
  if (!parts) throw usage(`cannot read the indicator '${spelled.slice(0, LONGEST)}'`)
  const [, name, numbers, inner, at] = parts
  const { spec, tail } = named(name, set)
  if (tail.length > 0 && numbers !== undefined) throw usage(`'${spelled}' gives its numbers twice`, EXAMPLE)
  const given = numbers === undefined ? tail : numbers.split(',')
  const ref: IndicatorRef = {
    name: spec.name,
    params: paramsOf(spec, given),
    input: inner === undefined ? null : parseIndicator(inner, set),
    other: null,
  }
  if (at !== undefined) {
    if (inner !== undefined) throw usage(`'${spelled}' is computed of two things at once: (${inner}) and @${at}`)
    if (spec.comparesTwo) ref.other = symbolNamed(spec, at)
    else ref.input = columnNamed(spec, at)
  }
  checkIndicator(ref, set)
  return ref
}

/** The one spelling of a use, all numbers written: `rsi:14`, `sma:20@volume`, `sma:5(rsi:14)`, `beta:60@SPY`. Parsing it gives the use back. */
export function formatIndicator(ref: IndicatorRef, set: IndicatorSet = builtInIndicators): string {
  const spec = specOf(ref, set)
  const params = filled(spec, ref.params)
  const call = params.length === 0 ? spec.name : `${spec.name}:${params.join(',')}`
  if (ref.other !== null) return `${call}@${ref.other}`
  if (ref.input === null || ref.input === spec.input) return call
  return typeof ref.input === 'string' ? `${call}@${ref.input}` : `${call}(${formatIndicator(ref.input, set)})`
}

/** What an indicator in use is; `usage` with the nearest name when there is none of this name. */
export function specOf(ref: IndicatorRef, set: IndicatorSet = builtInIndicators): IndicatorSpec {
  const spec = set.get(ref.name)
  if (spec) return spec
  const near = nearest(ref.name, set.keys())
  throw usage(
    `no indicator is called '${ref.name}'${near ? `; did you mean '${near}'?` : ''}`,
    near ? exampleOf(callOf(set.get(near)!)) : EXAMPLE,
  )
}

/** Its numbers, those left out as their defaults. */
export function filled(spec: IndicatorSpec, params: readonly number[]): number[] {
  return spec.params.map((param, i) => params[i] ?? param.default)
}

/** Throws `usage` unless the use makes sense: numbers within limits, a column it takes, an inner indicator with one unbroken output. */
export function checkIndicator(ref: IndicatorRef, set: IndicatorSet = builtInIndicators): void {
  const spec = specOf(ref, set)
  checkCount(spec, ref.params.length)
  filled(spec, ref.params).forEach((value, i) => {
    checkNumber(spec, spec.params[i], value)
  })
  if (spec.comparesTwo && ref.other === null)
    throw usage(`${spec.name} compares two symbols; name the second`, `openbell indicators AAPL --add ${callOf(spec)}@SPY`)
  if (!spec.comparesTwo && ref.other !== null) throw usage(`${spec.name} is of one symbol, not of ${ref.other} as well`)
  if (ref.input !== null && spec.input === null)
    throw usage(`${spec.name} takes no column: it reads those of the bar`, exampleOf(callOf(spec)))
  if (ref.input !== null && typeof ref.input !== 'string') checkInner(spec, ref.input, set)
}

function checkInner(outer: IndicatorSpec, ref: IndicatorRef, set: IndicatorSet): void {
  checkIndicator(ref, set)
  const inner = specOf(ref, set)
  if (inner.outputs.length > 1)
    throw usage(`${outer.name} needs one column; ${inner.name} has ${inner.outputs.length}: ${inner.outputs.join(', ')}`)
  if (inner.sparse) throw usage(`${outer.name} cannot be computed of ${inner.name}, whose values may be missing`)
}

const EXAMPLE = exampleOf('rsi:14')

function exampleOf(spelling: string): string {
  return `openbell indicators SPY --add ${spelling}`
}

function callOf({ name, params }: IndicatorSpec): string {
  return params.length === 0 ? name : `${name}:${params.map((param) => param.default).join(',')}`
}

/** The indicator of a name, or of a name with its numbers after underscores (`rsi_14`). */
function named(typed: string, set: IndicatorSet): { spec: IndicatorSpec; tail: string[] } {
  const name = typed.replaceAll('-', '_')
  const spec = set.get(name)
  if (spec) return { spec, tail: [] }
  const alias = /^(.*?)((?:_\d+)+)$/.exec(name)
  const aliased = alias && set.get(alias[1])
  if (alias && aliased) return { spec: aliased, tail: alias[2].slice(1).split('_') }
  return { spec: specOf({ name, params: [], input: null, other: null }, set), tail: [] }
}

function paramsOf(spec: IndicatorSpec, given: string[]): number[] {
  checkCount(spec, given.length)
  return spec.params.map((param, i) => {
    const text = given[i]?.trim()
    if (text === undefined) return param.default
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    if (Number.isNaN(value)) throw usage(`${param.name} of ${spec.name} is a number, not '${text}'`, exampleOf(callOf(spec)))
    return value
  })
}

function checkCount(spec: IndicatorSpec, count: number): void {
  if (count <= spec.params.length) return
  const names = spec.params.map((param) => param.name).join(', ')
  const takes = names === '' ? 'no numbers' : `${spec.params.length} number${spec.params.length === 1 ? '' : 's'} (${names})`
  throw usage(`${spec.name} takes ${takes}, not ${count}`, exampleOf(callOf(spec)))
}

function checkNumber(spec: IndicatorSpec, param: IndicatorParam, value: number): void {
  const { name, min, max, fraction } = param
  if (value >= min && value <= max && (fraction || Number.isInteger(value))) return
  const kind = fraction ? 'a number' : 'a whole number'
  throw usage(`${name} of ${spec.name} must be ${kind} from ${min} to ${max}, not ${value}`, exampleOf(callOf(spec)))
}

function columnNamed(spec: IndicatorSpec, typed: string): PriceColumn | null {
  const name = typed.trim().toLowerCase()
  const found = name === 'price' ? 'close' : PRICE_COLUMNS.find((one) => one === name)
  if (!found && spec.input !== null) {
    const near = nearest(name, PRICE_COLUMNS)
    const meant = near ? `; did you mean '${near}'?` : ''
    throw usage(`${spec.name} can be computed of ${PRICE_COLUMNS.join(', ')}, not of '${typed}'${meant}`)
  }
  if (spec.input === null) throw usage(`${spec.name} takes no column: it reads those of the bar`, exampleOf(callOf(spec)))
  return found === spec.input ? null : (found ?? null)
}

function symbolNamed(spec: IndicatorSpec, typed: string): string {
  const symbol = normalizeSymbol(typed)
  if (symbol !== '') return symbol
  throw usage(`${spec.name} compares two symbols; name the second`, `openbell indicators AAPL --add ${callOf(spec)}@SPY`)
}

function usage(message: string, hint: string = EXAMPLE): OpenbellError {
  return new OpenbellError('usage', message, hint)
}
