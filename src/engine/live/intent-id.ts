import type { Instant } from '../../core/time.ts'

/** Who decides: the strategy, and a hash of its parameters and the account. */
export interface Decider {
  strategy: string
  key: string
}

const LONGEST_NAME = 36
const LONGEST_SYMBOL = 12

/**
 * Beginning of the ids of all intents that a run makes of one bar, known by its close. A process that was killed and started again finds by
 * it what it has decided on that bar, so that the same decision never becomes a second order.
 */
export function barPrefix({ strategy, key }: Decider, symbol: string, closed: Instant): string {
  return `${deciderPrefix({ strategy, key })}${plain(symbol).slice(0, LONGEST_SYMBOL)}-${closed.toString(36)}-`
}

/** Beginning of the ids of all intents of a run and of those before it with the same parameters on the same account. */
export function deciderPrefix({ strategy, key }: Decider): string {
  return `${strategy.slice(0, LONGEST_NAME)}-${key}-`
}

/** Id of the so-manieth intent of a bar. */
export function intentId(prefix: string, action: 'enter' | 'exit', ordinal: number): string {
  return `${prefix}${action}-${ordinal}`
}

/** True for the exits that a strategy asked for, as their ids tell. */
export function isExitId(id: string): boolean {
  return /-exit-\d+$/.test(id)
}

function plain(symbol: string): string {
  return symbol.replaceAll(/[^A-Za-z0-9]/g, '-')
}
