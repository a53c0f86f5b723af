import { nearest } from '../../analysis/nearest.ts'
import { gridSearch, gridSize } from '../../analysis/search/grid.ts'
import { randomSearch } from '../../analysis/search/random.ts'
import {
  combinations,
  type Dimension,
  type Point,
  type Search,
  type Space,
  tidy,
  type Value,
} from '../../analysis/search/space.ts'
import { tpeSearch } from '../../analysis/search/tpe.ts'
import { completeParams, describeParams, isValid, type ParamInfo } from '../../strategy/params.ts'
import type { AnyStrategy, ParamValues } from '../../strategy/types.ts'
import { OpenbellError } from '../operation.ts'
import { MOST_TRIALS, OBJECTIVES, type OptimizeInput, USUAL_GRID, USUAL_TRIALS } from './input.ts'

const FORM = '--range fast=5:50:5 --range stopAtr=1,2,3'

/** What is searched: the ranges typed, or every parameter that is not set within its own limits; the others stand as they are. */
export function searchSpace(
  strategy: AnyStrategy,
  { range, set }: Pick<OptimizeInput, 'range' | 'set'>,
  base: ParamValues,
): Space {
  const fixed = new Set(set.map((text) => text.split('=')[0].trim()))
  const dimensions = range.length > 0 ? typedDimensions(strategy, range, base) : ownDimensions(strategy, fixed)
  return { dimensions, valid: (point) => isValid(strategy, { ...base, ...point }) }
}

function typedDimensions(strategy: AnyStrategy, ranges: readonly string[], base: ParamValues): Dimension[] {
  const dimensions = ranges.map((text) => typedDimension(strategy, text, base))
  const twice = dimensions.find((one, i) => dimensions.findIndex((other) => other.name === one.name) !== i)
  if (twice) throw new OpenbellError('usage', `--range ${twice.name} was given twice`, FORM)
  return dimensions
}

function typedDimension(strategy: AnyStrategy, text: string, base: ParamValues): Dimension {
  const cut = text.indexOf('=')
  const name = text.slice(0, Math.max(0, cut)).trim()
  const given = text.slice(cut + 1).trim()
  if (cut < 1 || given === '') throw new OpenbellError('usage', `--range ${text}: not NAME=FROM:TO:STEP or NAME=A,B,C`, FORM)
  const param = describeParams(strategy).find((one) => one.name === name)
  if (!param) throw unknown(strategy, name)
  const dimension = given.includes(':') && param.type !== 'text' ? spanned(param, given, text) : listed(param, given)
  const ends = dimension.kind === 'listed' ? dimension.values : [dimension.min, dimension.max]
  for (const value of ends) completeParams(strategy, { ...base, [name]: value })
  return dimension
}

function listed(param: ParamInfo, given: string): Dimension {
  const values = given.split(',').map((one) => readValue(param, one.trim()))
  return list(param.name, values)
}

function readValue({ type }: ParamInfo, text: string): Value {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  const value = Number(text)
  return type === 'text' || text === '' || Number.isNaN(value) ? text : value
}

/** Numbers ascend, so that neighbours in the list are neighbours in effect. */
function list(name: string, given: readonly Value[]): Dimension {
  const distinct = [...new Set(given)]
  const ordered = distinct.every((value) => typeof value === 'number')
  return { name, kind: 'listed', values: ordered ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct, ordered }
}

/** FROM:TO:STEP; without STEP whole numbers go one by one, others are continuous. */
function spanned(param: ParamInfo, given: string, text: string): Dimension {
  const { name, type } = param
  const [from, to, step, ...rest] = given.split(':').map((one) => (one.trim() === '' ? Number.NaN : Number(one)))
  const broken = [from, to, ...(step === undefined ? [] : [step])].some((value) => !Number.isFinite(value)) || rest.length > 0
  if (broken || type === 'boolean') throw new OpenbellError('usage', `--range ${text}: not FROM:TO:STEP in numbers`, FORM)
  if (from > to)
    throw new OpenbellError(
      'usage',
      `--range ${text}: ${from} is above ${to}`,
      `--range ${name}=${to}:${from}${step ? `:${step}` : ''}`,
    )
  if (step !== undefined && step <= 0) throw new OpenbellError('usage', `--range ${text}: the step is not above 0`, FORM)
  if (step === undefined && type !== 'integer') return { name, kind: 'continuous', min: from, max: to }
  return stepped(name, from, to, step ?? 1)
}

