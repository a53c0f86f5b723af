import { orNull } from '../../../core/errors.ts'
import { DAY, type Instant, MINUTE } from '../../../core/time.ts'
import type { DriveMarket, LastPrice, Tape } from '../../../exchange/drive/market.ts'
import type { Listing } from '../../../exchange/models.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import { contractOf } from '../../../market/contracts.ts'
import { symbolKind } from '../../../market/symbols.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import { SIMULATED } from '../bars.ts'

const NO_PRINTS: Tape = { length: 0, time: new Float64Array(0), price: new Float64Array(0), size: new Float64Array(0) }
/** A symbol that printed in so many days has a tape. */
const PROBED = 10 * DAY
/** Coins and currencies are quoted finer than cents. */
const FINE_TICK = 1e-8

/** What the exchange must know of a symbol: its price step and the dollars of a point. */
export function listingOf(symbol: string): Listing {
  const contract = contractOf(symbol)
  if (contract) return { symbol, tickSize: contract.tickSize, multiplier: contract.multiplier }
  return { symbol, tickSize: symbolKind(symbol) === 'equity' ? 0.01 : FINE_TICK, multiplier: 1 }
}

/** A source as the market that drives the exchange: its tape where it has one, else one-minute bars; prices as they were traded. */
export function driveMarket(source: MarketDataSource, signal: () => AbortSignal): DriveMarket {
  const tapes = new Map<string, Promise<boolean>>()
  const hasTape = (symbol: string, at: Instant): Promise<boolean> => {
    const known = tapes.get(symbol)
    if (known) return known
    const query = { kind: 'prints', symbol, from: at - PROBED, to: at, asOf: at, limit: 1 } as const
    const asked = orNull(['no-data', 'not-found', 'usage'], source.history(query, signal())).then((prints) => prints !== null)
    tapes.set(symbol, asked)
    asked.catch(() => tapes.delete(symbol))
    return asked
  }
  return {
    async prints(symbol, from, to) {
      if (!(await hasTape(symbol, to))) return null
      return (await orNull(['no-data'], source.history({ kind: 'prints', symbol, from, to, asOf: to }, signal()))) ?? NO_PRINTS
    },
    bars(symbol, from, to) {
      const query = { kind: 'bars', symbol, timeframe: '1m', from, to, asOf: to + MINUTE, session: 'all', raw: true } as const
      return orNull(['no-data'], source.history(query, signal()))
    },
    ...(source.name === SIMULATED && { quietUntil: (...range: Range) => quietUntil(source, signal(), range) }),
    async last(symbol, at) {
      if (source.name === SIMULATED) return lastPrint(source, signal(), symbol, at)
      const snapshot = await orNull(['no-data'], source.snapshot(symbol, at, signal()))
      return snapshot && { price: snapshot.price, time: snapshot.time }
    },
    async actions(symbol, from, to) {
      const query = { kind: 'actions', symbol, from, to } as const
      return (await orNull(['no-data', 'not-found', 'usage'], source.history(query, signal()))) ?? []
    },
    calendar: calendarFor,
  }
}

/** A snapshot draws more of the simulated market than its last print. */
async function lastPrint(source: MarketDataSource, signal: AbortSignal, symbol: string, at: Instant): Promise<LastPrice | null> {
  const query = { kind: 'prints', symbol, from: at - PROBED, to: at + 1, asOf: at, limit: 1 } as const
  const prints = await orNull(['no-data'], source.history(query, signal))
  return prints && { price: prints.price[0], time: prints.time[0] }
}

type Range = [symbol: string, from: Instant, to: Instant, floor: number, ceiling: number]

/** By whole minutes: every simulated print lies in the range of its minute's bar. */
async function quietUntil(
  source: MarketDataSource,
  signal: AbortSignal,
  [symbol, from, to, floor, ceiling]: Range,
): Promise<Instant> {
  const first = Math.floor(from / MINUTE) * MINUTE
  const end = Math.floor(to / MINUTE) * MINUTE
  if (end <= from) return from
  const query = { kind: 'bars', symbol, timeframe: '1m', from: first, to: end, asOf: end, session: 'all', raw: true } as const
  const bars = await orNull(['no-data'], source.history(query, signal))
  for (let i = 0; bars !== null && i < bars.length; i++) {
    if (bars.low[i] <= floor || bars.high[i] >= ceiling) return Math.max(from, bars.time[i])
  }
  return end
}
