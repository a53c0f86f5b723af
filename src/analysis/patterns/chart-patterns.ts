import type { Bars } from '../../market/bars.ts'
import { flagsInRises } from './flags.ts'
import { doubleTops, headAndShoulders } from './reversals.ts'
import { type ChartPattern, mirrored, shapeOf } from './shape.ts'
import { triangles } from './triangles.ts'

export type { ChartPattern } from './shape.ts'

/**
 * Chart patterns on settled pivots, in the order in which they became known: double tops and bottoms, head and shoulders and its inverse,
 * triangles, flags and pennants. A pattern exists from the close of `knownRow` on, and nothing after that row has a part in it: a series cut
 * there has it, a series cut before does not.
 */
export function chartPatterns(bars: Bars): ChartPattern[] {
  const shape = shapeOf(bars)
  const down = mirrored(shape)
  const named = (name: string, direction: ChartPattern['direction']) => (found: object) =>
    ({ ...found, name, direction }) as ChartPattern
  const toward = (direction: ChartPattern['direction']) => (found: object) => ({ ...found, direction }) as ChartPattern
  const found = [
    ...doubleTops(shape).map(named('double_top', 'bearish')),
    ...doubleTops(down).map(named('double_bottom', 'bullish')),
    ...headAndShoulders(shape).map(named('head_and_shoulders', 'bearish')),
    ...headAndShoulders(down).map(named('inverse_head_and_shoulders', 'bullish')),
    ...triangles(shape),
    ...flagsInRises(shape).map(toward('bullish')),
    ...flagsInRises(down).map(toward('bearish')),
  ]
  return found.sort((a, b) => a.knownRow - b.knownRow || a.fromRow - b.fromRow)
}
