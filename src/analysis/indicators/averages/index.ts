import type { IndicatorSpec } from '../spec.ts'
import { almaSpec } from './alma.ts'
import { demaSpec } from './dema.ts'
import { emaSpec } from './ema.ts'
import { hanningSpec } from './hanning.ts'
import { hmaSpec } from './hma.ts'
import { kamaSpec } from './kama.ts'
import { smaSpec } from './sma.ts'
import { smmaSpec } from './smma.ts'
import { temaSpec } from './tema.ts'
import { trimaSpec } from './trima.ts'
import { vwmaSpec } from './vwma.ts'
import { wmaSpec } from './wma.ts'
import { zlemaSpec } from './zlema.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = [
  smaSpec,
  emaSpec,
  wmaSpec,
  smmaSpec,
  demaSpec,
  temaSpec,
  hmaSpec,
  kamaSpec,
  vwmaSpec,
  zlemaSpec,
  almaSpec,
  trimaSpec,
  hanningSpec,
]
