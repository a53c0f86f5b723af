import { OpenbellError } from '../../../core/errors.ts'
import { type Instant, MINUTE, SECOND } from '../../../core/time.ts'
import { barClose } from '../../../market/bar-times.ts'
import type { Bars } from '../../../market/bars.ts'
import type { Calendar } from '../../../market/calendar/calendar.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../../market/timeframe.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import { type Pace, nextMinute } from './pace.ts'

/** One minute of the market: the bars that are known since the last one, by symbol. */
export interface ClosedBars {
  /** The minute, epoch ms. */
  at: Instant
  /** Bars later than those told before, closed by `at`; null where there are none. */
  bars: (Bars | null)[]
  /** Symbols whose bar of this moment did not come in time. */
  late: string[]
  /** Why a symbol could not be asked for. */
  faults: { symbol: string; fault: OpenbellError }[]
}

export interface FeedParts {
  source: MarketDataSource
  symbols: readonly string[]
  calendars: readonly Calendar[]
  timeframe: Timeframe
  session: 'all' | 'regular'
  pace: Pace
  /** First moment. */
  from: Instant
  until: Instant
  /** Open of the newest bar known of each symbol. */
  newest: readonly Instant[]
  signal: AbortSignal
}

/** A bar is waited for so long after its close, and asked for so often: vendors take a second or two to make one. */
const GRACE = 12 * SECOND
const ASK_EVERY = 3 * SECOND
/** The first question comes this long after the close. */
const AFTER_CLOSE = SECOND

/**
 * Closed bars by asking the source just after each close: one value a minute, with bars where the timeframe has a close there. What is
 * already late when it is asked for comes together with what is newest. A stream of bars can stand in its place: whoever reads sees the same values.
 */
export async function* polledBars(parts: FeedParts): AsyncGenerator<ClosedBars> {
  const newest = [...parts.newest]
  const { pace, until, signal } = parts
  for (let at = parts.from; at <= until; at = after(at, pace.now())) {
    await pace.sleep(at + (isClose(parts, at) ? AFTER_CLOSE : 0), signal)
    const moment = isClose(parts, at) ? await asked(parts, newest, at) : nothing(parts, at)
    yield moment
  }
}

/** The next minute; of those that have passed meanwhile the last, since nothing is decided on bars that are old. */
function after(at: Instant, now: Instant): Instant {
  return Math.max(at + MINUTE, nextMinute(now) - MINUTE)
}

function nothing({ symbols }: FeedParts, at: Instant): ClosedBars {
  return { at, bars: symbols.map(() => null), late: [], faults: [] }
}

/** True where bars may close: hours end on the half hour too, since sessions begin there. */
function isClose({ timeframe }: FeedParts, at: Instant): boolean {
  const grid = Math.min(TIMEFRAME_MS[timeframe], 30 * MINUTE)
  return at % grid === 0
}

async function asked(parts: FeedParts, newest: Instant[], at: Instant): Promise<ClosedBars> {
  const { symbols, calendars, pace, signal } = parts
  const moment = nothing(parts, at)
  let waiting = symbols.map((_, i) => i).filter((i) => isOpenBefore(calendars[i], at))
  for (;;) {
    moment.faults = []
    const answers = await Promise.all(waiting.map((i) => ask(parts, i, newest[i], at, moment)))
    waiting = waiting.filter((i, k) => {
      const bars = answers[k]
      if (bars === null || bars.length === 0) return true
      const last = bars.time[bars.length - 1]
      moment.bars[i] = moment.bars[i] === null ? bars : joined(moment.bars[i]!, bars)
      newest[i] = last
      return barClose(parts.timeframe, last, calendars[i]) < at && expected(parts, i, at)
    })
    waiting = waiting.filter((i) => expected(parts, i, at))
    if (waiting.length === 0 || pace.now() + ASK_EVERY > at + GRACE) break
    await pace.sleep(pace.now() + ASK_EVERY, signal)
  }
  moment.late = waiting.map((i) => symbols[i])
  return moment
}

/** Bars told in two answers of one moment. */
function joined(first: Bars, second: Bars): Bars {
  return second.time[0] > first.time[first.length - 1] ? append(first, second) : second
}

function append(first: Bars, second: Bars): Bars {
  const both = { ...first, length: first.length + second.length }
  for (const name of ['time', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'] as const) {
    const a = first[name]
    const b = second[name]
    if (!a) continue
    const column = new Float64Array(both.length).fill(Number.NaN)
    column.set(a.subarray(0, first.length))
    if (b) column.set(b.subarray(0, second.length), first.length)
    both[name] = column
  }
  return both
}

/** A bar that ends here may exist: the symbol's market was open in the minute before. */
function isOpenBefore(calendar: Calendar, at: Instant): boolean {
  return calendar.at(at - 1).phase !== 'closed'
}

/** A bar of every minute is only expected in regular hours; outside of them many have no print. */
function expected({ calendars, timeframe }: FeedParts, i: number, at: Instant): boolean {
  const { phase, session } = calendars[i].at(at - 1)
  if (phase !== 'regular') return false
  const length = TIMEFRAME_MS[timeframe]
  const { open, close } = session!.regular!
  return at === close || (at - open) % length === 0 || at % length === 0
}

async function ask(parts: FeedParts, i: number, newest: Instant, at: Instant, moment: ClosedBars): Promise<Bars | null> {
  const { source, symbols, timeframe, session, signal } = parts
  const query = { kind: 'bars' as const, symbol: symbols[i], timeframe, from: newest + 1, to: at, asOf: at, session }
  try {
    return await source.history(query, signal)
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled' || thrown.kind === 'internal') throw thrown
    if (thrown.kind !== 'no-data') moment.faults.push({ symbol: symbols[i], fault: thrown })
    return null
  }
}
