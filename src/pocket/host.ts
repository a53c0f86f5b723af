import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MarketDataSource } from '../ports/market-data.ts'
import type { PocketHost, RunningPocket } from '../ports/pocket.ts'
import { parseFault } from './faults/fault-text.ts'
import { stateOf } from './routes/state.ts'
import { startPocket } from './server.ts'
import type { World } from './world.ts'

export interface PocketHostParts {
  clock: Clock
  log: Log
  /** Dollars of the account where the start does not say. */
  cash: number
  /** The market to serve; the simulated one is drawn from the seed. */
  source(seed: number, name: string | undefined): Promise<MarketDataSource>
}

/** Sources that give no prices as they were traded, only prices adjusted for splits. */
const ADJUSTED_SOURCES: ReadonlySet<string> = new Set(['yahoo'])

/** Starts pocket exchanges on the market of the settings. */
export function createPocketHost({ clock, log, cash, source }: PocketHostParts): PocketHost {
  return {
    async start(options) {
      const market = await source(options.seed, options.source)
      const running = await startPocket({
        ...options,
        clock,
        log,
        cash: options.cash ?? cash,
        source: market,
        splitAdjusted: ADJUSTED_SOURCES.has(market.name),
      })
      return { ...controls(running.world), info: running.info, close: running.close }
    },
  }
}

/** The switches of POST /admin/step and /admin/faults and the view of GET /admin/state, for whoever runs the exchange in his own process. */
function controls(world: World): Pick<RunningPocket, 'market' | 'now' | 'step' | 'fault' | 'state'> {
  return {
    market: world.source,
    now: () => world.time.now(),
    async step(ms) {
      world.time.step(ms)
      await world.advance()
      await world.streams?.advance()
    },
    fault: (text) => world.faults.add([parseFault(text)]),
    async state() {
      await world.advance()
      return stateOf(world)
    },
  }
}
