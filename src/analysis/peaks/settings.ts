import { OpenbellError } from '../../core/errors.ts'

/** How turns are looked for. All counts are bars; `delta` is in price units. */
export interface TurnSettings {
  /** Closes in one computation, counted back from the as-of bar. */
  bars: number
  /** Length of the Hanning window, odd (an even wish becomes the next odd number). */
  window: number
  /** Bars after an extremum within which no value may go beyond it. */
  lookahead: number
  /** A turn is confirmed by a later value beyond it by more than this. */
  delta: number
}

/** The named settings: wider windows see fewer, later turns. */
export const SENSITIVITIES = {
  conservative: { window: 21, lookahead: 3 },
  standard: { window: 11, lookahead: 1 },
  sensitive: { window: 7, lookahead: 1 },
} as const

export type Sensitivity = keyof typeof SENSITIVITIES

/** Settings from wishes; what is not said comes from the sensitivity (default standard), explicit numbers win. */
export function turnSettings(wish: Partial<TurnSettings> & { sensitivity?: Sensitivity }): TurnSettings {
  const named = SENSITIVITIES[wish.sensitivity ?? 'standard']
  const window = wholeNumber('window', wish.window ?? named.window, 1)
  return {
    bars: wholeNumber('bars', wish.bars ?? 1000, 2),
    window: window % 2 === 0 ? window + 1 : window,
    lookahead: wholeNumber('lookahead', wish.lookahead ?? named.lookahead, 1),
    delta: price('delta', wish.delta ?? 0),
  }
}

/** `(window - 1) / 2 + lookahead`: an extremum younger than so many bars can still be changed by later bars. */
export function settlingBars(settings: TurnSettings): number {
  return (settings.window - 1) / 2 + settings.lookahead
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value
  throw new OpenbellError('usage', `${name} must be a whole number from ${least}, not ${value}`, `openbell peak-trough --help`)
}

function price(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value
  throw new OpenbellError('usage', `${name} must be a price of 0 or more, not ${value}`, `openbell peak-trough --help`)
}
