import { SECOND } from '../../core/time.ts'

/** `4 s`, `0.4 s`, `3 min 20 s`: a stretch of time for a sentence. */
export function lasting(milliseconds: number): string {
  if (milliseconds < 10 * SECOND) return `${Math.round(milliseconds / 100) / 10} s`
  const seconds = Math.round(milliseconds / SECOND)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes >= 120) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
}

/** Symbols by name, or their number where there are many. */
export function named(symbols: readonly string[]): string {
  return symbols.length <= 8 ? symbols.join(', ') : `${symbols.slice(0, 8).join(', ')} and ${symbols.length - 8} more`
}
