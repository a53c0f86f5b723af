import { detectPeriod, tellBaseline } from '../../src/analysis/forecast/baselines.ts'
import { expertsOf, preferredOver, toldByPicks } from '../../src/analysis/forecast/experts.ts'
import { fitLinear, tellLinear } from '../../src/analysis/forecast/linear.ts'
import { absoluteLosses } from '../../src/analysis/forecast/scores.ts'
import { blockSkill } from '../../src/analysis/forecast/skill.ts'
import type { PastForecasts, Skill } from '../../src/analysis/forecast/types.ts'
import { ewmaVolatility } from '../../src/analysis/forecast/volatility.ts'

export interface PastSize {
  input: number
  horizon: number
  /** Rows before the first origin. */
  first: number
  stretches: number
}

/** What the experts that need no network would have said at every origin of the past, fitted anew at each stretch. */
export function pastOf(z: ArrayLike<number>, { input, horizon, first, stretches }: PastSize): PastForecasts {
  const count = Math.max(0, z.length - horizon - first)
  const origins = Int32Array.from({ length: count }, (_, i) => first + i)
  const stretch = origins.map((_, i) => Math.floor((i * stretches) / count))
  const volatility = ewmaVolatility(z)
  const came = new Float64Array(count * horizon)
  const told = { drift: came.slice(), linear: came.slice(), seasonal: came.slice() }
  const period = detectPeriod(z, first)
  let line: Float32Array | null = null
  origins.forEach((origin, i) => {
    if (i === 0 || stretch[i] !== stretch[i - 1]) line = fitLinear(z, { from: 0, to: origin + 1, input, horizon })
    for (let step = 0; step < horizon; step++) came[i * horizon + step] = z[origin + step + 1] - z[origin]
    tellBaseline('drift', z, origin, horizon, { period }, told.drift, i * horizon)
    tellBaseline('seasonal', z, origin, horizon, { period }, told.seasonal, i * horizon)
    tellLinear(line, z, origin, input, horizon, told.linear, i * horizon)
  })
  return expertsOf({ horizon, origins, stretch, scale: Float64Array.from(origins, (origin) => volatility[origin]), came, told })
}

/** Skill of following the leader; null where the last value would speak. */
export function followedSkill(past: PastForecasts, seed: number): Skill | null {
  const { picks, since, final } = preferredOver(past)
  if (final === 'naive') return null
  const loss = absoluteLosses(toldByPicks(past, picks), past.came, past.horizon).subarray(since)
  const naive = absoluteLosses(new Float64Array(past.came.length), past.came, past.horizon).subarray(since)
  return blockSkill(loss, naive, { block: 2 * past.horizon, seed })
}
