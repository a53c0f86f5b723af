import type { RiskLimits, RiskView } from './types.ts'

/** How far an account is from one of its limits. */
export interface LimitRoom {
  /** The limit, as settings spell it; `intradayMargin` is nobody's setting. */
  rule: string
  /** The symbol that comes nearest to it, where it is a limit of a position. */
  symbol: string | null
  /** Where the account stands; null = not known, and entries are denied. */
  value: number | null
  limit: number
  /** What is left, in the unit of the limit; 0 or less: entries are denied. Null = not known. */
  room: number | null
}

/** Market value of a position in dollars, signed; NaN = not known. */
export interface PositionValue {
  symbol: string
  value: number
}

/**
 * The distance to each limit in force that an account can be near to, resting entries counted as filled. Limits that only an order can break
 * (size of an order, collar, age of a quote, prints, lists, windows) are not among them.
 */
export function limitRooms(limits: RiskLimits, view: RiskView, positions: readonly PositionValue[]): LimitRoom[] {
  const { equity, equityAtDayStart: begun, equityPeak } = view
  const largest = largestOf(positions)
  const held = largest === null ? 0 : Math.abs(largest.value)
  const symbol = largest?.symbol ?? null
  const rooms: (LimitRoom | null)[] = [
    roomOf('positionNotional', held, limits.positionNotional, symbol),
    roomOf('positionShare', held / equity, limits.positionShare, symbol),
    roomOf('grossExposure', (view.grossValue + view.pendingGross) / equity, limits.grossExposure),
    roomOf('ordersPerMinute', view.ordersLastMinute, limits.ordersPerMinute),
    roomOf('ordersPerDay', view.ordersToday, limits.ordersPerDay),
    roomOf('dayNotional', view.notionalToday, limits.dayNotional),
    roomOf('dayLossShare', 1 - equity / begun, limits.dayLossShare),
    roomOf('dayLossNotional', begun - equity, limits.dayLossNotional),
    roomOf('drawdown', 1 - equity / equityPeak, limits.drawdown),
    roomOf('losingStreak', view.losingStreak, limits.losingStreak),
    view.broker === 'none' ? null : roomOf('intradayMargin', view.broker.maintenance / equity, 1),
  ]
  return rooms.filter((one) => one !== null)
}

/** The largest position; one whose value is not known comes first: it may be the largest. */
function largestOf(positions: readonly PositionValue[]): PositionValue | null {
  return positions.reduce<PositionValue | null>((best, one) => {
    if (best === null || !Number.isFinite(one.value)) return one
    return Number.isFinite(best.value) && Math.abs(one.value) > Math.abs(best.value) ? one : best
  }, null)
}

function roomOf(rule: string, value: number, limit: number | null, symbol: string | null = null): LimitRoom | null {
  if (limit === null) return null
  const known = Number.isFinite(value)
  return { rule, symbol, value: known ? value : null, limit, room: known ? limit - value : null }
}
