import { OpenbellError } from '../../core/errors.ts'
import { broken, refusePromise, shown, threw } from './custom-fault.ts'
import { CustomStream, runCustom } from './custom-run.ts'
import { settleAtOnce } from './parts/parameters.ts'
import { type IndicatorSpec, PRICE_COLUMNS, type PriceColumn } from './spec.ts'

/** One closed bar as a user's indicator sees it: prices in the symbol's currency, `time` the bar's open in epoch milliseconds. */
export interface CustomBar {
  time: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  /** The column the indicator is computed of: the close, or what the caller chose, another indicator's output among it. */
  value: number
}

/** A number a user's indicator takes; whole unless `fraction`. */
export interface CustomParam {
  default: number
  min: number
  max: number
  fraction?: boolean
}

type Values<P> = { [K in keyof P]: number }

/**
 * A user's indicator, told as a step: it sees one closed bar at a time and what it remembers itself, so there is no later bar to look at.
 * `start` makes the memory before the first bar, plain data only (numbers, arrays, plain objects, maps); `step` takes a bar into it and answers the
 * value, or one value an output. Before `warmUp` bars are in, answers are not read; after that each must be a finite number.
 */
export interface CustomIndicator<P extends Record<string, CustomParam> = Record<string, CustomParam>, S extends object = object> {
  /** Lower-case words joined by underscores: `my_average`. */
  name: string
  summary: string
  params?: P
  /** The usual column of `bar.value`: `close` unless another is named; null when the indicator reads fixed columns and takes none. */
  input?: PriceColumn | null
  /** Names of the outputs, where there are several. */
  outputs?: readonly string[]
  /** True when its values are prices, to be drawn over the bars. */
  overlay?: boolean
  /** Bars until every output has its first value. */
  warmUp(params: Values<P>): number
  /** Bars more until the start of the series no longer shows; 0, as for windows, when left out. */
  settle?(params: Values<P>): number
  start(params: Values<P>): S
  step(bar: CustomBar, state: S, params: Values<P>): number | readonly number[]
}

/** Declares an indicator of one's own; a file in `strategies/indicators/` exports it as its default. Returns it as it is, with its types. */
export function defineIndicator<const P extends Record<string, CustomParam>, S extends object, const O extends string = 'value'>(
  definition: CustomIndicator<P, S> & { outputs?: readonly O[] },
): CustomIndicator<P, S> & { outputs?: readonly O[] } {
  return definition
}

/**
 * What the house knows of a user's indicator: kernel and stream are made of the one step. Throws `usage` for a definition that cannot work;
 * a step that answers something else than numbers throws `usage` when it runs.
 */
export function customSpec<P extends Record<string, CustomParam>, S extends object>(
  definition: CustomIndicator<P, S>,
): IndicatorSpec {
  checkDefinition(definition as unknown as CustomIndicator)
  const own = definition as unknown as CustomIndicator
  const params = Object.entries(own.params ?? {}).map(([name, param]) => ({ name, ...param }))
  const named = (values: number[]) => Object.fromEntries(params.map(({ name }, i) => [name, values[i]]))
  return {
    name: own.name,
    summary: own.summary,
    group: 'custom',
    params,
    input: own.input === undefined ? 'close' : own.input,
    outputs: own.outputs ?? ['value'],
    overlay: own.overlay ?? false,
    warmUp: (values) => warmUpOf(own, named(values)),
    settle: (values) => settleOf(own, named(values)),
    kernel: (source, values, out) => runCustom(own, named(values), warmUpOf(own, named(values)), source, out),
    stream: (values) => new CustomStream(own, named(values), warmUpOf(own, named(values))),
  }
}

function warmUpOf(own: CustomIndicator, params: Record<string, number>): number {
  const bars = answerOf(own, 'warmUp', () => own.warmUp(params))
  if (Number.isInteger(bars) && (bars as number) >= 1) return bars as number
  throw broken(own, `warmUp answers a whole number of bars from 1 on, not ${shown(bars)}`)
}

/** Infinity is what adds up from the first bar on. */
function settleOf(own: CustomIndicator, params: Record<string, number>): number {
  if (own.settle === undefined) return settleAtOnce()
  const bars = answerOf(own, 'settle', () => own.settle?.(params))
  if (bars === Number.POSITIVE_INFINITY || (Number.isInteger(bars) && (bars as number) >= 0)) return bars as number
  throw broken(own, `settle answers a whole number of bars from 0 on, not ${shown(bars)}`)
}

function answerOf(own: CustomIndicator, door: string, ask: () => unknown): unknown {
  try {
    const answer = ask()
    refusePromise(own, door, answer)
    return answer
  } catch (thrown) {
    throw thrown instanceof OpenbellError ? thrown : threw(own, door, '', thrown)
  }
}

const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/

function checkDefinition(own: CustomIndicator): void {
  const isObject = typeof own === 'object' && own !== null
  if (!isObject || typeof own.name !== 'string' || !NAME.test(own.name) || /_\d+$/.test(own.name))
    throw broken(own, 'its name is lower-case words joined by underscores and does not end in a number')
  if (typeof own.summary !== 'string' || own.summary === '') throw broken(own, 'it has no summary')
  for (const door of ['warmUp', 'start', 'step'] as const) {
    if (typeof own[door] !== 'function') throw broken(own, `${door} is missing or no function`)
  }
  if (own.settle !== undefined && typeof own.settle !== 'function') throw broken(own, 'settle is no function')
  if (own.input != null && !PRICE_COLUMNS.includes(own.input))
    throw broken(own, `its input is one of ${PRICE_COLUMNS.join(', ')}, or null, not ${shown(own.input)}`)
  for (const [name, param] of Object.entries(own.params ?? {})) checkParam(own, name, param)
  checkOutputs(own, own.outputs ?? ['value'])
}

function checkOutputs(own: CustomIndicator, outputs: readonly string[]): void {
  const named = Array.isArray(outputs) && outputs.every((name) => typeof name === 'string' && name !== '')
  if (!named || outputs.length === 0 || new Set(outputs).size < outputs.length) throw broken(own, 'its outputs need a name each')
}

function checkParam(own: CustomIndicator, name: string, param: CustomParam): void {
  const numbers = [param?.min, param?.default, param?.max]
  const fits = numbers.every((value) => Number.isFinite(value) && (param.fraction || Number.isInteger(value)))
  if (fits && param.min <= param.default && param.default <= param.max) return
  throw broken(
    own,
    `${name} needs ${param?.fraction ? '' : 'whole '}numbers min <= default <= max, not ${numbers.map(shown).join(', ')}`,
  )
}
