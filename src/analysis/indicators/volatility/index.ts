import type { IndicatorSpec } from '../spec.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = []
