import type { DayNumber } from '../core/time.ts'

/**
 * A corporate action. `exDay`: the first trading date on which the stock trades without it.
 * `value`: for a split new shares per old share (7 for 7-for-1, 0.1 for 1-for-10); for a dividend dollars a share; null when only the ratio is known.
 * `ratio`: the factor for every price before `exDay` (1/7 for 7-for-1); null for a dividend in dollars, where it follows from the close before.
 */
export interface CorporateAction {
  symbol: string
  kind: 'split' | 'dividend'
  exDay: DayNumber
  value: number | null
  ratio: number | null
  source: string
}
