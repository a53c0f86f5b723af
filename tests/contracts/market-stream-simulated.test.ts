import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { createSteppedClock } from '../support/vendor.ts'
import { marketStreamContract } from './market-stream.ts'

/** The tests only read. */
const source = createSimulatedSource({ seed: 7, clock: createSteppedClock(Date.parse('2026-03-20T13:35:00Z')) })
const from = Date.parse('2026-03-20T13:35:00Z')

for (const symbols of [
  ['WOVBEX', 'MELZAN'],
  ['SIMALL', 'COVDOR'],
] as [string, string][]) {
  marketStreamContract(`simulated, ${symbols.join(' and ')}`, async () => {
    return {
      source,
      symbols,
      unknown: 'QQQQ',
      from,
      has: { quotes: true, bars: true },
      advance: (stream, to) => stream.catchUp(to, new AbortController().signal),
      close: async () => {},
    }
  })
}
