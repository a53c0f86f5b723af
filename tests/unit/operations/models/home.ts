import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { forecast } from '../../../../src/operations/forecast/forecast.ts'
import type { ForecastOutput } from '../../../../src/operations/forecast/output.ts'
import { createTestContext, fixedClock, type TestContext, type TestContextOptions } from '../../../support/context.ts'

export const NOW = Date.UTC(2026, 2, 20, 20, 1)

/** Small enough to be trained in a moment, with a network of every kind of number. */
export const TINY = { symbols: ['SIMALL', 'SIMTEC'], horizon: 3, input: 8, bars: 120, model: 'nlinear', steps: 4 }

/** A home on the simulated market whose clock stands; the source goes by the same clock. */
export function marketHome(options: TestContextOptions = {}): TestContext {
  const time = fixedClock(options.now ?? NOW)
  const seed = Number(options.flags?.seed ?? 1)
  const simulated = createSimulatedSource({ seed, clock: time.clock })
  const home = createTestContext({ ...options, now: options.now ?? NOW, sources: { simulated } })
  const set = (now: number) => {
    time.set(now)
    home.setNow(now)
  }
  return { ...home, setNow: set }
}

/** Keeps a small model under a name. */
export function keep(home: TestContext, save: string, wish: Record<string, unknown> = {}): Promise<ForecastOutput> {
  return home.run(forecast, { ...TINY, save, ...wish })
}
