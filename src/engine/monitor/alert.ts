/** What a position calls for, gravest first. */
export const ALERTS = ['emergency', 'review', 'declining peaks', 'protect profit'] as const
export type PositionAlert = (typeof ALERTS)[number]

/** Shares of what was paid (or taken, for a short position) at which a position calls: won 5%, lost 5%, lost 10%. */
const PROTECT_AT = 0.05
const REVIEW_AT = -0.05
const EMERGENCY_AT = -0.1

/** Rounding of binary fractions alone never keeps an alert back. */
const ROUNDING = 1e-12

/** The gravest alert of a position, null for none. `profitFraction`: won (positive) or lost, as a share of its cost; NaN calls for nothing. */
export function alertOf(profitFraction: number, peaksDecline: boolean): PositionAlert | null {
  if (profitFraction <= EMERGENCY_AT + ROUNDING) return 'emergency'
  if (profitFraction <= REVIEW_AT + ROUNDING) return 'review'
  if (peaksDecline && profitFraction > 0) return 'declining peaks'
  return profitFraction >= PROTECT_AT - ROUNDING ? 'protect profit' : null
}

/** The graver of two alerts, for lists; null is the least. */
export function graver(one: PositionAlert | null, other: PositionAlert | null): PositionAlert | null {
  const rank = (alert: PositionAlert | null) => (alert === null ? ALERTS.length : ALERTS.indexOf(alert))
  return rank(one) <= rank(other) ? one : other
}
