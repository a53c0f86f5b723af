import { MINUTE, SECOND } from '../../core/time.ts'
import type { Phase } from '../../market/calendar/calendar.ts'

/** Older than this is worth an alert, however often the symbol is heard. */
const ALERT_FLOOR = 5 * SECOND
/** Before the open and after the close silence is usual. */
const EXTENDED_FLOOR = MINUTE
/**
 * So many usual silences in a row are no chance. On seven real symbol-days (BAC, IBM and SPY of 2013-10-07 to 09, prints alone) 6 gives 0.7 alerts
 * a day and no restart, 5 gives 1.4 and one restart, 8 gives 0.1: tests/unit/engine/stream/rhythm.test.ts.
 */
const USUAL_SILENCES = 6
/** Prints come in bursts: on those days the usual silence was 4 to 6 times what prints at random (two mean gaps) would have. */
const BURSTS = 4
/** What is taken for usual before anything is known, with the weight of so long a listening: a few quick messages prove nothing. */
const UNKNOWN_SILENCE = 30 * SECOND
const DOUBT = 10 * SECOND
const HALF_LIFE = 5 * MINUTE
/** Weight of what is known from bars: as much as so long a listening. */
const PRIOR = MINUTE

/**
 * How often a symbol is heard. Its usual silence is the mean length of the silence that a random moment falls into: the sum of squared gaps over the sum
 * of gaps (the inspection paradox; W. Feller, An Introduction to Probability Theory and Its Applications II, I.4), the past fading with a half-life of 5 minutes.
 * A burst of a hundred prints after ten silent seconds thus counts as ten seconds, not as a tenth.
 */
export class Rhythm {
  #sum = DOUBT
  #squares = DOUBT * UNKNOWN_SILENCE
  #isTold = false

  /** A gap between two messages of the symbol, in milliseconds. */
  heard(gap: number): void {
    this.#sum += gap
    this.#squares += gap * gap
  }

  /** Lets the past fade by so many milliseconds. */
  fade(milliseconds: number): void {
    const kept = 0.5 ** (milliseconds / HALF_LIFE)
    this.#sum *= kept
    this.#squares *= kept
  }

  /** What is known from bars of the past: so many prints a minute. */
  expect(printsPerMinute: number): void {
    if (!(printsPerMinute > 0)) return
    this.#isTold = true
    this.#sum = PRIOR
    this.#squares = PRIOR * ((2 * BURSTS * MINUTE) / printsPerMinute)
  }

  forget(): void {
    this.#sum = DOUBT
    this.#squares = DOUBT * UNKNOWN_SILENCE
    this.#isTold = false
  }

  /** More is known than is taken for usual. */
  get isKnown(): boolean {
    return this.#isTold || this.#sum > 2 * DOUBT
  }

  /** Milliseconds. */
  get usualSilence(): number {
    return this.#squares / this.#sum
  }
}

/**
 * How long a symbol may be silent before it counts as stale, in milliseconds: six usual silences, 5 s at least in regular hours and a minute outside of
 * them. Twice as long restarts it.
 */
export function allowedSilence(rhythm: Rhythm, phase: Phase): number {
  return Math.max(phase === 'regular' ? ALERT_FLOOR : EXTENDED_FLOOR, USUAL_SILENCES * rhythm.usualSilence)
}
