import type { Column } from '../../market/bars.ts'
import { Random } from '../random.ts'
import { moments } from '../statistics/moments.ts'
import { studentProbability } from '../statistics/student.ts'
import { placeAnew } from './random-entries.ts'

/** Bars of one symbol; entries are drawn from `[from, length)`, the rows at whose open the rule could have entered. */
export interface EntryPrices {
  open: Column
  close: Column
  from: number
  length: number
}

/** One closed round trip as the test sees it. */
export interface EntryFacts {
  /** Which of the price series. */
  series: number
  /** Row in whose bar it was entered. */
  row: number
  /** Bars held; 0 = out in the same bar. */
  bars: number
  side: 'long' | 'short'
  /** After fees, as reported. */
  return: number
}

export interface Significance {
  roundTrips: number
  draws: number
  seed: number
  /** Mean gain of a round trip, entered and left at opens, no costs: of the rule, and of the draws (median and 95th percentile). */
  meanReturn: number
  randomMedian: number
  random95: number
  /** Chance that random entries do at least as well. */
  pValue: number
  /** Of the reported returns (after fees) against zero, one-sided; null without variation. */
  tStatistic: number | null
  tPValue: number | null
  /** Chance of at least so many winners if gain and loss were even. */
  winners: number
  losers: number
  signPValue: number
}

/**
 * Is the entry rule better than chance? The round trips are placed anew, many times: each keeps its symbol, its bars held and its side; their order
 * and the gaps between them are drawn, and they never overlap, so the time in the market stays the same too. Rule and draws are
 * valued alike, from the open of the entry bar to the open of the bar in which the exit fell (the same bar's close when it fell in
 * it). The p-value is (1 + draws at least as good) / (1 + draws) (B. Phipson and G. K. Smyth, "Permutation P-values Should Never Be Zero",
 * Statistical Applications in Genetics and Molecular Biology 9(1), 2010). How long the rule held is taken from the rule: where exits
 * depend on the price (a target), rule and exit are judged together. Beside it Student's t of the reported returns and the sign test.
 * Null under 2 round trips.
 */
export function entrySignificance(
  prices: readonly EntryPrices[],
  entries: readonly EntryFacts[],
  { draws, seed }: { draws: number; seed: number },
): Significance | null {
  if (entries.length < 2) return null
  const groups = prices.map((_, series) => entries.filter((entry) => entry.series === series))
  let total = 0
  for (const entry of entries) total += gain(prices[entry.series], entry.row, entry.bars, entry.side)
  const meanReturn = total / entries.length
  const means = randomMeans(prices, groups, entries.length, draws, new Random(seed, 'random-entries'))
  // Sums of the same gains in another order differ in their last digits.
  const slack = 1e-12 * Math.max(1, Math.abs(meanReturn))
  let asGood = 0
  for (const mean of means) if (mean >= meanReturn - slack) asGood++
  means.sort()
  return {
    roundTrips: entries.length,
    draws,
    seed,
    meanReturn,
    randomMedian: means[Math.floor(draws / 2)],
    random95: means[Math.min(draws - 1, Math.floor(draws * 0.95))],
    pValue: (1 + asGood) / (1 + draws),
    ...studentTest(entries.map((entry) => entry.return)),
    ...signTest(entries),
  }
}

function randomMeans(
  prices: readonly EntryPrices[],
  groups: EntryFacts[][],
  count: number,
  draws: number,
  random: Random,
): Float64Array {
  const means = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0
    for (let series = 0; series < groups.length; series++) {
      const one = prices[series]
      placeAnew(groups[series], one.from, one.length, random, (row, entry) => {
        sum += gain(one, row, entry.bars, entry.side)
      })
    }
    means[draw] = sum / count
  }
  return means
}

/** Gain of a round trip as a fraction of its entry price. */
function gain({ open, close, length }: EntryPrices, row: number, bars: number, side: 'long' | 'short'): number {
  const end = row + bars
  const out = bars === 0 ? close[row] : end < length ? open[end] : close[length - 1]
  const change = out / open[row] - 1
  return side === 'long' ? change : -change
}

/** Student's one-sample t of returns against zero, and the chance of such a t or a higher one. */
export function studentTest(returns: ArrayLike<number>): { tStatistic: number | null; tPValue: number | null } {
  const { count, mean, deviation } = moments(returns)
  if (count < 2 || !(deviation > 0)) return { tStatistic: null, tPValue: null }
  const tStatistic = (mean / deviation) * Math.sqrt(count)
  return { tStatistic, tPValue: 1 - studentProbability(tStatistic, count - 1) }
}

/** The exact sign test: chance of at least so many winners among winners and losers when both are as likely. */
export function signTest(entries: readonly Pick<EntryFacts, 'return'>[]): {
  winners: number
  losers: number
  signPValue: number
} {
  const winners = entries.filter((entry) => entry.return > 0).length
  const losers = entries.filter((entry) => entry.return < 0).length
  const count = winners + losers
  let logOfTerm = -count * Math.LN2
  let chance = 0
  for (let k = 0; k <= count; k++) {
    if (k >= winners) chance += Math.exp(logOfTerm)
    logOfTerm += Math.log((count - k) / (k + 1))
  }
  return { winners, losers, signPValue: Math.min(1, chance) }
}
