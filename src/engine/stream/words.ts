import { type Instant, iso, MINUTE, SECOND } from '../../core/time.ts'
import { newYork } from '../../market/calendar/new-york.ts'

/** `4 s`, `0.4 s`, `3 min 20 s`: a stretch of time for a sentence. */
export function lasting(milliseconds: number): string {
  if (milliseconds < 10 * SECOND) return `${Math.round(milliseconds / 100) / 10} s`
  const seconds = Math.round(milliseconds / SECOND)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes >= 120) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
}

/** `10:31:04` in New York. */
export function clockOf(at: Instant): string {
  return iso(newYork.wall(at)).slice(11, 19)
}

/** `1 minute`, `2 minutes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}

/** Symbols by name, or their number where there are many. */
export function named(symbols: readonly string[]): string {
  return symbols.length <= 8 ? symbols.join(', ') : `${symbols.slice(0, 8).join(', ')} and ${symbols.length - 8} more`
}

/** How often something is asked for: `every 5 s`, `every minute`. */
export function every(milliseconds: number): string {
  return milliseconds === MINUTE ? 'every minute' : `every ${lasting(milliseconds)}`
}
