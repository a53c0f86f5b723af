import type { IndicatorSpec } from '../spec.ts'
import { openingRangeSpec } from './opening-range.ts'
import { camarillaPivotsSpec, classicPivotsSpec, fibonacciPivotsSpec } from './pivots.ts'
import { sessionSpec } from './session.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = [sessionSpec, openingRangeSpec, classicPivotsSpec, fibonacciPivotsSpec, camarillaPivotsSpec]
