import type { IndicatorSpec } from '../spec.ts'
import { candlestickSpec, patternSpecs } from './candlesticks.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = [candlestickSpec, ...patternSpecs]
