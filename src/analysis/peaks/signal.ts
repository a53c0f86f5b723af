import { settlingBars, type TurnSettings } from './settings.ts'

/** A turn is acted on for so many bars after it. */
const MOST_BARS = 3
/** ... while the last close is within so much of its price (a fraction). */
const MOST_DISTANCE = 0.02
/** The stop stands so far beyond the turn's price. */
const STOP_DISTANCE = 0.02

export type SignalAction = 'BUY' | 'SELL' | 'HOLD'

/** The turn a signal rests on. `price` is the raw close at its bar, `age` its age in bars. */
export interface SignalBasis {
  kind: 'peak' | 'trough'
  row: number
  age: number
  price: number
  /** Later bars can still change it: it may repaint. */
  provisional: boolean
}

export interface TurnSignal {
  action: SignalAction
  /** Last close. */
  price: number
  /** In [0.5, 0.9] for BUY and SELL, 0 for HOLD. */
  confidence: number
  stop: number | null
  reason: string
  basis: SignalBasis | null
}

/**
 * The signal at row `row`, from the newest peak and trough that the computation up to this row reports (-1 = none), provisional or not.
 * contract.md: BUY when the latest trough is at most 3 bars old and |last close / its price - 1| <= 0.02, with confidence
 * min(0.9, 0.5 + 0.4 (1 - |distance| / 0.02)) and the stop 2% below the trough's price; SELL is the mirror at a peak, stop 2% above.
 * If both qualify the younger decides (two turns are never on one bar, so none are equally old). The stop is `price * 0.98`
 * (or 1.02) as it is, not rounded to a tick: an order rounds it when it is made.
 */
export function turnSignal(close: Float64Array, row: number, peak: number, trough: number, settings: TurnSettings): TurnSignal {
  const price = close[row]
  const turns = [basisAt('trough', trough), basisAt('peak', peak)].filter((turn) => turn !== null).sort((a, b) => a.age - b.age)
  const basis = turns.find((turn) => turn.age <= MOST_BARS && Math.abs(distanceTo(price, turn)) <= MOST_DISTANCE)
  if (!basis) return { action: 'HOLD', price, confidence: 0, stop: null, reason: whyHold(price, turns), basis: null }
  const away = distanceTo(price, basis)
  const buys = basis.kind === 'trough'
  return {
    action: buys ? 'BUY' : 'SELL',
    price,
    confidence: Math.min(0.9, 0.5 + 0.4 * (1 - Math.abs(away) / MOST_DISTANCE)),
    stop: basis.price * (buys ? 1 - STOP_DISTANCE : 1 + STOP_DISTANCE),
    reason: `${basis.kind}, ${barsAgo(basis.age)}${basis.provisional ? ' (provisional)' : ''}; last close ${fromIt(away)}`,
    basis,
  }

  function basisAt(kind: SignalBasis['kind'], at: number): SignalBasis | null {
    if (at < 0) return null
    return { kind, row: at, age: row - at, price: close[at], provisional: row - at < settlingBars(settings) }
  }
}

function distanceTo(price: number, turn: SignalBasis): number {
  return price / turn.price - 1
}

function whyHold(price: number, newestFirst: SignalBasis[]): string {
  const [newest] = newestFirst
  if (!newest) return 'no peak or trough in these bars'
  if (newest.age > MOST_BARS) return `${newest.kind} is the latest turn, ${barsAgo(newest.age)}: more than ${MOST_BARS} bars`
  return `${newest.kind}, ${barsAgo(newest.age)}, but the last close is ${fromIt(distanceTo(price, newest))}: more than 2%`
}

function barsAgo(age: number): string {
  return age === 1 ? '1 bar ago' : `${age} bars ago`
}

function fromIt(distance: number): string {
  const text = `${(Math.abs(distance) * 100).toFixed(2)}%`
  if (distance === 0) return 'at its price'
  return distance > 0 ? `${text} above it` : `${text} below it`
}
