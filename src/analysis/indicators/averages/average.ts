import type { Column } from '../../../market/bars.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { stepping } from '../parts/stepped.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import type { IndicatorSpec, IndicatorStream } from '../spec.ts'

/** What an average of the closes says of itself; the rest is the same for all. */
type Own = Pick<IndicatorSpec, 'name' | 'summary'> & Partial<IndicatorSpec>

const shared = {
  group: 'average',
  params: [barCount(20)],
  input: 'close',
  outputs: ['value'],
  overlay: true,
  warmUp: ([period]: number[]) => period,
  settle: settleAtOnce,
} satisfies Partial<IndicatorSpec>

/** An average with a kernel of its own beside the part that makes its stream. */
export function average(
  own: Own,
  kernel: (values: Column, length: number, params: number[], out: Column) => void,
  part: (params: number[]) => Part,
): IndicatorSpec {
  return {
    ...shared,
    kernel: ({ bars, input }, params, [out]) => kernel(input, bars.length, params, out),
    stream: (params) => ofInput(part(params)),
    ...own,
  }
}

/** An average made of others: its whole column is what stepping through the rows leaves. */
export function composed(own: Own, stream: (params: number[]) => IndicatorStream): IndicatorSpec {
  return { ...shared, ...stepping(stream), ...own }
}
