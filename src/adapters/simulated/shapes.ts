/**
 * How the day breathes: weights per minute of a session, in minutes since its open and until its close.
 * The figures are fitted by eye to recorded minute bars (the stylised-facts test holds them to bands), the form is the usual one:
 * busy and wide at the open, quiet at noon, busy at the close.
 */

/** Standard deviation of a minute's return, up to a factor. */
function volatilityAt(sinceOpen: number, untilClose: number): number {
  return 0.8 + 1.45 * Math.exp(-sinceOpen / 18) + 0.45 * Math.exp(-sinceOpen / 90) + 0.3 * Math.exp(-untilClose / 15)
}

/** Volume of a minute, up to a factor; the auctions make the first and the last minute large. */
function volumeAt(sinceOpen: number, untilClose: number): number {
  const auctions = sinceOpen < 1 ? 14 : untilClose < 1 ? 13 : 0
  const open = 2.6 * Math.exp(-sinceOpen / 15) + 1.5 * Math.exp(-sinceOpen / 60)
  return 1 + auctions + open + 0.4 * Math.exp(-untilClose / 50) + 2.2 * Math.exp(-untilClose / 12)
}

/** Quoted spread of a minute relative to the quiet hours: widest at the open, a little wider again at the very end. */
export function spreadAt(sinceOpen: number, untilClose: number): number {
  return 0.9 + 1.8 * Math.exp(-sinceOpen / 14) + 0.5 * Math.exp(-sinceOpen / 60) + 0.35 * Math.exp(-untilClose / 6)
}

export interface Shape {
  /** Variance of each minute, up to a factor. */
  variance: Float64Array
  volume: Float64Array
}

const shapes = new Map<number, Shape>()

/** Shape of a stock session of so many minutes. */
export function stockShape(minutes: number): Shape {
  let shape = shapes.get(minutes)
  if (!shape) {
    shape = { variance: new Float64Array(minutes), volume: new Float64Array(minutes) }
    for (let t = 0; t < minutes; t++) {
      shape.variance[t] = volatilityAt(t + 0.5, minutes - t - 0.5) ** 2
      shape.volume[t] = volumeAt(t + 0.5, minutes - t - 0.5)
    }
    shapes.set(minutes, shape)
  }
  return shape
}

/**
 * Shape of a nearly round-the-clock session: the stock session's between `open` and `close` (minutes since the session began),
 * thin through the night with a bump when Europe opens (03:00 New York, six and a half hours before the stock market).
 */
export function futureShape(minutes: number, open: number, close: number): Shape {
  const shape = { variance: new Float64Array(minutes), volume: new Float64Array(minutes) }
  for (let t = 0; t < minutes; t++) {
    const inside = t >= open && t < close
    const europe = Math.exp(-(((t - open + 390) / 60) ** 2))
    shape.variance[t] = inside ? volatilityAt(t - open + 0.5, close - t - 0.5) ** 2 : 0.06 + 0.08 * europe
    shape.volume[t] = inside ? Math.min(4, volumeAt(t - open + 0.5, close - t - 0.5)) : 0.06 + 0.12 * europe
  }
  return shape
}

/** The burst of small algorithmic prints: minutes [240, 255) of the pre-market, 08:00 to 08:15 New York time. */
export const BURST_FROM = 240
export const BURST_TO = 255

/** Prints of a pre-market minute (minutes since 04:00), up to a factor. */
export function preAt(minute: number): number {
  if (minute >= BURST_FROM && minute < BURST_TO) return 14 * Math.exp(-(minute - BURST_FROM) / 12)
  return 0.25 + minute / 330 + 1.8 * Math.exp(-(330 - minute) / 25) + (minute === 0 ? 1 : 0)
}

/** Prints of an after-hours minute (minutes since the close), up to a factor. */
export function postAt(minute: number): number {
  return 0.15 + 5 * Math.exp(-minute / 8) + 0.8 * Math.exp(-minute / 60)
}
