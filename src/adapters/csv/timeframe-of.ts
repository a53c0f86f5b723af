import { OpenbellError } from '../../core/errors.ts'
import { DAY, HOUR, type Instant } from '../../core/time.ts'
import { TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '../../market/timeframe.ts'

/**
 * The timeframe of rows from their commonest spacing within a symbol. Dates without a time of day are daily or weekly even where few
 * rows of a symbol are seen (a weekend would make three days the commonest). In a few rows of a quiet symbol gaps can outnumber
 * neighbours; then the closest spacing counts, when every other one is a multiple of it.
 * @throws usage when the spacing is none of ours, or a single row has none.
 */
export function timeframeOf(file: string, stamps: Map<string, Instant[]>): Timeframe {
  const counts = spacings(stamps)
  const spacing = commonest(counts)
  const dated = [...stamps.values()].every((times) => times.every((at) => at % DAY === 0))
  if (spacing !== null && spacing >= 5 * DAY && spacing <= 9 * DAY) return '1w'
  if (spacing !== null && spacing > 12 * HOUR && spacing < 5 * DAY) return '1d'
  if (dated && (spacing === null || spacing < 5 * DAY)) return '1d'
  const found = lengthOf(spacing) ?? lengthOf(commonDivisor(counts))
  if (found) return found
  const why =
    spacing === null ? 'has too few rows to tell its timeframe' : `has rows ${spacing / 1000} s apart, which is no timeframe`
  throw new OpenbellError('usage', `${file} ${why}`, `say it: --timeframe ${TIMEFRAMES.join('|')}`)
}

function lengthOf(spacing: number | null): Timeframe | undefined {
  return TIMEFRAMES.find((one) => TIMEFRAME_MS[one] === spacing)
}

function spacings(stamps: Map<string, Instant[]>): Map<number, number> {
  const counts = new Map<number, number>()
  for (const times of stamps.values()) {
    for (let i = 1; i < times.length; i++) {
      const spacing = Math.abs(times[i] - times[i - 1])
      if (spacing > 0) counts.set(spacing, (counts.get(spacing) ?? 0) + 1)
    }
  }
  return counts
}

function commonest(counts: Map<number, number>): number | null {
  let best: number | null = null
  for (const [spacing, count] of counts) if (best === null || count > counts.get(best)!) best = spacing
  return best
}

/** The least spacing that occurs, when all others are multiples of it. */
function commonDivisor(counts: Map<number, number>): number | null {
  const least = Math.min(...counts.keys())
  return [...counts.keys()].every((spacing) => spacing % least === 0) ? least : null
}
