import type { Prints, Quotes } from '../market/prints.ts'
import { label, type WireBar } from './wire.ts'

/** IEX carries about a fortieth of the market's volume. */
const SHARE = 40

/** What a single small exchange would have seen of a consolidated bar: a fortieth of the volume, nothing where that is less than a share. */
export function thinBar(bar: WireBar): WireBar | null {
  const v = Math.round(bar.v / SHARE)
  return v < 1 ? null : { ...bar, v, n: Math.max(1, Math.round(bar.n / SHARE)) }
}

/**
 * Rows that IEX itself (code `V`) printed or quoted. Where the source names no real exchange (their codes are one letter), about every fortieth row,
 * picked by its own time, so that the same rows come whatever range was asked.
 */
export function iexRows(tape: Prints | Quotes): number[] {
  const sides = 'price' in tape ? [tape.exchange] : [tape.bidExchange, tape.askExchange]
  const rows: number[] = []
  for (let i = 0; i < tape.length; i++) {
    const codes = sides.map((labels) => label(labels, i))
    const real = codes.some((code) => code.length === 1)
    if (real ? codes.includes('V') : scattered(tape.time[i]) % SHARE === 0) rows.push(i)
  }
  return rows
}

/** A whole number that looks random but depends on the millisecond only. */
function scattered(time: number): number {
  return Math.imul(Math.floor(time) % 2 ** 32, 2654435761) >>> 8
}
