import { Lag } from '../parts/lag.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { highestOf, lowestOf } from '../parts/window-extreme.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

/** Middle of the highest high and the lowest low of the last bars. */
class Middle {
  readonly #high: ReturnType<typeof highestOf>
  readonly #low: ReturnType<typeof lowestOf>

  constructor(period: number) {
    this.#high = highestOf(period)
    this.#low = lowestOf(period)
  }

  next(high: number, low: number, again: boolean): number {
    const bottom = this.#low.next(low, again)
    return bottom + (this.#high.next(high, again) - bottom) / 2
  }
}

class IchimokuStream extends Stepped {
  readonly #conversion: Middle
  readonly #base: Middle
  readonly #span: Middle
  readonly #shiftA: Lag
  readonly #shiftB: Lag

  constructor([conversion, base, span, shift]: number[]) {
    super(4)
    this.#conversion = new Middle(conversion)
    this.#base = new Middle(base)
    this.#span = new Middle(span)
    this.#shiftA = new Lag(shift)
    this.#shiftB = new Lag(shift)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const high = bars.high[row]
    const low = bars.low[row]
    const conversion = this.#conversion.next(high, low, again)
    const base = this.#base.next(high, low, again)
    this.out[0] = conversion
    this.out[1] = base
    this.out[2] = this.#shiftA.next(conversion + (base - conversion) / 2, again)
    this.out[3] = this.#shiftB.next(this.#span.next(high, low, again), again)
  }
}

/**
 * Ichimoku cloud (Goichi Hosoda, Ichimoku Kinko Hyo, 1969): conversion and base line are the middles of the last `conversion` and `base` bars;
 * the spans bound the cloud and are drawn `shift` bars ahead. Here each row holds the spans drawn AT that row, that is those computed
 * `shift` bars before, so nothing looks ahead. The lagging line (the close drawn `shift` bars back) would put a later close on an earlier
 * row and is left out: compare the close with that of `shift` bars ago instead.
 */
export const ichimokuSpec: IndicatorSpec = {
  name: 'ichimoku',
  summary: 'Ichimoku: conversion and base line, and the cloud as it is drawn at the bar',
  group: 'trend',
  params: [barCount(9, 'conversion'), barCount(26, 'base'), barCount(52, 'span'), barCount(26, 'shift')],
  input: null,
  outputs: ['conversion', 'base', 'span_a', 'span_b'],
  overlay: true,
  warmUp: ([conversion, base, span, shift]) => Math.max(conversion, base, span) + shift,
  outputWarmUps: ([conversion, base, span, shift]) => [conversion, base, Math.max(conversion, base) + shift, span + shift],
  settle: settleAtOnce,
  ...stepping((params) => new IchimokuStream(params)),
}
