import type { RiskLimits } from './types.ts'

/** Limits of which the smaller is the tighter. */
const SMALLER = [
  'collar',
  'maximumQuoteAgeMs',
  'orderNotional',
  'orderShare',
  'positionNotional',
  'positionShare',
  'grossExposure',
  'ordersPerMinute',
  'ordersPerDay',
  'dayNotional',
  'dayLossShare',
  'dayLossNotional',
  'drawdown',
  'losingStreak',
] as const satisfies readonly (keyof RiskLimits)[]

/** Two sets of limits as one: of each limit the tighter holds, so whatever either denies is denied. */
export function tighten(one: Readonly<RiskLimits>, other: Readonly<RiskLimits>): RiskLimits {
  const smaller = Object.fromEntries(SMALLER.map((name) => [name, inForce(Math.min, one[name], other[name])]))
  return {
    ...one,
    ...smaller,
    allow: one.allow && other.allow ? one.allow.filter((symbol) => other.allow!.includes(symbol)) : (one.allow ?? other.allow),
    deny: [...new Set([...one.deny, ...other.deny])],
    marketOrders: one.marketOrders && other.marketOrders,
    minimumPrintsPerMinute: inForce(Math.max, one.minimumPrintsPerMinute, other.minimumPrintsPerMinute),
    // A longer look back finds a higher peak; a longer wait is a longer wait.
    drawdownDays: longer(one.drawdown, one.drawdownDays, other.drawdown, other.drawdownDays),
    cooldownMinutes: longer(one.losingStreak, one.cooldownMinutes, other.losingStreak, other.cooldownMinutes),
    quietWindows: [...new Set([...one.quietWindows, ...other.quietWindows])],
    flattenMinutesBeforeClose: inForce(Math.max, one.flattenMinutesBeforeClose, other.flattenMinutesBeforeClose),
  }
}

/** Null = no such limit: then the other one alone holds. */
function inForce(pick: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return pick(a, b)
}

/** The span that goes with a limit counts where the limit is in force. */
function longer(limit: number | null, span: number, otherLimit: number | null, otherSpan: number): number {
  if (otherLimit === null) return span
  return limit === null ? otherSpan : Math.max(span, otherSpan)
}
