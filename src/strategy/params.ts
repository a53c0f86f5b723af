import { z } from 'zod'
import { nearest } from '../analysis/nearest.ts'
import { OpenbellError } from '../core/errors.ts'
import type { AnyStrategy, ParamShape, ParamValues } from './types.ts'

export type ParamValue = number | string | boolean

/** What one parameter is, read from its zod type: for help, `--set`, and the ranges of the optimizer. */
export interface ParamInfo {
  name: string
  type: 'integer' | 'number' | 'boolean' | 'text'
  default: ParamValue
  /** Smallest and largest value that the type allows; null = it names none. */
  min: number | null
  max: number | null
  /** The only values allowed, for a choice; null = any of the type. */
  choices: ParamValue[] | null
  description: string | null
}

interface ParamSchema {
  type?: string
  default?: ParamValue
  description?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  enum?: ParamValue[]
  const?: ParamValue
}

/** Read once a strategy: the optimizer asks for every combination it tries. */
const described = new WeakMap<ParamShape, readonly ParamInfo[]>()

/** Every parameter of a strategy, in the order declared. */
export function describeParams({ name, params }: Pick<AnyStrategy, 'name' | 'params'>): readonly ParamInfo[] {
  const known = described.get(params)
  if (known) return known
  const made = Object.entries(params as ParamShape).map(([param, type]) => describeParam(name, param, type))
  described.set(params, made)
  return made
}

/** The values a strategy runs with when nothing is set. */
export function defaultsOf(strategy: Pick<AnyStrategy, 'name' | 'params'>): ParamValues {
  return Object.fromEntries(describeParams(strategy).map((param) => [param.name, param.default]))
}

/**
 * Some values, completed with the defaults and checked one by one; `valid` is not asked (see `isValid`).
 * @throws OpenbellError usage: an unknown name (the nearest one is named) or a value outside its limits.
 */
export function completeParams(strategy: AnyStrategy, given: Record<string, unknown>): ParamValues {
  const values = defaultsOf(strategy)
  for (const [name, value] of Object.entries(given)) {
    const type = (strategy.params as ParamShape)[name]
    if (!type) throw unknownParam(strategy, name)
    const parsed = type.safeParse(value)
    if (!parsed.success) throw badValue(strategy, name, value)
    values[name] = parsed.data
  }
  return values
}

/** Whether the strategy takes this combination; the optimizer skips the others. */
export function isValid(strategy: AnyStrategy, values: ParamValues): boolean {
  return strategy.valid === undefined || strategy.valid(values) === true
}

/**
 * The values of a run from `--set name=value` texts (numbers and booleans read from the text as the parameter's type wants them).
 * @throws OpenbellError usage: not `name=value`, an unknown name, a value outside its limits, or a combination that is not valid.
 */
export function parseSettings(strategy: AnyStrategy, texts: readonly string[]): ParamValues {
  const known = new Map(describeParams(strategy).map((param) => [param.name, param]))
  const given: Record<string, unknown> = {}
  for (const text of texts) {
    const cut = text.indexOf('=')
    if (cut < 1) throw new OpenbellError('usage', `--set ${text}: not NAME=VALUE`, example(strategy))
    const name = text.slice(0, cut).trim()
    const param = known.get(name)
    if (!param) throw unknownParam(strategy, name)
    given[name] = readText(param, text.slice(cut + 1).trim())
  }
  const values = completeParams(strategy, given)
  if (!isValid(strategy, values)) {
    throw new OpenbellError('usage', `${strategy.name} does not take ${sentence(values)} together`, info(strategy))
  }
  return values
}

function describeParam(strategy: string, name: string, type: z.ZodType): ParamInfo {
  const schema = schemaOf(strategy, name, type)
  const kind = KINDS[schema.type ?? typeof (schema.enum?.[0] ?? schema.const)]
  if (!kind) throw new OpenbellError('usage', `strategy '${strategy}': ${name} is no number, boolean or choice`, FORMS)
  if (schema.default === undefined) throw new OpenbellError('usage', `strategy '${strategy}': ${name} has no default`, FORMS)
  return {
    name,
    type: kind,
    default: schema.default,
    min: limit(schema.minimum ?? schema.exclusiveMinimum),
    max: limit(schema.maximum ?? schema.exclusiveMaximum),
    choices: schema.enum ?? (schema.const === undefined ? null : [schema.const]),
    description: schema.description ?? null,
  }
}

const FORMS = 'z.int().min(2).max(60).default(10)'

const KINDS: Record<string, ParamInfo['type']> = { integer: 'integer', number: 'number', boolean: 'boolean', string: 'text' }

function schemaOf(strategy: string, name: string, type: z.ZodType): ParamSchema {
  try {
    return z.toJSONSchema(type) as ParamSchema
  } catch (thrown) {
    throw new OpenbellError('usage', `strategy '${strategy}': ${name} is not a zod type that has a plain value`, FORMS, thrown)
  }
}

/** zod gives every whole number the largest exact integers as limits; those are none. */
function limit(value: number | undefined): number | null {
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value
}

function readText(param: ParamInfo, text: string): unknown {
  if (param.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (param.type === 'text' || text === '') return text
  const value = Number(text)
  return Number.isNaN(value) ? text : value
}

function unknownParam(strategy: AnyStrategy, name: string): OpenbellError {
  const names = Object.keys(strategy.params)
  const near = nearest(name, names)
  const meant = near ? `; did you mean '${near}'?` : names.length === 0 ? '; it has none' : `; it has ${names.join(', ')}`
  return new OpenbellError('usage', `${strategy.name} has no parameter '${name}'${meant}`, info(strategy))
}

function badValue(strategy: AnyStrategy, name: string, value: unknown): OpenbellError {
  const param = describeParams(strategy).find((one) => one.name === name) as ParamInfo
  return new OpenbellError('usage', `${strategy.name}: ${name} is ${allowed(param)} (given: ${shown(value)})`, info(strategy))
}

/** The values a parameter takes, in words: `a whole number from 2 to 60`. */
export function allowed({ type, min, max, choices }: ParamInfo): string {
  if (choices) return `one of ${choices.join(', ')}`
  if (type === 'boolean') return 'true or false'
  if (type === 'text') return 'a text'
  const kind = type === 'integer' ? 'a whole number' : 'a number'
  if (min !== null && max !== null) return `${kind} from ${min} to ${max}`
  return `${kind}${min !== null ? ` from ${min} up` : ''}${max !== null ? ` up to ${max}` : ''}`
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

function sentence(values: ParamValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

function example(strategy: AnyStrategy): string {
  const [first] = describeParams(strategy)
  return first ? `--set ${first.name}=${first.default}` : info(strategy)
}

function info(strategy: AnyStrategy): string {
  return `openbell strategies info ${strategy.name}`
}
