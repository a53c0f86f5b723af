import { describe, expect, it } from 'vitest'
import { exchangeOptions } from '../../../../src/engine/costs.ts'
import { hasDecided, LiveRun } from '../../../../src/engine/live/live-run.ts'
import type { PreparedSeries } from '../../../../src/engine/types.ts'
import type { Fill } from '../../../../src/exchange/order.ts'
import { sliceBars } from '../../../../src/market/bars.ts'
import { defaultsOf } from '../../../../src/strategy/params.ts'
import type { AnyStrategy } from '../../../../src/strategy/types.ts'
import { runOn, simulatedSeries } from '../../../support/runs.ts'
import { MatchedBroker } from './matched-broker.ts'

const OPTIONS = exchangeOptions({
  cash: 100_000,
  fee: 'us',
  slippage: 'none',
  margin: 1,
  fractional: false,
  account: 'none',
})
const DECIDER = { strategy: 'test', key: 'abcd1234' }

const strategy = async (name: string) => (await import(`../../../../strategies/${name}.ts`)).default as AnyStrategy

const watcher = { kind: 'openbell-strategy', name: 'watcher', summary: 'Only looks.', params: {} }

interface Played {
  run: LiveRun
  broker: MatchedBroker
  fills: Fill[]
}

/** Plays the bars from `start` on through a live run; `kills`: steps after which the process dies and another one goes on from the same journal. */
function play(strategy: AnyStrategy, series: PreparedSeries[], start: number[], kills: ReadonlySet<number> = new Set()): Played {
  const broker = new MatchedBroker(series, OPTIONS)
  const next = [...start]
  const begin = () => {
    broker.news()
    return new LiveRun({
      strategy,
      params: defaultsOf(strategy),
      history: series.map((one, i) => sliceBars(one.bars, 0, next[i])),
      room: Math.max(...series.map((one) => one.bars.length)),
      options: OPTIONS,
      books: () => broker.books,
      decider: DECIDER,
      now: 0,
    })
  }
  let run = begin()
  const fills: Fill[] = []
  let day = -1
  for (let step = 0; ; step++) {
    const at = Math.min(
      ...series.map((one, i) => (next[i] < one.bars.length ? one.closeTime[next[i]] : Number.POSITIVE_INFINITY)),
    )
    if (at === Number.POSITIVE_INFINITY) return { run, broker, fills }
    const closed = series.map((_, i) => i).filter((i) => next[i] < series[i].bars.length && series[i].closeTime[next[i]] === at)
    const rows = closed.map((i) => next[i]++)
    const date = Math.max(...closed.map((i, k) => series[i].day[rows[k]]))
    broker.match(closed, rows, date > day ? date : null)
    day = Math.max(day, date)
    for (const [k, i] of closed.entries()) run.append(i, series[i].bars, rows[k])
    fills.push(...run.sync(broker.news(), at).fills)
    expect(run.roundTrips().length).toBeGreaterThanOrEqual(0)
    broker.carryOut(run, run.decide(closed, at).asked, at)
    run.sync(broker.news(), at)
    for (const [i, one] of series.entries())
      expect(run.shares(i)).toBe(broker.exchange.shares(i) === 0 ? 0 : broker.books.shares(one.bars.symbol))
    if (kills.has(step)) run = begin()
  }
}

