import { settleNever } from '../parts/parameters.ts'
import { recursive } from '../parts/stepped.ts'
import type { IndicatorSpec } from '../spec.ts'

/** Where both indexes begin. */
const BASE = 1000

/** An index that takes the return of each bar whose volume changed the given way. */
function volumeIndex(counts: (volume: number, before: number) => boolean) {
  return recursive(1, {
    start: () => ({ index: BASE, close: 0, volume: Number.NaN }),
    take(state, { bars }, row, _params, out) {
      const close = bars.close[row]
      const volume = bars.volume[row]
      if (state.close !== 0 && counts(volume, state.volume)) state.index *= close / state.close
      state.close = close
      state.volume = volume
      out[0] = state.index
    },
  })
}

const common = {
  group: 'volume',
  params: [],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: () => 1,
  settle: settleNever,
} satisfies Partial<IndicatorSpec>

/**
 * Negative volume index (Paul Dysart, 1936; Norman Fosback, Stock Market Logic, 1976): 1000 at the first bar, then the returns of the bars
 * with less volume than the bar before. After a close of 0 there is no return: the index stays.
 */
export const nviSpec: IndicatorSpec = {
  name: 'nvi',
  summary: 'Negative volume index: the returns of bars on falling volume, from 1000',
  ...common,
  ...volumeIndex((volume, before) => volume < before),
}

/** Positive volume index (same sources): the returns of the bars with more volume than the bar before. */
export const pviSpec: IndicatorSpec = {
  name: 'pvi',
  summary: 'Positive volume index: the returns of bars on rising volume, from 1000',
  ...common,
  ...volumeIndex((volume, before) => volume > before),
}
