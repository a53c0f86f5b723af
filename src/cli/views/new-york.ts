import { isoDate, parseInstant, utcDay } from '../../core/time.ts'
import { newYork as zone } from '../../market/calendar/new-york.ts'

/** An ISO stamp on New York's wall clock, seconds and all: `2026-03-20 09:30:05`. */
export function newYork(iso: string | null): string {
  const instant = iso === null ? null : parseInstant(iso)
  if (instant === null) return 'n/a'
  const wall = zone.wall(instant)
  return `${isoDate(utcDay(wall))} ${new Date(wall).toISOString().slice(11, 19)}`
}
