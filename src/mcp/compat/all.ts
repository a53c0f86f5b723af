import type { Tool } from '../tool.ts'

/** Tools under the names that clients of other trading servers know; listed with `--compat` only. */
export async function compatTools(): Promise<Tool[]> {
  const { research } = await import('./trader/research.ts')
  const { portfolio } = await import('./trader/portfolio.ts')
  const { backtests } = await import('./trader/backtests.ts')
  const { session } = await import('./day/session.ts')
  const { streams } = await import('./day/streams.ts')
  const { analytics } = await import('./day/analytics.ts')
  const { federation } = await import('./day/federation.ts')
  const { futuresMarket } = await import('./futures/market.ts')
  const { futuresAccount } = await import('./futures/account.ts')
  const { charts } = await import('./charts.ts')
  return [
    ...[...research, ...portfolio, ...backtests],
    ...[...session, ...streams, ...analytics, ...federation],
    ...[...futuresMarket, ...futuresAccount, ...charts],
  ]
}
