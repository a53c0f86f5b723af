import { absoluteLosses } from './scores.ts'
import { EXPERTS, type Expert, type PastForecasts } from './types.ts'

/** Completed past forecasts that a choice needs, in horizons. */
const FEWEST_HORIZONS = 2

/** An expert takes over from the last value only where it erred less by this part; and from a simpler expert likewise. */
const CLEARLY = 0.01

/** Who is preferred before each origin, and now. */
export interface Preference {
  /** By origin; each chosen from forecasts that were complete by then. */
  picks: Expert[]
  /** First origin (its place among the origins) at which there was enough past to choose from; the number of origins where there never was. */
  since: number
  /** From all past forecasts. */
  final: Expert
}

/**
 * Adds what needs no fit of its own: `blend`, the mean of `linear` and `network`, and the halves, drawn halfway to the last value (a shrunken
 * forecast errs less where the structure is weak: Copas, "Regression, Prediction and Shrinkage", Journal of the Royal Statistical Society B
 * 45(3), 1983). Experts that are missing stay so; `naive` is always there.
 */
export function expertsOf(past: PastForecasts): PastForecasts {
  const { linear, network } = past.told
  const naive = past.told.naive ?? new Float64Array(past.came.length)
  const blend = linear && network && linear.map((value, i) => (value + network[i]) / 2)
  const told = {
    ...past.told,
    naive,
    ...(blend && { blend, 'half-blend': half(blend) }),
    ...(linear && { 'half-linear': half(linear) }),
    ...(network && { 'half-network': half(network) }),
  }
  return { ...past, told }
}

/** What an expert says now, from what the line and the network say (null = absent, and the last value stays). */
export function tellExpert(
  expert: Expert,
  parts: Partial<Record<'drift' | 'seasonal' | 'linear' | 'network', ArrayLike<number> | null>>,
  horizon: number,
): Float64Array {
  const share = expert.startsWith('half-') ? 0.5 : 1
  const name = expert.replace('half-', '') as Expert
  const sources = name === 'naive' ? [] : name === 'blend' ? [parts.linear, parts.network] : [parts[name as keyof typeof parts]]
  return Float64Array.from({ length: horizon }, (_, step) => {
    const sum = sources.reduce((total, source) => total + (source?.[step] ?? 0), 0)
    return sources.length === 0 ? 0 : (share * sum) / sources.length
  })
}

/**
 * Follow the leader (Hannan, 1957; Cesa-Bianchi and Lugosi, "Prediction, Learning, and Games", 2006, chapter 4): before each origin the expert
 * with the least absolute error over the forecasts that were complete by then speaks. The choice never sees what it is judged by, so that the
 * errors of the picks are those of a procedure that could have been followed. Where the best is not clearly better the simpler speaks, and the
 * last value where the past is too short. A forced expert is always the pick.
 */
export function preferredOver(past: PastForecasts, forced: Expert | null = null): Preference {
  const { origins, horizon } = past
  const count = origins.length
  if (forced !== null) return { picks: new Array(count).fill(forced), since: 0, final: forced }
  const names = EXPERTS.filter((name) => past.told[name] !== undefined)
  const sums = names.map((name) => prefixSums(absoluteLosses(past.told[name] as Float64Array, past.came, horizon)))
  const picks: Expert[] = []
  let known = 0
  let since = count
  for (let i = 0; i < count; i++) {
    while (known < i && origins[known] + horizon <= origins[i]) known++
    const enough = known > 0 && origins[known - 1] - origins[0] + 1 >= FEWEST_HORIZONS * horizon
    if (enough) since = Math.min(since, i)
    picks.push(enough ? leader(names, sums, known) : 'naive')
  }
  const final =
    count > 0 && origins[count - 1] - origins[0] + 1 >= FEWEST_HORIZONS * horizon ? leader(names, sums, count) : 'naive'
  return { picks, since, final }
}

/** What the picks said, as one sequence of forecasts. */
export function toldByPicks(past: PastForecasts, picks: readonly Expert[]): Float64Array {
  const { horizon } = past
  const told = new Float64Array(past.came.length)
  picks.forEach((pick, i) => {
    const own = past.told[pick]
    if (own) told.set(own.subarray(i * horizon, (i + 1) * horizon), i * horizon)
  })
  return told
}

/** `EXPERTS` goes from simple to wide, so that the first of near-equals is the simplest. */
function leader(names: readonly Expert[], sums: readonly Float64Array[], known: number): Expert {
  let best = 0
  for (let k = 1; k < names.length; k++) if (sums[k][known] < sums[best][known] * (1 - CLEARLY)) best = k
  return names[best]
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i]
  return sums
}

function half(values: Float64Array): Float64Array {
  return values.map((value) => value / 2)
}
