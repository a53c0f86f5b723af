import { type Instant, MINUTE } from '../../core/time.ts'
import type { LiveRoundTrip } from '../../engine/orders/books.ts'
import { counted } from '../common/words.ts'
import type { DataFaults, Lesson } from './output.ts'

export interface LessonFacts {
  /** Round trips of the day, in the order in which they ended. */
  trips: readonly LiveRoundTrip[]
  /** Regular open of the day; null when there was no session. */
  open: Instant | null
  denials: readonly { rule: string; denied: number }[]
  data: DataFaults | null
}

/** Fewer cases say nothing, however they fell. */
const LEAST = 3
const EARLY = 30 * MINUTE

/**
 * Facts of a day that are worth a note: counts and medians with the number of cases they rest on, and no advice. Each says something only when there are enough
 * cases and it is plain; a day's handful of round trips proves nothing, and the numbers beside say so.
 */
export function lessonsOf(facts: LessonFacts): Lesson[] {
  const { trips, denials, data } = facts
  const lost = trips.filter(({ profit }) => profit < 0)
  const won = trips.filter(({ profit }) => profit > 0)
  return [
    early(lost, facts.open),
    heldLonger(lost, won),
    worstAgainstWin(lost, won),
    feesOfGains(trips, won),
    ...symbolsThatLose(trips),
    inARow(trips),
    oneTrip(trips),
    ...denials.filter(({ denied }) => denied >= LEAST).map(deniedOften),
    dataFaults(data),
  ].filter((lesson) => lesson !== null)
}

function early(lost: readonly LiveRoundTrip[], open: Instant | null): Lesson | null {
  if (open === null || lost.length < LEAST) return null
  const n = lost.filter(({ entryTime }) => entryTime >= open && entryTime < open + EARLY).length
  if (n * 2 < lost.length) return null
  return { what: 'losses-early', text: `${n} of ${lost.length} losses were entered in the first 30 minutes`, n, of: lost.length }
}

function heldLonger(lost: readonly LiveRoundTrip[], won: readonly LiveRoundTrip[]): Lesson | null {
  if (lost.length < LEAST || won.length < LEAST) return null
  const [losers, winners] = [median(lost.map(minutesHeld)), median(won.map(minutesHeld))]
  if (losers < 1.5 * winners) return null
  const text = `losses were held ${minutes(losers)}, gains ${minutes(winners)} (medians of ${lost.length} and ${won.length})`
  return { what: 'losers-held-longer', text, n: lost.length, of: lost.length + won.length }
}

function worstAgainstWin(lost: readonly LiveRoundTrip[], won: readonly LiveRoundTrip[]): Lesson | null {
  if (lost.length === 0 || won.length < LEAST) return null
  const worst = lost.reduce((one, other) => (other.profit < one.profit ? other : one))
  const mean = won.reduce((sum, { profit }) => sum + profit, 0) / won.length
  const times = -worst.profit / mean
  if (times < 3) return null
  const text = `the worst loss (${worst.symbol} ${worst.profit.toFixed(2)}) took what ${times.toFixed(1)} mean gains made (${won.length} gains)`
  return { what: 'worst-against-mean-win', text, n: 1, of: won.length + lost.length }
}

function feesOfGains(trips: readonly LiveRoundTrip[], won: readonly LiveRoundTrip[]): Lesson | null {
  const fees = trips.reduce((sum, one) => sum + one.fees, 0)
  const gained = won.reduce((sum, one) => sum + one.profit + one.fees, 0)
  if (won.length < LEAST || fees < 0.25 * gained) return null
  const text = `fees took ${((fees / gained) * 100).toFixed(0)}% of what ${won.length} gains brought before them`
  return { what: 'fees-of-gains', text, n: won.length, of: trips.length }
}

function symbolsThatLose(trips: readonly LiveRoundTrip[]): Lesson[] {
  return [...Map.groupBy(trips, ({ symbol }) => symbol)].flatMap(([symbol, own]) => {
    const n = own.filter(({ profit }) => profit < 0).length
    if (own.length <= LEAST || n * 4 < own.length * 3 || own.length === trips.length) return []
    return [{ what: 'symbol-that-loses' as const, text: `${symbol} lost ${n} of ${own.length} round trips`, n, of: own.length }]
  })
}

function inARow(trips: readonly LiveRoundTrip[]): Lesson | null {
  let [longest, now] = [0, 0]
  for (const { profit } of trips) {
    now = profit < 0 ? now + 1 : 0
    longest = Math.max(longest, now)
  }
  if (longest < LEAST) return null
  return {
    what: 'losses-in-a-row',
    text: `${longest} losses came in a row, of ${trips.length} round trips`,
    n: longest,
    of: trips.length,
  }
}

function oneTrip(trips: readonly LiveRoundTrip[]): Lesson | null {
  if (trips.length < LEAST) return null
  const profit = trips.reduce((sum, one) => sum + one.profit, 0)
  const best = trips.reduce((one, other) => (other.profit > one.profit ? other : one))
  const without = profit - best.profit
  if (profit <= 0 || without > 0) return null
  const text = `without its best round trip (${best.symbol} ${best.profit.toFixed(2)}) the day made ${without.toFixed(2)}`
  return { what: 'one-trip-made-the-day', text, n: 1, of: trips.length }
}

function deniedOften({ rule, denied }: { rule: string; denied: number }, _: number, all: readonly { denied: number }[]): Lesson {
  const of = all.reduce((sum, one) => sum + one.denied, 0)
  return { what: 'denied-often', text: `${denied} intents were denied by ${rule}`, n: denied, of }
}

function dataFaults(data: DataFaults | null): Lesson | null {
  if (data === null || data.stale + data.gaps + data.restarts === 0) return null
  const parts = [
    ...(data.stale > 0 ? [`stale ${counted(data.stale, 'time')}`] : []),
    ...(data.gaps > 0 ? [`${counted(data.gaps, 'gap')}, ${data.repaired} of them closed`] : []),
    ...(data.restarts > 0 ? [`${counted(data.restarts, 'stream')} begun anew`] : []),
  ]
  const text = `data of ${counted(data.symbols, 'symbol')}: ${parts.join(', ')}`
  return { what: 'data-faults', text, n: data.stale + data.gaps + data.restarts, of: data.symbols }
}

const minutesHeld = ({ entryTime, exitTime }: LiveRoundTrip) => (exitTime - entryTime) / MINUTE

function minutes(value: number): string {
  return value < 10 ? `${value.toFixed(1)} min` : `${value.toFixed(0)} min`
}

/** Of an even count the mean of the middle two. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
