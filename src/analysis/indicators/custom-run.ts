import { OpenbellError } from '../../core/errors.ts'
import type { Bars, Column } from '../../market/bars.ts'
import type { CustomBar, CustomIndicator } from './define.ts'
import type { IndicatorSource, IndicatorStream } from './spec.ts'

type Values = Record<string, number>

/** The whole column of a user's step. */
export function runCustom(own: CustomIndicator, params: Values, warmUp: number, source: IndicatorSource, out: Column[]): void {
  const state = startOf(own, params)
  const values = new Float64Array(out.length)
  for (let row = 0; row < source.bars.length; row++) {
    take(own, params, state, source, row, row + 1 >= warmUp, values)
    for (let k = 0; k < out.length; k++) out[k][row] = values[k]
  }
}

/** The same in steps. The memory before the last bar is kept, so that the bar can be taken again. */
export class CustomStream implements IndicatorStream {
  readonly out: Float64Array
  readonly #own: CustomIndicator
  readonly #params: Values
  readonly #warmUp: number
  #seen = 0
  #before: object
  #now: object

  constructor(own: CustomIndicator, params: Values, warmUp: number) {
    this.#own = own
    this.#params = params
    this.#warmUp = warmUp
    this.#before = startOf(own, params)
    this.#now = this.#before
    this.out = new Float64Array(own.outputs?.length ?? 1).fill(Number.NaN)
  }

  step(source: IndicatorSource, row: number): void {
    this.#seen++
    this.#before = this.#now
    this.replace(source, row)
  }

  replace(source: IndicatorSource, row: number): void {
    this.#now = copyOf(this.#own, this.#before)
    take(this.#own, this.#params, this.#now, source, row, this.#seen >= this.#warmUp, this.out)
  }
}

function startOf(own: CustomIndicator, params: Values): object {
  const state = own.start(params)
  if (typeof state === 'object' && state !== null) return copyOf(own, state)
  throw broken(own, `start answers an object that step can write to, not ${String(state)}`)
}

/** Only plain data can be copied, and only what can be copied can be stepped back to. */
function copyOf(own: CustomIndicator, state: object): object {
  try {
    return structuredClone(state)
  } catch (thrown) {
    throw broken(own, `its memory is not plain data (${(thrown as Error).message})`)
  }
}

function take(
  own: CustomIndicator,
  params: Values,
  state: object,
  source: IndicatorSource,
  row: number,
  isWarm: boolean,
  out: Float64Array,
): void {
  const answer = own.step(barAt(source.bars, source.input, row), state, params)
  const values = typeof answer === 'number' ? [answer] : answer
  if (!isWarm) {
    out.fill(Number.NaN)
    return
  }
  if (!Array.isArray(values) || values.length !== out.length)
    throw broken(own, `step answers ${out.length === 1 ? 'a number' : `${out.length} numbers`}, not ${String(answer)}`)
  for (let k = 0; k < out.length; k++) {
    if (!Number.isFinite(values[k])) throw broken(own, `step answered ${String(values[k])} on bar ${row + 1}, after its warm-up`)
    out[k] = values[k]
  }
}

/** A bar of its own for each step: one that is kept stays what it was. */
function barAt(bars: Bars, input: Column, row: number): CustomBar {
  return {
    time: bars.time[row],
    open: bars.open[row],
    high: bars.high[row],
    low: bars.low[row],
    close: bars.close[row],
    volume: bars.volume[row],
    value: input[row],
  }
}

function broken(own: CustomIndicator, message: string): OpenbellError {
  return new OpenbellError('usage', `custom indicator '${own.name}': ${message}`, 'openbell indicators --help')
}
