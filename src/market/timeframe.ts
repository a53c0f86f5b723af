import { OpenbellError } from '../core/errors.ts'
import { DAY, HOUR, MINUTE } from '../core/time.ts'

export const TIMEFRAMES = ['1m', '5m', '15m', '30m', '1h', '1d', '1w'] as const
export type Timeframe = (typeof TIMEFRAMES)[number]

/** Nominal length in milliseconds; a `1d` bar really lasts one session, a `1w` bar the week's sessions. */
export const TIMEFRAME_MS: Record<Timeframe, number> = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '1d': DAY,
  '1w': 7 * DAY,
}

const ALIASES: Record<string, Timeframe> = {
  '1min': '1m',
  '5min': '5m',
  '15min': '15m',
  '30min': '30m',
  '1hour': '1h',
  '60m': '1h',
  '1day': '1d',
  '1week': '1w',
}

/** True for timeframes shorter than a session. */
export function isIntraday(timeframe: Timeframe): boolean {
  return TIMEFRAME_MS[timeframe] < DAY
}

/** Reads `5m` or the alias `5Min`; throws `usage` naming the choices. */
export function parseTimeframe(text: string): Timeframe {
  const lower = text.toLowerCase()
  const known = TIMEFRAMES.find((one) => one === lower) ?? (Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined)
  if (known) return known
  throw new OpenbellError('usage', `unknown timeframe '${text}'`, `one of ${TIMEFRAMES.join(' ')}`)
}
