/** What a scan knows of a symbol, under the same names in expressions and rows. Prices in the symbol's currency, fractions as fractions. */
export interface FieldSpec {
  summary: string
  /** True when the number grows with the share of the market's volume that the feed carries. */
  scales: boolean
  /** True when a rule that names it needs the whole market's volume to mean anything. */
  volume: boolean
}

const plain = (summary: string): FieldSpec => ({ summary, scales: false, volume: false })
const traded = (summary: string): FieldSpec => ({ summary, scales: true, volume: true })

export const fields = {
  price: plain('Last price: close of the as-of bar'),
  open: plain('Open of the as-of bar'),
  high: plain('High of the as-of bar'),
  low: plain('Low of the as-of bar'),
  close: plain('Close of the as-of bar'),
  volume: traded('Volume of the as-of bar'),
  prints: traded('Prints in the as-of bar, where the source counts them'),
  dollar_volume: traded('Price times volume of the as-of bar'),
  change: plain('Last price against the last close before this session, as a fraction'),
  change_1: plain('Last price against the close of the bar before, as a fraction'),
  gap: plain('Open of the session against the last close before it, as a fraction'),
  previous_close: plain('Last close before this session'),
  session_open: plain('Open of the session'),
  session_high: plain('High of the session so far'),
  session_low: plain('Low of the session so far'),
  session_volume: traded('Volume of the session so far'),
  vwap: plain('Volume-weighted average price of the session so far'),
  rvol: { summary: 'Volume against the mean of the sessions before', scales: false, volume: true },
  rvol_sessions: plain('Sessions that mean rests on'),
  prints_per_minute: traded('Mean prints of the last five regular minutes'),
} satisfies Record<string, FieldSpec>

export type FieldName = keyof typeof fields

export const FIELD_NAMES = Object.keys(fields) as FieldName[]

export function isField(name: string): name is FieldName {
  return Object.hasOwn(fields, name)
}
