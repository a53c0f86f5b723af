import { OpenbellError } from '../../core/errors.ts'
import { DAY, type Instant, iso, MINUTE, utcDay } from '../../core/time.ts'
import { TIMEFRAMES, type Timeframe } from '../../market/timeframe.ts'
import type { BarsQuery } from '../../ports/market-data.ts'

export type YahooInterval = '1m' | '5m' | '15m' | '30m' | '60m' | '1d' | '1wk'

interface Reach {
  interval: YahooInterval
  /** How far back Yahoo keeps this interval; null = as long as the symbol is listed. */
  backDays: number | null
  /** Length of one request: within Yahoo's limit, and whole weeks, so that no weekly bar is cut in two. */
  blockDays: number
  /** Days asked for beyond both ends, because a dated bar's stamp may lie a day from the session's open. */
  marginDays: number
}

/** What Yahoo keeps and gives at once. */
export const REACH: Record<Timeframe, Reach> = {
  '1m': { interval: '1m', backDays: 30, blockDays: 7, marginDays: 0 },
  '5m': { interval: '5m', backDays: 60, blockDays: 28, marginDays: 0 },
  '15m': { interval: '15m', backDays: 60, blockDays: 28, marginDays: 0 },
  '30m': { interval: '30m', backDays: 60, blockDays: 28, marginDays: 0 },
  '1h': { interval: '60m', backDays: 730, blockDays: 182, marginDays: 0 },
  '1d': { interval: '1d', backDays: null, blockDays: 1820, marginDays: 2 },
  '1w': { interval: '1wk', backDays: null, blockDays: 3640, marginDays: 0 },
}

/** One request: `[from, to)`, and the number of its block on a fixed grid, by which the answer is kept. */
export interface Block {
  number: number
  from: Instant
  to: Instant
  /** Reaches up to now, so that its answer ages quickly. */
  live: boolean
}

/** The first Monday of 1970: blocks are whole weeks from there. */
const GRID_START = 4 * DAY

/** Yahoo measures "30 days" to the second on its own clock. */
const HORIZON_MARGIN = 5 * MINUTE

/**
 * The blocks that hold a query, newest first (so that a limit can stop early).
 * Throws `usage` for bars older than Yahoo keeps; a query with a limit wants the newest bars and is cut to what Yahoo keeps.
 */
export function planBlocks(query: BarsQuery, now: Instant): Block[] {
  const { backDays, blockDays, marginDays } = REACH[query.timeframe]
  const oldest = backDays === null ? Number.NEGATIVE_INFINITY : now - backDays * DAY + HORIZON_MARGIN
  const to = Math.min(query.to, now)
  if (to <= oldest || (query.from < oldest - HORIZON_MARGIN && query.limit === undefined)) throw tooOld(query, now)
  const from = Math.max(query.from, oldest)
  const length = blockDays * DAY
  const margin = marginDays * DAY
  const tomorrow = (utcDay(now) + 2) * DAY
  const blocks: Block[] = []
  const first = Math.floor((from - GRID_START) / length)
  const last = Math.floor((to - 1 - GRID_START) / length)
  for (let number = last; number >= first; number--) {
    const start = GRID_START + number * length
    const end = start + length
    blocks.push({
      number,
      from: Math.max(start - margin, oldest),
      to: Math.min(end + margin, tomorrow),
      live: end + margin > now,
    })
  }
  return blocks
}

function tooOld(query: BarsQuery, now: Instant): OpenbellError {
  const { timeframe, symbol } = query
  const coarser = TIMEFRAMES.slice(TIMEFRAMES.indexOf(timeframe) + 1).find((one) => {
    const { backDays } = REACH[one]
    return backDays === null || query.from >= now - backDays * DAY
  })
  return new OpenbellError(
    'usage',
    `yahoo keeps ${timeframe} bars for ${REACH[timeframe].backDays} days: ${symbol} from ${iso(query.from)} is older`,
    `add --timeframe ${coarser ?? '1d'}, or import a file: openbell data import FILE --symbol ${symbol}`,
  )
}
