import { DAY, type Instant } from '../core/time.ts'
import type { Labels, Prints, Quotes } from '../market/prints.ts'

/** A bar on its way to the wire: plain numbers, so that it can be adjusted and added up. Prices in dollars, volume in shares. */
export interface WireBar {
  at: Instant
  o: number
  h: number
  l: number
  c: number
  v: number
  n: number
  vw: number
}

/** RFC 3339 in UTC with as many fractional digits as there are, down to the microsecond a double can hold. */
export function stamp(at: Instant): string {
  const micros = Math.round(at * 1000)
  const seconds = Math.floor(micros / 1e6)
  const fraction = micros - seconds * 1e6
  const base = new Date(seconds * 1000).toISOString().slice(0, 19)
  if (fraction === 0) return `${base}Z`
  return `${base}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}Z`
}

export function barOut({ at, o, h, l, c, v, n, vw }: WireBar): Record<string, unknown> {
  return { t: stamp(at), o, h, l, c, v, n, vw: Math.round(vw * 1e6) / 1e6 }
}

/** Print `i` as a trade; conditions are separate codes on the wire. */
export function tradeOut(prints: Prints, i: number): Record<string, unknown> {
  const conditions = label(prints.conditions, i)
    .split(/[\s,]+/)
    .filter((code) => code !== '')
  return {
    t: stamp(prints.time[i]),
    x: label(prints.exchange, i) || 'D',
    p: prints.price[i],
    s: prints.size[i],
    c: conditions.length > 0 ? conditions : ['@'],
    i: tradeId(prints, i),
    z: 'C',
  }
}

export function quoteOut(quotes: Quotes, i: number): Record<string, unknown> {
  return {
    t: stamp(quotes.time[i]),
    ax: label(quotes.askExchange, i) || 'Q',
    ap: quotes.askPrice[i],
    as: quotes.askSize[i],
    bx: label(quotes.bidExchange, i) || 'Q',
    bp: quotes.bidPrice[i],
    bs: quotes.bidSize[i],
    c: ['R'],
    z: 'C',
  }
}

export function label(labels: Labels, i: number): string {
  return labels.names[labels.codes[i]] ?? ''
}

/** The source's own number, else one made of the microsecond of the day and the place among equal stamps: unique in the day, whatever range was asked. */
export function tradeId(prints: Prints, i: number): number {
  const own = Number(prints.id?.[i])
  if (Number.isSafeInteger(own) && own > 0) return own
  let place = 0
  while (place < i && prints.time[i - place - 1] === prints.time[i]) place++
  return Math.round((prints.time[i] % DAY) * 1000) * 64 + place
}
