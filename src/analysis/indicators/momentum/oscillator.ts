import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { stepping } from '../parts/stepped.ts'
import type { IndicatorSpec, IndicatorStream } from '../spec.ts'

/** What an oscillator of the closes says of itself; the rest is the same for all. */
type Own = Pick<IndicatorSpec, 'name' | 'summary' | 'warmUp'> & Partial<IndicatorSpec>

const shared = {
  group: 'momentum',
  params: [barCount(14)],
  input: 'close',
  outputs: ['value'],
  overlay: false,
  settle: settleAtOnce,
} satisfies Partial<IndicatorSpec>

/** A momentum indicator whose whole column is what stepping through the rows leaves, unless it brings a kernel of its own. */
export function oscillator(own: Own, stream: (params: number[]) => IndicatorStream): IndicatorSpec {
  return { ...shared, ...stepping(stream), ...own }
}

/** `part` over `whole` in hundredths; `none` where there is no whole. */
export function percentOf(part: number, whole: number, none = 0): number {
  return whole === 0 ? none : (100 * part) / whole
}
