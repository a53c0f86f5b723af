import type { Metrics } from '../../analysis/metrics/types.ts'
import type { Direction } from '../../analysis/search/space.ts'
import { METRICS } from '../runs/metric-names.ts'
import type { OptimizeOutput } from './output.ts'

/** What the advice rests on. */
export interface AdviceFacts {
  objective: string
  direction: Direction
  trials: number
  inSample: Metrics
  outOfSample: Metrics | null
  folds: Pick<OptimizeOutput['folds'][number], 'outObjective' | 'outOfSample'>[]
  neighbours: Pick<OptimizeOutput['neighbours'][number], 'share'>[]
  overfitting: Pick<OptimizeOutput['overfitting'], 'deflatedSharpe' | 'pbo' | 'trialsEver'>
  simulated: boolean
}

export type Verdict = OptimizeOutput['verdict']

/** Round trips out of sample below which nothing has been shown. */
const FEWEST_ROUND_TRIPS = 20

/** A share of the best's objective that neighbours on a plateau keep. */
const PLATEAU = 0.7

/** An even chance: a best that is worse than the middle as often as not is no better than a guess. */
const EVEN = 0.5

/** The usual bar for a finding: one in twenty by luck. */
const CONFIDENT = 0.95

/** One thing that speaks against trading this, and whether it alone is enough. */
interface Objection {
  text: string
  fatal: boolean
}

/** What to make of an optimisation, in a word and in plain sentences; the strongest reason first. */
export function adviceOf(facts: AdviceFacts): { verdict: Verdict; advice: string } {
  const made = facts.simulated ? ' This market is simulated: it says nothing about a real one.' : ''
  if (facts.outOfSample === null) return { verdict: 'no evidence', advice: `${withoutEvidence(facts)}${made}` }
  const objections = objectionsTo(facts, facts.outOfSample)
  const fatal = objections.filter((one) => one.fatal)
  const kept = keptText(facts)
  if (fatal.length > 0)
    return { verdict: 'do not trade', advice: `Do not trade this: ${join([...fatal, ...mild(objections)])}.${kept}${made}` }
  if (objections.length > 0) return { verdict: 'doubtful', advice: `Doubtful: ${join(objections)}.${kept}${made}` }
  const next = 'Watch it on paper before any money: these tests rule out some kinds of luck, not all.'
  return {
    verdict: 'promising',
    advice: `Promising: it also earned on sessions that were not searched, and no test here calls it luck.${kept} ${next}${made}`,
  }
}

function withoutEvidence({ trials, overfitting }: AdviceFacts): string {
  const { pbo } = overfitting
  const odds =
    pbo === null ? '' : ` The probability that it is overfitted is ${share(pbo)}${pbo >= EVEN ? ': do not trade this' : ''}.`
  return `No evidence: this is the best of ${trials} trials on the very data they were chosen on, which says nothing about other data.${odds} Run it without --in-sample.`
}

function objectionsTo(facts: AdviceFacts, outOfSample: Metrics): Objection[] {
  const { overfitting, folds } = facts
  const { pbo, deflatedSharpe, trialsEver } = overfitting
  const objections: Objection[] = []
  const object = (fatal: boolean, text: string) => objections.push({ text, fatal })
  const judged = folds.filter((one) => one.outOfSample !== null)
  const lost = judged.filter((one) => (one.outOfSample?.totalReturn ?? 0) <= 0).length
  if (outOfSample.totalReturn <= 0)
    object(
      true,
      `on the sessions that were not searched it ${outOfSample.totalReturn < 0 ? 'lost' : 'earned'} ${share(Math.abs(outOfSample.totalReturn))}`,
    )
  if (pbo !== null && pbo >= EVEN)
    object(
      true,
      `the probability that it is overfitted is ${share(pbo)} (the best on one half of the days is in the worse half on the other at least every second time)`,
    )
  else if (pbo !== null && pbo >= 0.2) object(false, `the probability that it is overfitted is ${share(pbo)}`)
  if (deflatedSharpe === null) object(false, 'its Sharpe ratio cannot be computed')
  else if (deflatedSharpe < EVEN)
    object(
      true,
      `counting ${trialsEver} trials on this data, the chance that its Sharpe ratio is above zero is ${share(deflatedSharpe)}`,
    )
  else if (deflatedSharpe < CONFIDENT)
    object(
      false,
      `counting ${trialsEver} trials on this data, the chance that its Sharpe ratio is above zero is only ${share(deflatedSharpe)}`,
    )
  if (outOfSample.totalReturn > 0 && lost * 2 > judged.length)
    object(false, `${lost} of ${judged.length} folds lost out of sample`)
  if (outOfSample.roundTrips < FEWEST_ROUND_TRIPS)
    object(false, `${outOfSample.roundTrips} closed round trips out of sample are too few to show anything`)
  const peak = peakText(facts)
  if (peak) object(false, peak)
  const held = outOfSample.buyAndHoldReturn
  if (held !== null && held > 0 && outOfSample.totalReturn > 0 && outOfSample.totalReturn < held)
    object(
      false,
      `buying and holding earned more (${share(held)} against ${share(outOfSample.totalReturn)}), at more or less risk`,
    )
  return objections
}

/** A winner whose neighbours fall off is a peak: a little other market, and it is gone. */
function peakText({ neighbours }: AdviceFacts): string | null {
  const shares = neighbours.flatMap(({ share: one }) => one ?? []).sort((a, b) => a - b)
  if (shares.length < 2) return null
  const median = (shares[(shares.length - 1) >> 1] + shares[shares.length >> 1]) / 2
  return median < PLATEAU ? `it stands on a peak: one step aside keeps ${share(median)} of the objective` : null
}

/** What was left of the objective out of sample. */
function keptText({ objective, inSample, outOfSample, direction }: AdviceFacts): string {
  const [before, after] = [inSample, outOfSample].map(
    (one) => (one as unknown as Record<string, number | null> | null)?.[objective] ?? null,
  )
  if (before === null || after === null || direction === 'lower') return ''
  const label = METRICS.get(objective)?.label ?? objective
  return ` ${label}: ${before.toFixed(2)} over the whole range it was chosen on, ${after.toFixed(2)} out of sample.`
}

function mild(objections: Objection[]): Objection[] {
  return objections.filter((one) => !one.fatal)
}

function join(objections: Objection[]): string {
  return objections.map(({ text }) => text).join('; ')
}

function share(fraction: number): string {
  return `${Number((fraction * 100).toFixed(1))}%`
}
