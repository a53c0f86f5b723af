import type { IndicatorSpec } from '../spec.ts'
import { adlSpec } from './adl.ts'
import { cmfSpec } from './cmf.ts'
import { easeOfMovementSpec } from './ease-of-movement.ts'
import { forceIndexSpec } from './force-index.ts'
import { obvSpec } from './obv.ts'
import { relativeVolumeSpec } from './relative-volume.ts'
import { nviSpec, pviSpec } from './volume-index.ts'
import { volumeOscillatorSpec } from './volume-oscillator.ts'
import { vwapSpec } from './vwap.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = [
  vwapSpec,
  obvSpec,
  adlSpec,
  cmfSpec,
  forceIndexSpec,
  easeOfMovementSpec,
  nviSpec,
  pviSpec,
  volumeOscillatorSpec,
  relativeVolumeSpec,
]
