import type { Instant } from '../../core/time.ts'

/** What happened lately on the buffers of one symbol; every number null where it cannot be said. Formulas: figures.ts. */
export interface WindowFigures {
  symbol: string
  /** Seconds that were asked for, and that the buffers cover. */
  seconds: number
  covered: number
  prints: number
  /** Last price / first price - 1. */
  momentum: number | null
  /** Units a minute in the window over those a minute in the session before it. */
  volumeRate: number | null
  vwap: number | null
  /** Mean of (ask - bid) / middle. */
  spread: number | null
  printsPerMinute: number | null
  rating: string
  /** Share of prints that look like a machine's (see analysis/algorithmic), and the pattern. */
  algorithmic: { probability: number; pattern: string } | null
  trend: 'up' | 'down' | 'flat' | null
}

export interface WindowScope {
  /** The window reaches back this many seconds from `now`. */
  now: Instant
  /** Share of the market's prints that the feed carries; the count of prints a minute is divided by it. */
  coverage: number
  /** Open of the session that the volume is compared with; null = there is none. */
  sessionFrom: Instant | null
  /** Whether to say how much looks like a machine's: that walks the whole window anew. */
  algorithmic: boolean
}
