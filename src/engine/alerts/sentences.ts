import type { SettledTurn } from '../../analysis/alerts/turn-watch.ts'
import type { Instant } from '../../core/time.ts'
import { newYorkClock } from '../../market/calendar/new-york.ts'
import { priceDigits } from '../../market/price-digits.ts'
import type { Timeframe } from '../../market/timeframe.ts'

/** An expression that came true, with what it read. */
export function expressionSentence(symbol: string, rule: string, values: Readonly<Record<string, number | null>>): string {
  const read = Object.entries(values).map(([word, value]) => `${word} ${shown(value, symbol, word)}`)
  return `${symbol}: ${rule} (${read.join(', ')})`
}

/** A turn with when it happened and when it was known. */
export function turnSentence(symbol: string, { kind, price, time }: SettledTurn, at: Instant, timeframe: Timeframe): string {
  const where = `${price.toFixed(priceDigits(price, symbol))} at ${newYorkClock(time)} New York`
  return `${symbol}: ${kind} of ${where}, known at ${newYorkClock(at)} (${timeframe} bars)`
}

export function liquiditySentence(symbol: string, printsPerMinute: number, rating: string, minimum: number): string {
  return `${symbol}: liquidity lost, ${Math.round(printsPerMinute)} prints a minute (${rating}), less than ${minimum}`
}

/** Words whose values are fractions, read as percent; the other values are prices, counts and indicators. */
const FRACTIONS = new Set(['change', 'change_1', 'gap'])

function shown(value: number | null, symbol: string, word: string): string {
  if (value === null) return 'unknown'
  if (FRACTIONS.has(word)) return `${(value * 100).toFixed(2)}%`
  const digits = Math.abs(value) >= 100_000 ? 0 : priceDigits(value, symbol)
  return String(Number(value.toFixed(digits)))
}
