import type { ForecastResult } from './output.ts'

/** Where in the history a past forecast was made: by its time, or in a file without times by the values around it; null = before it begins. */
export function rowOfPast(
  history: ForecastResult['history'],
  { origin, last, points }: ForecastResult['past'][number],
): number | null {
  const comes = (at: number) => points.every(({ came }, i) => history[at + 1 + i]?.value === came)
  const found = history.findIndex((one, at) => (origin === null ? one.value === last && comes(at) : one.time === origin))
  return found < 0 ? null : found
}
