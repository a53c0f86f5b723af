import { deciderPrefix } from '../../../engine/live/intent-id.ts'
import type { RunNote } from '../../../engine/live/run-note.ts'
import type { Context } from '../../context.ts'
import type { Desk } from '../desk/desk.ts'
import type { Beginning } from './beginning.ts'
import type { Wanted } from './on-desk.ts'
import { nextMinute } from './pace.ts'
import type { RunWindow } from './window.ts'

/** What the journal keeps of a run when it starts, so that its day can be gone through again (`gap`). */
export function runNoteOf(
  { settings }: Context,
  { path, source, limits }: Pick<Desk, 'path' | 'source' | 'limits'>,
  { loaded, symbols, timeframe, pace }: Wanted,
  { decider, first, options }: Beginning,
  { open, flattenAt, end }: RunWindow,
): RunNote {
  const { cash, positions } = path.books
  const { fee, slippage, margin, fractional, accountRules } = options
  return {
    id: deciderPrefix(decider).slice(0, -1),
    strategy: loaded.source === 'path' ? loaded.file : loaded.name,
    title: loaded.strategy.name,
    sourceHash: loaded.sourceHash,
    params: loaded.params,
    symbols,
    timeframe,
    limits: path.limits,
    limitsSet: limits.set,
    window: { open, flattenAt, end },
    first: first ?? nextMinute(pace.now()),
    costs: { fee: fee.name, slippage: slippage.name, margin, fractional, account: accountRules },
    cash,
    positions: [...positions.values()].map(({ symbol, shares, averagePrice }) => ({ symbol, shares, averagePrice })),
    source: source.name,
    feed: source.feed,
    session: settings.session,
    seed: settings.seed,
  }
}
