import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MarketDataSource } from '../ports/market-data.ts'
import type { PocketHost } from '../ports/pocket.ts'
import { startPocket } from './server.ts'

export interface PocketHostParts {
  clock: Clock
  log: Log
  /** Dollars of the account where the start does not say. */
  cash: number
  /** The market to serve; the simulated one is drawn from the seed. */
  source(seed: number): Promise<MarketDataSource>
}

/** Sources that give no prices as they were traded, only prices adjusted for splits. */
const ADJUSTED_SOURCES: ReadonlySet<string> = new Set(['yahoo'])

/** Starts pocket exchanges on the market of the settings. */
export function createPocketHost({ clock, log, cash, source }: PocketHostParts): PocketHost {
  return {
    async start(options) {
      const market = await source(options.seed)
      const running = await startPocket({
        ...options,
        clock,
        log,
        cash: options.cash ?? cash,
        source: market,
        splitAdjusted: ADJUSTED_SOURCES.has(market.name),
      })
      return { info: running.info, close: running.close }
    },
  }
}
