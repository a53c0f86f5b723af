import { MovingWindow } from '../../analysis/window/moving-window.ts'
import type { WindowFigures } from '../../analysis/window/types.ts'
import { type Instant, SECOND } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { SymbolTape } from '../../market/live/types.ts'

/** How often the walk for machines' prints is made anew, in the market's time: it is the one figure that is not kept up row by row. */
const WALK_EVERY = 2 * SECOND

interface Kept {
  window: MovingWindow
  now: Instant
  algorithmic: WindowFigures['algorithmic']
  walkedAt: Instant
}

const windows = new WeakMap<SymbolTape, Map<number, Kept>>()

/**
 * Figures of the last `seconds` of a tape, for whoever looks again and again: what came and went since the last look is all that is added up.
 * `coverage`: share of the market that the feed carries.
 */
export function windowOf(tape: SymbolTape, seconds: number, now: Instant, coverage: number): WindowFigures {
  const one = keptFor(tape, seconds, now)
  one.now = now
  const walks = now - one.walkedAt >= WALK_EVERY
  const scope = { now, coverage, sessionFrom: sessionFrom(tape.symbol, now), algorithmic: walks }
  const figures = one.window.figures(scope)
  if (walks) {
    one.walkedAt = now
    one.algorithmic = figures.algorithmic
  }
  return walks ? figures : { ...figures, algorithmic: one.algorithmic }
}

/** Time went back (another replay of the same tape): what was added up is of no use. */
function keptFor(tape: SymbolTape, seconds: number, now: Instant): Kept {
  const windowsOfTape = windows.get(tape) ?? new Map<number, Kept>()
  windows.set(tape, windowsOfTape)
  const known = windowsOfTape.get(seconds)
  if (known && now >= known.now) return known
  known?.window.close()
  const made = { window: new MovingWindow(tape, seconds), now, algorithmic: null, walkedAt: Number.NEGATIVE_INFINITY }
  windowsOfTape.set(seconds, made)
  return made
}

/** Open of the session (pre-market, regular, after hours) that an instant, or the last moment before it, lies in; null between sessions. */
export function sessionFrom(symbol: string, now: Instant): Instant | null {
  const { phase, session } = calendarFor(symbol).at(now - 1)
  return phase === 'closed' ? null : (session?.[phase]?.open ?? null)
}
