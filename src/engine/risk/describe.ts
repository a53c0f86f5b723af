import type { RiskLimits } from './types.ts'
import { dollars, duration, percent, plural } from './words.ts'

/** The limits in force, as every answer prints them. */
export interface DescribedLimits {
  /** `none`; `settings` of this installation; `file` that was named. */
  set: 'none' | 'settings' | 'file'
  /** The file as it was typed; null unless `set` is `file`. */
  file: string | null
  /** Every limit with its value; null when none is in force. */
  values: RiskLimits | null
  /** The same as sentences for a person, only of limits that are in force. */
  text: string[]
}

/** What `--risk` chose, in words. Null = no limits, and the answer says so. */
export function describeLimits(limits: RiskLimits | null, file: string | null = null): DescribedLimits {
  if (limits === null) return { set: 'none', file: null, values: null, text: ['No risk limits: every intent is sent as it is.'] }
  return { set: file === null ? 'settings' : 'file', file, values: limits, text: sentencesOf(limits) }
}

function sentencesOf(limits: RiskLimits): string[] {
  return [...markets(limits), ...prices(limits), ...sizes(limits), ...rates(limits), ...losses(limits), ...times(limits)]
}

function markets({ allow, deny, minimumPrintsPerMinute: prints }: RiskLimits): string[] {
  return [
    ...(allow ? [allow.length > 0 ? `Only ${allow.join(', ')} may be entered.` : 'No symbol may be entered.'] : []),
    ...(deny.length > 0 ? [`Never entered: ${deny.join(', ')}.`] : []),
    ...(prints ? [`Only symbols with at least ${plural(prints, 'print')} a minute; without a count, none.`] : []),
  ]
}

function prices({ marketOrders, collar, maximumQuoteAgeMs: age }: RiskLimits): string[] {
  const put = marketOrders
    ? []
    : [`A market intent is sent as a limit ${percent(collar ?? Number.NaN)} worse than the last price.`]
  return [
    ...put,
    ...(collar === null ? [] : [`No limit more than ${percent(collar)} worse than the last price.`]),
    ...(age === null ? [] : [`No entry on a price older than ${duration(age)}.`]),
  ]
}

function sizes(limits: RiskLimits): string[] {
  const order = tighter(limits.orderShare, limits.orderNotional)
  const position = tighter(limits.positionShare, limits.positionNotional)
  return [
    ...(order ? [`An order holds at most ${order}.`] : []),
    ...(position ? [`A position holds at most ${position}.`] : []),
    ...(limits.grossExposure === null ? [] : [`All positions together at most ${percent(limits.grossExposure)} of equity.`]),
  ]
}

function rates({ ordersPerMinute, ordersPerDay, dayNotional }: RiskLimits): string[] {
  return [
    ...(ordersPerMinute === null ? [] : [`At most ${plural(ordersPerMinute, 'order')} in a minute.`]),
    ...(ordersPerDay === null ? [] : [`At most ${plural(ordersPerDay, 'order')} in a day.`]),
    ...(dayNotional === null ? [] : [`The entries of a day are worth at most ${dollars(dayNotional)}.`]),
  ]
}

function losses(limits: RiskLimits): string[] {
  const { drawdown, losingStreak } = limits
  const day = tighter(limits.dayLossShare, limits.dayLossNotional)
  const since = plural(limits.drawdownDays, 'session')
  const wait = plural(limits.cooldownMinutes, 'minute')
  return [
    ...(day ? [`No entries after a day's loss of ${day}.`] : []),
    ...(drawdown === null ? [] : [`No entries ${percent(drawdown)} below the highest equity of the last ${since}.`]),
    ...(losingStreak === null ? [] : [`After ${plural(losingStreak, 'losing round trip')} in a row entries wait ${wait}.`]),
  ]
}

function times({ quietWindows, flattenMinutesBeforeClose: flatten }: RiskLimits): string[] {
  return [
    ...quietWindows.map((one) => `No entries from ${one.replace('-', ' to ')} New York time.`),
    ...(flatten === null ? [] : [`Positions are closed ${plural(flatten, 'minute')} before the regular close.`]),
  ]
}

/** A limit said as a share and in dollars: the tighter holds. */
function tighter(share: number | null, notional: number | null): string | null {
  if (share === null) return notional === null ? null : dollars(notional)
  if (notional === null) return `${percent(share)} of equity`
  return `${percent(share)} of equity or ${dollars(notional)}, whichever is less`
}
