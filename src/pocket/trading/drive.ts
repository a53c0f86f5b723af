import { OpenbellError } from '../../core/errors.ts'
import { type DayNumber, type Instant, isoDate } from '../../core/time.ts'
import { createDriven, type DrivenExchange, type DrivenListener } from '../../exchange/drive/driven.ts'
import type { DriveMarket, Tape } from '../../exchange/drive/market.ts'
import { noFee } from '../../exchange/fees/simple.ts'
import type { ExchangeOptions } from '../../exchange/models.ts'
import { noSlippage } from '../../exchange/slippage/models.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import { latestTape } from '../tape-series.ts'
import { orNothing, type World } from '../world.ts'
import { createTapeAhead } from './tape-ahead.ts'

/** The matching core over the market of the exchange. `closed` hears the equity of every regular close. */
export function createDrive(
  world: World,
  listener: DrivenListener,
  closed: (equity: number, day: DayNumber, at: Instant) => void,
): DrivenExchange {
  const parts = { options: paperOptions(world.cash), market: marketOf(world), calendar: world.calendar, closed }
  return createDriven(world.time.start, parts, listener)
}

/** How the vendor's paper account fills: no fees, no slippage, twice its equity, a tenth of each print. */
function paperOptions(cash: number): ExchangeOptions {
  return {
    cash,
    fractional: true,
    fee: noFee,
    slippage: noSlippage,
    margin: 2,
    volumeShare: 0.1,
    accountRules: 'margin',
    borrowRate: 0,
    debitRate: 0,
  }
}

const NO_PRINTS: Tape = { length: 0, time: new Float64Array(0), price: new Float64Array(0), size: new Float64Array(0) }

/** The source behind the exchange as matching asks it. */
function marketOf(world: World): DriveMarket {
  const { signal } = new AbortController()
  const { source } = world
  const hasTape = tapeTeller(world, signal)
  const tape = createTapeAhead(
    async (symbol, from, to) => {
      try {
        return await source.history({ kind: 'prints', symbol, from, to, asOf: to }, signal)
      } catch (thrown) {
        const kind = thrown instanceof OpenbellError ? thrown.kind : null
        if (kind === 'usage' || kind === 'not-found') return null
        if (kind !== 'no-data') throw thrown
        return (await hasTape(symbol, to)) ? NO_PRINTS : null
      }
    },
    // The simulated market knows its future; others know what has happened.
    () => (source.name === 'simulated' ? Number.POSITIVE_INFINITY : source.now()),
  )
  world.faults.onChange(tape.forget)
  return {
    prints: tape.read,
    bars: (symbol, from, to) =>
      orNothing(
        source.history(
          { kind: 'bars', symbol, timeframe: '1m', from, to, asOf: world.time.now(), session: 'all', raw: true },
          signal,
        ),
      ),
    async last(symbol, at) {
      const seen = await orNothing(source.snapshot(symbol, at, signal))
      return seen && { price: seen.price, time: seen.time }
    },
    actions: async (symbol, from, to) => (await orNothing(source.history({ kind: 'actions', symbol, from, to }, signal))) ?? [],
    calendar: () => world.calendar,
  }
}

/** Tells a symbol that was just not traded from one whose source keeps bars only: asked once a day and symbol. */
function tapeTeller(world: World, signal: AbortSignal): (symbol: string, at: Instant) => Promise<boolean> {
  const known = new Map<string, boolean>()
  return async (symbol, at) => {
    const name = `${symbol} ${isoDate(newYorkDay(at))}`
    const kept = known.get(name)
    if (kept !== undefined) return kept
    const found = await latestTape(world, symbol, 'prints', at, false, signal)
    known.set(name, found !== null)
    return found !== null
  }
}