describe('a run on bars as they come', async () => {
  const names = ['scalp', 'sma-cross', 'bollinger-reversion', 'vwap-reversion', 'rsi-reversion']
  const series = await Promise.all(['SIMALL', 'SIMTEC'].map((symbol) => simulatedSeries(symbol, '5m', 12)))

  it.each(names)('does what the backtest of the same bars does: %s', async (name) => {
    const made = withoutMoves(await strategy(name))
    const backtest = runOn(made, series, defaultsOf(made), { exchange: OPTIONS })
    const { fills, broker } = play(made, series, [1, 1])
    expect(backtest.fills.length).toBeGreaterThan(4)
    const words = ({ order, shares, price, time }: Fill) => `${time} ${order.side} ${shares} ${order.symbol} ${price}`
    expect(fills.map(words)).toEqual(backtest.fills.map(words))
    expect(broker.books.cashMicros).toBe(broker.exchange.account.cashMicros)
  })

  it('goes on after being killed with what the account holds and what rests, and its books agree', async () => {
    const made = withoutMoves(await strategy('bollinger-reversion'))
    const whole = play(made, series, [1, 1])
    const kills = new Set([50, 51, 200, 333, 501])
    const { run, broker, fills } = play(made, series, [1, 1], kills)
    const words = ({ order, shares, price, time }: Fill) => `${time} ${order.side} ${shares} ${order.symbol} ${price}`
    expect(fills.map(words)).toEqual(whole.fills.map(words))
    for (const [i, one] of series.entries()) expect(run.shares(i)).toBe(broker.books.shares(one.bars.symbol))
  })

  it('counts the bars of a position from the one in which it was filled, also when that has not closed yet', () => {
    const seen: number[] = []
    const watching = {
      ...watcher,
      // biome-ignore lint/suspicious/noExplicitAny: whatever context the strategy is given
      onBar({ position }: any) {
        seen.push(position.barsHeld)
      },
    } as AnyStrategy
    const [one] = series
    const { bars, closeTime } = one
    const broker = new MatchedBroker([one], OPTIONS)
    const history = [sliceBars(bars, 0, 50)]
    const rest = { params: {}, room: 10, options: OPTIONS, books: () => broker.books, decider: DECIDER, now: closeTime[49] }
    const run = new LiveRun({ strategy: watching, history, ...rest })
    const next = (row: number) => {
      run.append(0, bars, row)
      run.decide([0], closeTime[row])
    }
    next(50)
    const at = closeTime[50] + 10_000
    const ids = { executionId: 'e1', orderId: 'b1', clientOrderId: 'c1' }
    const fill = { ...ids, symbol: 'SIMALL', side: 'buy' as const, shares: 5, price: 450, fee: 0, cumulative: 5, at }
    broker.tell({ kind: 'filled', fill })
    run.sync(broker.news(), at)
    next(51)
    next(52)
    expect(seen).toEqual([0, 0, 1])
  })

  it('takes over what the account got without it: dividends, a position that a person accepted, orders of others', () => {
    const seen: { cash: number; shares: number; averagePrice: number; barsHeld: number }[] = []
    const watching = {
      ...watcher,
      // biome-ignore lint/suspicious/noExplicitAny: whatever context the strategy is given
      onBar({ account, position }: any) {
        const { shares, averagePrice, barsHeld } = position
        seen.push({ cash: account.cash, shares, averagePrice, barsHeld })
      },
    } as AnyStrategy
    const [one] = series
    const broker = new MatchedBroker([one], OPTIONS)
    const { bars, closeTime } = one
    const history = [sliceBars(bars, 0, 50)]
    const rest = { params: {}, room: 10, options: OPTIONS, books: () => broker.books, decider: DECIDER, now: closeTime[49] }
    const run = new LiveRun({ strategy: watching, history, ...rest })
    broker.news()
    const next = (row: number) => {
      run.append(0, bars, row)
      run.sync(broker.news(), closeTime[row])
      run.decide([0], closeTime[row])
    }
    next(50)
    const dividend = { kind: 'cash', id: 'd1', at: closeTime[50], what: 'dividend', symbol: 'SIMALL', amount: 12.34 } as const
    broker.tell({ kind: 'activity', activity: dividend })
    next(51)
    const positions = [{ symbol: 'SIMALL', shares: -7, averagePrice: 450 }]
    broker.tell({ kind: 'opened', cash: 90_000, positions, known: [], by: 'a person', reason: 'accepted' })
    next(52)
    next(53)
    expect(seen.map(({ cash }) => cash)).toEqual([100_000, 100_012.34, 90_000, 90_000])
    expect(seen.map(({ shares }) => shares)).toEqual([0, 0, -7, -7])
    expect(seen[3].averagePrice).toBe(450)
    expect(seen.map(({ barsHeld }) => barsHeld)).toEqual([0, 0, 0, 1])
    const after = new LiveRun({ strategy: watching, ...rest, history: [sliceBars(bars, 0, 54)], now: closeTime[53] })
    expect(after.shares(0)).toBe(-7)
    expect(after.roundTrips()).toMatchObject([{ side: 'short', shares: 7, entryPrice: 450, exitTime: null }])
  })

  it('knows what it asked for on a bar, before and after a restart', async () => {
    const made = withoutMoves(await strategy('bollinger-reversion'))
    const { broker } = play(made, series, [1, 1])
    const [own] = [...broker.books.orders.values()].filter(({ intent }) => intent !== null)
    const [, , , closed] = /^test-abcd1234-(SIM[A-Z]+)-(([0-9a-z]+))-(?:enter|exit)-0$/.exec(own.intent!.id)!
    const at = Number.parseInt(closed, 36)
    expect(hasDecided(broker.books, DECIDER, own.symbol, at)).toBe(true)
    expect(hasDecided(broker.books, DECIDER, own.symbol, at + 300_000)).toBe(false)
    expect(hasDecided(broker.books, { ...DECIDER, key: 'other000' }, own.symbol, at)).toBe(false)
  })
})

/** The same without moving legs later: a broker moves them by orders of its own. */
function withoutMoves(strategy: AnyStrategy): AnyStrategy {
  const { onBar } = strategy
  // biome-ignore lint/suspicious/noExplicitAny: whatever context the strategy is given
  return { ...strategy, onBar: (context: any) => onBar!({ ...bound(context), protect: () => {} }) } as AnyStrategy
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function bound(context: any): any {
  return Object.fromEntries(Object.keys(context).map((key) => [key, context[key]]))
}
