import type { IndicatorSpec } from '../spec.ts'
import { awesomeOscillatorSpec } from './awesome-oscillator.ts'
import { cciSpec } from './cci.ts'
import { cmoSpec } from './cmo.ts'
import { dpoSpec } from './dpo.ts'
import { kstSpec } from './kst.ts'
import { macdSpec } from './macd.ts'
import { mfiSpec } from './mfi.ts'
import { momentumSpec } from './momentum.ts'
import { ppoSpec } from './ppo.ts'
import { rocSpec } from './roc.ts'
import { rsiSpec } from './rsi.ts'
import { stochasticSpec } from './stochastic.ts'
import { stochasticRsiSpec } from './stochastic-rsi.ts'
import { trixSpec } from './trix.ts'
import { tsiSpec } from './tsi.ts'
import { ultimateOscillatorSpec } from './ultimate-oscillator.ts'
import { williamsSpec } from './williams.ts'

/** Indicators of this group, in the order they are listed. */
export const specs: IndicatorSpec[] = [
  rsiSpec,
  stochasticRsiSpec,
  stochasticSpec,
  williamsSpec,
  cciSpec,
  rocSpec,
  momentumSpec,
  trixSpec,
  mfiSpec,
  macdSpec,
  ppoSpec,
  awesomeOscillatorSpec,
  ultimateOscillatorSpec,
  tsiSpec,
  cmoSpec,
  dpoSpec,
  kstSpec,
]
