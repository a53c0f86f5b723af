/** What the honesty grade of a run is judged by; the caller knows where the data came from. */
export interface GradeFacts {
  /** Closed round trips, and those still open at the end. */
  roundTrips: number
  openRoundTrips: number
  /** Days of daily equity. */
  days: number
  /** Distinct trials ever run on this data, this one included. */
  trialsEver: number
  /** Chance that the Sharpe ratio is above zero after so many trials (`deflatedSharpe`); null = cannot be computed. */
  deflatedSharpe: number | null
  fills: number
  ambiguousBars: number
  shrunkFills: number
  /** Fills in bars without volume. */
  withoutVolume: number
  /** True for data of a simulated market (`isSimulated`). */
  simulated: boolean
  feed: string
  /** Share of the market's volume behind the feed, in (0, 1]. */
  coverage: number
  /**
   * `actions`: splits and dividends are applied as they fall due; `later-splits`: dividends are, but prices before a split are in shares after
   * it, so that a rule on a dollar level knows of it; `splits`: prices adjusted for splits, dividends left out; `raw`: neither is
   * known.
   */
  adjustment: 'actions' | 'later-splits' | 'splits' | 'raw'
  /** `point-in-time`: the symbols were picked from those listed then, vanished ones included; `today`: from those that are still there. */
  survivorship: 'point-in-time' | 'today'
  /** Names of the cost models: `us`, `none`, `0.001`; `spread`, `none`, `fixed:0.01`. */
  fee: string
  slippage: string
  /** What the look-ahead check found; `not-run` when it was not asked for, `blind` where it cannot see what the strategy reads. */
  lookAhead: 'clean' | 'caught' | 'not-run' | 'blind'
}

export type GradeLetter = 'A' | 'B' | 'C' | 'D' | 'F'

/** One thing that speaks for or against believing a result. */
export interface Finding {
  rule: string
  /** One clause with its figure. */
  text: string
  /** Points off 100. */
  cost: number
  /** The best letter this finding leaves possible; null = any. */
  ceiling: GradeLetter | null
}

/** Points off: the first row whose limit the figure is under (`below`) or over (`above`) counts. One table, so that the scale is seen at once. */
export const GRADE_COSTS = {
  roundTrips: [
    { below: 1, cost: 60 },
    { below: 10, cost: 40 },
    { below: 30, cost: 25 },
    { below: 100, cost: 10 },
  ],
  deflatedSharpe: [
    { below: 0.5, cost: 40 },
    { below: 0.8, cost: 25 },
    { below: 0.95, cost: 12 },
  ],
  deflatedSharpeUnknown: 25,
  trialsEver: [
    { above: 1000, cost: 10 },
    { above: 100, cost: 5 },
  ],
  days: [
    { below: 60, cost: 25 },
    { below: 252, cost: 15 },
    { below: 756, cost: 5 },
  ],
  ambiguousShare: [
    { above: 0.2, cost: 25 },
    { above: 0.05, cost: 15 },
    { above: 0.01, cost: 5 },
  ],
  shrunkShare: [
    { above: 0.2, cost: 10 },
    { above: 0.05, cost: 5 },
  ],
  withoutVolumeShare: [
    { above: 0.5, cost: 15 },
    { above: 0.05, cost: 5 },
  ],
  partialFeed: 10,
  adjustment: { actions: 0, 'later-splits': 8, splits: 3, raw: 15 },
  survivorship: { 'point-in-time': 0, today: 5 },
  noFee: 5,
  noSlippage: 15,
  lookAheadNotRun: 5,
  openRoundTrips: 3,
} as const

type Level = { below: number; cost: number } | { above: number; cost: number }

function costOf(figure: number, levels: readonly Level[]): number {
  return levels.find((level) => ('below' in level ? figure < level.below : figure > level.above))?.cost ?? 0
}

const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`
const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`
const finding = (rule: string, text: string, cost: number, ceiling: GradeLetter | null = null): Finding => ({
  rule,
  text,
  cost,
  ceiling,
})

/** Every finding about a run, those that cost nothing too. */
export function findingsOf(facts: GradeFacts): Finding[] {
  return [...evidence(facts), ...fillQuality(facts), ...provenance(facts), ...honestCosts(facts)]
}

