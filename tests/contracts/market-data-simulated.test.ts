import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { createSteppedClock } from '../support/vendor.ts'
import { marketDataContract } from './market-data.ts'

marketDataContract('simulated', async () => {
  const source = createSimulatedSource({ seed: 7, clock: createSteppedClock(Date.parse('2026-11-20T17:00:30Z')) })
  const [{ symbol }] = (await source.symbols(new AbortController().signal)).filter((one) => one.kind === 'stock')
  return {
    source,
    symbol,
    unknown: 'QQQQ',
    sessions: ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'],
    tape: 'yes',
    close: () => source.close(),
  }
})
