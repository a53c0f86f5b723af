import type { Labels, Prints, Quotes } from '../market/prints.ts'
import { label, type WireBar } from './wire.ts'

/** IEX carries about a fortieth of the market's volume. */
const SHARE = 40

/** What a single small exchange would have seen of a consolidated bar: a fortieth of the volume, nothing where that is less than a share. */
export function thinBar(bar: WireBar): WireBar | null {
  const v = Math.round(bar.v / SHARE)
  return v < 1 ? null : { ...bar, v, n: Math.max(1, Math.round(bar.n / SHARE)) }
}

/** Rows that IEX itself (code `V`) printed or quoted; where the source names no exchange so, every fortieth row. */
export function iexRows(tape: Prints | Quotes): number[] {
  const rows = Array.from({ length: tape.length }, (_, i) => i)
  const sides: Labels[] = 'price' in tape ? [tape.exchange] : [tape.bidExchange, tape.askExchange]
  const own = rows.filter((i) => sides.some((labels) => label(labels, i) === 'V'))
  return own.length > 0 ? own : rows.filter((i) => i % SHARE === 0)
}