function evidence(facts: GradeFacts): Finding[] {
  const { roundTrips, days, trialsEver, deflatedSharpe: odds } = facts
  const trials = counted(trialsEver, 'trial')
  return [
    finding('round-trips', counted(roundTrips, 'closed round trip'), costOf(roundTrips, GRADE_COSTS.roundTrips)),
    odds === null
      ? finding('deflated-sharpe', 'deflated Sharpe ratio cannot be computed', GRADE_COSTS.deflatedSharpeUnknown)
      : finding(
          'deflated-sharpe',
          `deflated Sharpe ratio ${percent(odds)}: the chance that the edge is real after ${trials}`,
          costOf(odds, GRADE_COSTS.deflatedSharpe),
        ),
    finding('trials', `${trials} ever run on this data`, costOf(trialsEver, GRADE_COSTS.trialsEver)),
    finding('sample', `${counted(days, 'day')} of returns`, costOf(days, GRADE_COSTS.days)),
  ]
}

function fillQuality(facts: GradeFacts): Finding[] {
  const { fills, ambiguousBars, shrunkFills, withoutVolume, openRoundTrips } = facts
  const share = (count: number) => (fills === 0 ? 0 : count / fills)
  const of = (count: number) => `${count} of ${counted(fills, 'fill')} (${percent(share(count))})`
  const findings = [
    finding(
      'ambiguous',
      `${counted(ambiguousBars, 'ambiguous bar')} to ${counted(fills, 'fill')}, the worse order of events assumed`,
      costOf(share(ambiguousBars), GRADE_COSTS.ambiguousShare),
    ),
  ]
  if (shrunkFills > 0) {
    const cost = costOf(share(shrunkFills), GRADE_COSTS.shrunkShare)
    findings.push(finding('shrunk', `${of(shrunkFills)} cut to what cash covered`, cost))
  }
  if (withoutVolume > 0) {
    const cost = costOf(share(withoutVolume), GRADE_COSTS.withoutVolumeShare)
    findings.push(finding('volume', `${of(withoutVolume)} in bars without volume, taken whole`, cost))
  }
  if (openRoundTrips > 0) {
    const text = `${counted(openRoundTrips, 'position')} still open, valued at the last close`
    findings.push(finding('open', text, GRADE_COSTS.openRoundTrips))
  }
  return findings
}

const ADJUSTMENT_TEXTS = {
  actions: 'splits and dividends applied as they fell due',
  'later-splits':
    'prices before a split are in shares after it: rules on dollar levels and whole shares know of splits to come; dividends are paid',
  splits: 'prices adjusted for splits; dividends are left out',
  raw: 'raw prices; splits and dividends are not known',
}
const SURVIVORSHIP_TEXTS = {
  'point-in-time': 'symbols as listed at the time, vanished ones included',
  today: 'symbols chosen today: those that vanished are missing',
}

function provenance(facts: GradeFacts): Finding[] {
  const { simulated, feed, coverage, adjustment, survivorship } = facts
  if (simulated) return [finding('feed', `feed ${feed}: a simulated market proves nothing about the real one`, 0, 'D')]
  const carried = coverage < 1 ? `carries about ${percent(coverage)} of the market's volume` : 'is taken for the whole market'
  return [
    finding('feed', `feed ${feed} ${carried}`, coverage < 1 ? GRADE_COSTS.partialFeed : 0),
    finding('adjustment', ADJUSTMENT_TEXTS[adjustment], GRADE_COSTS.adjustment[adjustment]),
    finding('survivorship', SURVIVORSHIP_TEXTS[survivorship], GRADE_COSTS.survivorship[survivorship]),
  ]
}

function honestCosts({ fee, slippage, lookAhead }: GradeFacts): Finding[] {
  const findings: Finding[] = []
  if (slippage === 'none') findings.push(finding('slippage', 'fills without slippage', GRADE_COSTS.noSlippage))
  if (fee === 'none') findings.push(finding('fee', 'fills without fees', GRADE_COSTS.noFee))
  if (lookAhead === 'caught')
    findings.push(finding('look-ahead', 'the look-ahead check caught decisions that saw the future', 100, 'F'))
  else if (lookAhead === 'clean') findings.push(finding('look-ahead', 'the look-ahead check found nothing', 0))
  else if (lookAhead === 'blind')
    findings.push(finding('look-ahead', 'no check sees what the strategy reads beside its bars', GRADE_COSTS.lookAheadNotRun))
  else findings.push(finding('look-ahead', 'look-ahead check not run (--check)', GRADE_COSTS.lookAheadNotRun))
  return findings
}
