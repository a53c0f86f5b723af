import { describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import { createStoreSource } from '../../../../src/adapters/store/source.ts'
import { withWhereabouts } from '../../../../src/operations/common/whereabouts.ts'
import { fixedClock } from '../../../support/context.ts'
import { createKeptSink } from '../../../support/stream-sink.ts'

const quiet = new AbortController().signal
const from = Date.parse('2026-03-20T13:35:00Z')
const { clock } = fixedClock(from)
const simulated = createSimulatedSource({ seed: 7, clock })
const store = createStoreSource(openStore(':memory:'), clock)
const options = { from, quotes: false, bars: false }

describe('a stream of a symbol that is somewhere else', () => {
  it('says where', async () => {
    const source = withWhereabouts(store, async () => [simulated])
    const opened = source.stream!({ ...options, symbols: ['SIMALL'] }, createKeptSink(), quiet)
    await expect(opened).rejects.toMatchObject({
      kind: 'not-found',
      message: 'SIMALL is not in the store',
      hint: 'SIMALL is a symbol of the simulated market: add --source simulated',
    })
  })

  it('says so while it runs too, and streams the others', async () => {
    const elsewhere = { ...store, symbols: async () => [{ symbol: 'SPY', name: 'SPY', kind: 'stock' as const, sector: null }] }
    const source = withWhereabouts(simulated, async () => [elsewhere])
    const sink = createKeptSink()
    const stream = await source.stream!({ ...options, symbols: ['WOVBEX'] }, sink, quiet)
    await expect(stream.subscribe(['MELZAN', 'SPY'], quiet)).rejects.toMatchObject({
      hint: 'SPY is in the store: add --source store',
    })
    expect([...stream.symbols]).toEqual(['WOVBEX', 'MELZAN'])
    expect([stream.isTape, stream.limit]).toEqual([true, null])
    await stream.catchUp(from + 20_000, quiet)
    expect(new Set(sink.prints.map(({ symbol }) => symbol))).toEqual(new Set(['WOVBEX', 'MELZAN']))
    await stream.unsubscribe(['MELZAN'], quiet)
    stream.restart(['WOVBEX'], 'a test')
    expect([...stream.symbols]).toEqual(['WOVBEX'])
    await stream.close()
  })

  it('is not there where the source has none', () => {
    const { stream: _none, ...polled } = simulated
    expect(withWhereabouts(polled, async () => []).stream).toBeUndefined()
  })
})
