import type { IndicatorSource, IndicatorStream } from '../spec.ts'
import { Stepped } from './stepped.ts'

/** A part of an indicator: one number in, one out, NaN while warming up; `again` takes the last number once more, changed. */
export interface Part {
  next(value: number, again: boolean): number
}

class InputStream extends Stepped {
  readonly #part: Part

  constructor(part: Part) {
    super()
    this.#part = part
  }

  protected override take(source: IndicatorSource, row: number, again: boolean): void {
    this.out[0] = this.#part.next(source.input[row], again)
  }
}

/** The stream of an indicator that is one part fed with the input column. */
export function ofInput(part: Part): IndicatorStream {
  return new InputStream(part)
}
