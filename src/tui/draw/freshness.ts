import type { SessionView, SymbolQuality } from '../../operations/stream/view.ts'
import { age } from './numbers.ts'

/** From this age on a number is no longer the present. */
const OLD_MS = 5000
/** Looks at the data that may pass before a number counts as old. */
const LOOKS = 5

type Pace = Pick<SessionView, 'speed' | 'lookedEvery'>

/**
 * True when the numbers of a symbol are dimmed: older than five seconds of the market's time, or half a second of a person's where a replay runs so fast that
 * five seconds of the market pass between two paints; of what was looked at so rarely, older than five looks.
 */
export function isOld({ ageMs, state }: SymbolQuality, { speed, lookedEvery = 0 }: Pace): boolean {
  if (state === 'closed') return false
  if (state !== 'live' && state !== 'polling') return true
  const bound = Math.max(OLD_MS, 500 * (speed ?? Number.POSITIVE_INFINITY), LOOKS * lookedEvery)
  return ageMs !== null && ageMs > bound
}

/** What stands in place of numbers that may no longer be true; null while they are good. */
export function qualityLabel(quality: SymbolQuality, view: Pace): string | null {
  switch (quality.state) {
    case 'live':
      return isOld(quality, view) ? `stale ${age(quality.ageMs)}` : null
    case 'closed':
      return null
    case 'stale':
      return quality.ageMs === null ? 'stale' : `stale ${age(quality.ageMs)}`
    default:
      return quality.state
  }
}
