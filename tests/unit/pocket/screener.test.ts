import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../src/adapters/simulated/source.ts'
import { DAY, MINUTE, parseDate } from '../../../src/core/time.ts'
import { screenerRoutes } from '../../../src/pocket/routes/screener.ts'
import { startPocket } from '../../../src/pocket/server.ts'
import type { BarsQuery, MarketDataSource } from '../../../src/ports/market-data.ts'
import { findSplit } from '../../support/pocket.ts'

const clock = createSystemClock()
const market = createSimulatedSource({ seed: 7, clock })
const quiet = new AbortController().signal

/** The simulated market with a few symbols only. */
function fewSymbols(symbols: string[], before: (query: BarsQuery) => Promise<void> = async () => {}): MarketDataSource {
  return {
    ...market,
    now: () => market.now(),
    symbols: async (signal) => (await market.symbols(signal)).filter((one) => symbols.includes(one.symbol)),
    history: (async (query: BarsQuery, signal: AbortSignal) => {
      await before(query)
      return market.history(query, signal)
    }) as MarketDataSource['history'],
  }
}

let close = async () => {}
afterEach(() => close())

async function pocketOf(source: MarketDataSource, date: string) {
  const pocket = await startPocket({ source, clock, port: 0, date, speed: 0, seed: 7 })
  pocket.world.time.step(30 * MINUTE)
  close = pocket.close
  const movers = screenerRoutes.find((route) => route.pattern.endsWith('/movers'))!
  const ask = async (signal: AbortSignal) => {
    const request = { method: 'GET', path: '', params: {}, query: new URLSearchParams({ top: '50' }), body: undefined }
    const reply = await movers.handle(pocket.world, { ...request, mostPoints: 1000, signal })
    return reply.body as Record<'gainers' | 'losers', { symbol: string; percent_change: number }[]>
  }
  return { ...pocket, ask }
}

const everyone = (answer: Record<'gainers' | 'losers', { symbol: string }[]>) =>
  [...answer.gainers, ...answer.losers].map((one) => one.symbol).sort()

describe('movers', () => {
  it('take no split for a move: the close before counts in the shares of today', async () => {
    const split = await findSplit(market, parseDate('2024-01-02')!, parseDate('2026-03-01')!)
    const { ask, world } = await pocketOf(fewSymbols([split.symbol]), new Date(split.exDay * DAY).toISOString().slice(0, 10))
    const { gainers, losers } = await ask(quiet)
    const [found] = [...gainers, ...losers]
    expect(found.symbol).toBe(split.symbol)
    const now = world.time.now()
    const { price, previousClose } = await market.snapshot(split.symbol, now - 1, quiet)
    expect(found.percent_change).toBeCloseTo((price / previousClose! - 1) * 100, 0)
    expect(Math.abs(found.percent_change)).toBeLessThan(Math.abs(split.ratio - 1) * 50)
  })

  it('are never a partial list: who goes away gets none, and who waits for the same reading gets the whole one', async () => {
    const symbols = ['SIMALL', 'SIMFIN', 'SIMTEC']
    const gate = Promise.withResolvers<void>()
    let reads = 0
    const held = fewSymbols(symbols, async (query) => {
      if (query.kind === 'bars' && ++reads === 3) await gate.promise
    })
    const { ask } = await pocketOf(held, '2026-03-20')
    const first = new AbortController()
    const leaving = ask(first.signal)
    const waiting = ask(quiet)
    first.abort()
    gate.resolve()
    await expect(leaving).rejects.toMatchObject({ kind: 'canceled' })
    expect(everyone(await waiting)).toEqual(symbols)
    expect(everyone(await ask(quiet))).toEqual(symbols)
  })
})
