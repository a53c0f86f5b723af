import { afterEach, describe, expect, it } from 'vitest'
import { createBatcher } from '../../../../src/adapters/alpaca/batch.ts'
import { at, failure, type Rig, rig, signal } from './alpaca.ts'

describe('questions at the same moment', () => {
  it('are one request when only the symbol differs, at most a hundred symbols each', async () => {
    const batcher = createBatcher<string>()
    const requests: string[][] = []
    const askMany = async (symbols: string[]) => {
      requests.push(symbols)
      return new Map(symbols.map((symbol) => [symbol, `of ${symbol}`]))
    }
    const names = Array.from({ length: 150 }, (_, i) => `S${String(i).padStart(3, '0')}`)
    const asked = [
      ...names.map((name) => batcher.ask('days', name, askMany, signal)),
      batcher.ask('hours', 'S000', askMany, signal),
    ]
    expect(await Promise.all(asked)).toEqual([...names, 'S000'].map((name) => `of ${name}`))
    expect(requests.map((one) => one.length).sort((a, b) => a - b)).toEqual([1, 50, 100])
    await batcher.ask('days', 'S001', askMany, signal)
    expect(requests).toHaveLength(4)
  })

  it('end for the caller who gives up, and for the vendor only when all have', async () => {
    const batcher = createBatcher<string>()
    const seen: AbortSignal[] = []
    const hang = (_symbols: string[], all: AbortSignal) => {
      seen.push(all)
      return new Promise<Map<string, string>>((_, reject) => all.addEventListener('abort', () => reject(all.reason)))
    }
    const [one, two] = [new AbortController(), new AbortController()]
    const asked = [failure(batcher.ask('k', 'A', hang, one.signal)), failure(batcher.ask('k', 'B', hang, two.signal))]
    await new Promise((resolve) => setTimeout(resolve, 10))
    one.abort()
    expect(await asked[0]).toMatchObject({ kind: 'canceled' })
    expect(seen[0].aborted).toBe(false)
    two.abort()
    expect(await asked[1]).toMatchObject({ kind: 'canceled' })
    expect(seen[0].aborted).toBe(true)
    expect(await failure(batcher.ask('k', 'C', hang, one.signal))).toMatchObject({ kind: 'canceled' })
  })
})

describe('bars of many symbols', () => {
  let own: Rig
  afterEach(() => own.close())

  it('cost a request or two, and are each what they are alone', async () => {
    own = await rig()
    const symbols = (await own.source.symbols(signal)).slice(0, 40).map((one) => one.symbol)
    const query = (symbol: string) => own.query({ symbol, timeframe: '1d', from: at('2026-02-02T00:00:00Z'), limit: 15 })
    const calls = own.source.metrics()!.calls
    const together = await Promise.all(symbols.map((symbol) => own.source.history(query(symbol), signal)))
    // One for the bars of all, one for their splits.
    expect(own.source.metrics()!.calls - calls).toBe(2)
    for (const bars of together) {
      const market = await own.pocket.source.history(query(bars.symbol), signal)
      expect([...bars.close]).toEqual([...market.close.subarray(0, market.length)])
    }
  })

  it('are not lost to a symbol among them that the vendor cannot read, or does not know', async () => {
    own = await rig()
    const ask = (symbol: string) => own.source.history(own.query({ symbol }), signal)
    const [good, odd, unknown] = await Promise.all([ask('SIMFIN'), failure(ask('FOO1')), failure(ask('NOPE'))])
    expect(good.length).toBe(10)
    expect(odd).toMatchObject({ kind: 'not-found', message: expect.stringContaining('FOO1') })
    expect(unknown).toMatchObject({ kind: 'not-found', message: expect.stringContaining('NOPE') })
  })
})
