import { OpenbellError } from '../../../core/errors.ts'
import { type Instant, MINUTE, SECOND } from '../../../core/time.ts'
import { barClose } from '../../../market/bar-times.ts'
import { BAR_COLUMNS, type Bars, OPTIONAL_COLUMNS } from '../../../market/bars.ts'
import type { Calendar } from '../../../market/calendar/calendar.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../../market/timeframe.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import { nextMinute, type Pace } from './pace.ts'

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

/** A minute that brought no bars. */
export function nothing({ symbols }: Pick<FeedParts, 'symbols'>, at: Instant): ClosedBars {
  return { at, bars: symbols.map(() => null), late: [], faults: [] }
}

/** True where bars may close: hours end on the half hour too, since sessions begin there. */
export function isClose({ timeframe }: Pick<FeedParts, 'timeframe'>, at: Instant): boolean {
  const grid = Math.min(TIMEFRAME_MS[timeframe], 30 * MINUTE)
  return at % grid === 0
}

async function asked(parts: FeedParts, newest: Instant[], at: Instant): Promise<ClosedBars> {
  const { symbols, calendars, pace, signal, timeframe } = parts
  const moment = nothing(parts, at)
  let waiting = symbols.map((_, i) => i).filter((i) => calendars[i].at(at - 1).phase !== 'closed')
  for (;;) {
    moment.faults = []
    const answers = await Promise.all(waiting.map((i) => ask(parts, i, newest[i], at, moment)))
    for (const [k, i] of waiting.entries()) {
      const bars = answers[k]
      if (bars === null || bars.length === 0) continue
      moment.bars[i] = moment.bars[i] === null ? bars : joined(moment.bars[i]!, bars)
      newest[i] = bars.time[bars.length - 1]
    }
    waiting = waiting.filter((i) => isExpected(parts, i, newest[i], at) && barClose(timeframe, newest[i], calendars[i]) < at)
    if (waiting.length === 0 || pace.now() + ASK_EVERY > at + GRACE) break
    await pace.sleep(pace.now() + ASK_EVERY, signal)
  }
  moment.late = waiting.map((i) => symbols[i])
  return moment
}

/** Bars told in two answers of one moment. */
function joined(first: Bars, second: Bars): Bars {
  const both = { ...first, length: first.length + second.length }
  for (const name of [...BAR_COLUMNS, ...OPTIONAL_COLUMNS] as const) {
    const before = first[name]
    if (before === null) continue
    const column = new Float64Array(both.length).fill(Number.NaN)
    column.set(before.subarray(0, first.length))
    column.set(second[name]?.subarray(0, second.length) ?? [], first.length)
    both[name] = column
  }
  return both
}

/** Every bar of regular hours is waited for; outside of them many minutes have no print. */
export function isExpected(
  { calendars, timeframe }: Pick<FeedParts, 'calendars' | 'timeframe'>,
  i: number,
  newest: Instant,
  at: Instant,
): boolean {
  const { phase, session } = calendars[i].at(at - 1)
  return phase === 'regular' && (at === session!.regular!.close || (at - newest) % TIMEFRAME_MS[timeframe] === 0)
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
