import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class VolumeOscillatorStream extends Stepped {
  readonly #fast: WindowSum
  readonly #slow: WindowSum
  readonly #ratio: number

  constructor([fast, slow]: number[]) {
    super()
    this.#fast = new WindowSum(fast)
    this.#slow = new WindowSum(slow)
    this.#ratio = slow / fast
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const fast = this.#fast.next(bars.volume[row], again)
    const slow = this.#slow.next(bars.volume[row], again)
    if (Number.isNaN(fast + slow)) return
    this.out[0] = slow === 0 ? 0 : (fast / slow) * this.#ratio - 1
  }
}

/**
 * Volume oscillator, a fraction (0.1 = 10%): simple mean of the volume of `fast` bars over that of `slow` bars, less 1 (Steven Achelis,
 * Technical Analysis from A to Z, 1995). Without volume it is 0.
 */
export const volumeOscillatorSpec: IndicatorSpec = {
  name: 'volume_oscillator',
  summary: 'Volume oscillator: recent volume against a longer mean, a fraction',
  group: 'volume',
  params: [barCount(5, 'fast'), barCount(10, 'slow')],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([fast, slow]) => Math.max(fast, slow),
  settle: settleAtOnce,
  ...stepping((params) => new VolumeOscillatorStream(params)),
}