function stepped(name: string, from: number, to: number, step: number): Dimension {
  // A step of 0.1 cannot be added up without a rest; what is left of a step counts as a whole one.
  const count = Math.floor((to - from) / step + 1e-9) + 1
  if (count > MOST_TRIALS) throw new OpenbellError('usage', `${name} would have ${count} values (most: ${MOST_TRIALS})`, FORM)
  return list(
    name,
    Array.from({ length: count }, (_, i) => tidyStep(from + i * step)),
  )
}

function tidyStep(value: number): number {
  return Number(value.toPrecision(12))
}

/** Every parameter within the limits of its type; one that is set, or without limits, stands as it is. */
function ownDimensions(strategy: AnyStrategy, fixed: ReadonlySet<string>): Dimension[] {
  const free = describeParams(strategy).filter(({ name }) => !fixed.has(name))
  const dimensions = free.flatMap(ownDimension)
  if (dimensions.length > 0) return dimensions
  const message = `${strategy.name} has no parameter with limits of its own that is not set: there is nothing to search`
  throw new OpenbellError('usage', message, `openbell strategies info ${strategy.name}`)
}

function ownDimension({ name, type, min, max, choices }: ParamInfo): Dimension[] {
  if (choices) return choices.length > 1 ? [list(name, choices)] : []
  if (type === 'boolean') return [list(name, [false, true])]
  if (type === 'text' || min === null || max === null || min >= max) return []
  if (type === 'integer') return max - min < MOST_TRIALS ? [stepped(name, min, max, 1)] : []
  return [{ name, kind: 'continuous', min: tidy(min), max: tidy(max) }]
}

function unknown(strategy: AnyStrategy, name: string): OpenbellError {
  const names = Object.keys(strategy.params)
  const near = nearest(name, names)
  const meant = near ? `; did you mean '${near}'?` : names.length > 0 ? `; it has ${names.join(', ')}` : '; it has none'
  return new OpenbellError(
    'usage',
    `${strategy.name} has no parameter '${name}'${meant}`,
    `openbell strategies info ${strategy.name}`,
  )
}

export type Method = NonNullable<OptimizeInput['method']>

/** How a space is searched, made anew for each stretch of data. */
export interface SearchPlan {
  method: Method
  /** Trials of each stretch at most. */
  planned: number
  search(): Search
}

/** @throws OpenbellError usage: a grid that is too large or continuous, or a space without a valid point. */
export function searchPlan(
  space: Space,
  input: Pick<OptimizeInput, 'method' | 'trials' | 'range' | 'objective'>,
  seed: number,
): SearchPlan {
  const method = input.method ?? (input.range.length > 0 && combinations(space) < Number.POSITIVE_INFINITY ? 'grid' : 'tpe')
  if (method === 'grid') checkGrid(space, input.trials ?? USUAL_GRID)
  const trials = input.trials ?? USUAL_TRIALS
  const direction = OBJECTIVES[input.objective]
  const search = (): Search => {
    if (method === 'grid') return gridSearch(space)
    return method === 'random' ? randomSearch(space, { trials, seed }) : tpeSearch(space, { trials, seed, direction })
  }
  const { planned } = search()
  if (planned === 0) throw new OpenbellError('usage', 'no combination of these ranges is valid for the strategy', FORM)
  return { method, planned, search }
}

function checkGrid(space: Space, most: number): void {
  const continuous = space.dimensions.find((one) => one.kind === 'continuous')
  if (continuous && continuous.kind === 'continuous') {
    const { name, min, max } = continuous
    const message = `a grid needs steps: ${name} is any number from ${min} to ${max}`
    throw new OpenbellError('usage', message, `--range ${name}=${min}:${max}:${tidy((max - min) / 10)}, or --method tpe`)
  }
  const size = gridSize(space)
  if (size <= most) return
  const number = Number.isFinite(size) ? size : combinations(space)
  const message = `the grid has ${number.toLocaleString('en')} combinations, more than ${most.toLocaleString('en')}`
  throw new OpenbellError(
    'usage',
    message,
    `--method tpe --trials ${USUAL_TRIALS}, a wider step, or --trials ${Math.min(number, MOST_TRIALS)}`,
  )
}

/** A point with the parameters that are not searched. */
export function paramsAt(base: ParamValues, point: Point): ParamValues {
  return { ...base, ...point }
}
