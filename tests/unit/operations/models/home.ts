import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { forecast } from '../../../../src/operations/forecast/forecast.ts'
import type { ForecastOutput } from '../../../../src/operations/forecast/output.ts'
import type { Clock } from '../../../../src/ports/clock.ts'
import { createTestContext, type TestContext, type TestContextOptions } from '../../../support/context.ts'

export const NOW = Date.UTC(2026, 2, 20, 20, 1)

/** Small enough to be trained in a moment, with a network of every kind of number. */
export const TINY = { symbols: ['SIMALL', 'SIMTEC'], horizon: 3, input: 8, bars: 120, model: 'nlinear', steps: 4 }

/** A home on the simulated market whose clock stands; the source goes by the same clock. */
export function marketHome(options: TestContextOptions = {}): TestContext {
  const clock: Clock = {
    now: () => home.context.clock.now(),
    elapsed: () => home.context.clock.elapsed(),
    sleep: (until, signal) => home.context.clock.sleep(until, signal),
  }
  const simulated = createSimulatedSource({ seed: Number(options.flags?.seed ?? 1), clock })
  const home = createTestContext({ ...options, now: options.now ?? NOW, sources: { simulated } })
  return home
}

/** Keeps a small model under a name. */
export function keep(home: TestContext, save: string, wish: Record<string, unknown> = {}): Promise<ForecastOutput> {
  return home.run(forecast, { ...TINY, save, ...wish })
}
