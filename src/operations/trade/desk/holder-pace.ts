import { type Instant, MINUTE } from '../../../core/time.ts'
import { type HolderNote, holderOf } from '../../../engine/orders/stream-watch.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import type { Context } from '../../context.ts'

/**
 * The time that a running process keeps a simulated account at, when that is not the market's: a look from another terminal must not make the
 * account live on to today under the feet of a run that replays last month. Null when nobody holds the account, or at the market's own time.
 */
export async function paceOfHolder(
  context: Context,
  source: MarketDataSource,
  account = context.settings.account,
): Promise<(() => Instant) | null> {
  const { settings, clock } = context
  if (settings.broker !== 'simulated' || settings.asOf !== null) return null
  const store = await context.store()
  const isDead = (pid: number) => pid === context.pid || context.isDead(pid)
  const told = () => (holderOf({ store, clock, isDead }, `simulated:${account}`)?.note as Partial<HolderNote> | undefined)?.now
  const first = told()
  if (first === undefined || Math.abs(source.now() - first) <= MINUTE) return null
  let last = first
  return () => {
    last = told() ?? last
    return last
  }
}
