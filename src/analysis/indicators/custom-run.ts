import type { Bars, Column } from '../../market/bars.ts'
import { broken, onBar, refusePromise, shown, threw } from './custom-fault.ts'
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
  const state = started(own, params)
  refusePromise(own, 'start', state)
  if (typeof state === 'object' && state !== null) return copyOf(own, state)
  throw broken(own, `start answers an object that step can write to, not ${shown(state)}`)
}

function started(own: CustomIndicator, params: Values): unknown {
  try {
    return own.start(params)
  } catch (thrown) {
    throw threw(own, 'start', '', thrown)
  }
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
  const answer = stepped(own, params, state, source, row)
  const values = typeof answer === 'number' ? [answer] : answer
  if (!isWarm || !Array.isArray(values)) refusePromise(own, 'step', values)
  if (!isWarm) {
    out.fill(Number.NaN)
    return
  }
  if (!Array.isArray(values) || values.length !== out.length) {
    const wanted = out.length === 1 ? 'a number' : `${out.length} numbers`
    throw broken(own, `step answers ${wanted}, not ${shown(answer)}${onBar(source.bars, row)}`)
  }
  for (let k = 0; k < out.length; k++) {
    if (!Number.isFinite(values[k])) {
      refusePromise(own, 'step', values)
      throw broken(own, `step answered ${shown(values[k])}${onBar(source.bars, row)}, after its warm-up`)
    }
    out[k] = values[k]
  }
}

function stepped(own: CustomIndicator, params: Values, state: object, source: IndicatorSource, row: number): unknown {
  try {
    return own.step(barAt(source.bars, source.input, row), state, params)
  } catch (thrown) {
    throw threw(own, 'step', onBar(source.bars, row), thrown)
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
