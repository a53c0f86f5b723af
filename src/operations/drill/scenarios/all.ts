import { crash } from './crash.ts'
import { fillTroubles, partialFills } from './fills.ts'
import { flattening, killSwitch } from './kill-switch.ts'
import { fields, lateArrival, lostAnswers, neverArrived, rateLimit } from './lost-answers.ts'
import { clockJump, halfDay, overnightSplit, symbolHalt } from './markets.ts'
import type { Scenario } from './scenario.ts'
import { connectionLimit, streamTroubles } from './streams.ts'

/** Every drill there is; the one that live trading asks for comes first. */
export const SCENARIOS: readonly Scenario[] = [
  killSwitch,
  flattening,
  ...lostAnswers,
  neverArrived,
  lateArrival,
  rateLimit,
  fields,
  crash,
  ...fillTroubles,
  partialFills,
  ...streamTroubles,
  connectionLimit,
  symbolHalt,
  overnightSplit,
  halfDay,
  clockJump,
]
