import { asOpenbellError } from '../../core/errors.ts'
import { type Instant, iso } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { KeptResult } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import type { KeptSignal, PeakTroughAnswer, PeakTroughResult } from './output.ts'

/** Kept signals that a listing shows at most. */
const MOST = 100

/** What is kept of a run: the signal and the settings behind it, not the series. */
type Body = Pick<
  PeakTroughResult,
  'timeframe' | 'feed' | 'bars' | 'window' | 'lookahead' | 'delta' | 'time' | 'signal' | 'liquidity' | 'survival'
>

/** Keeps the signal of a run in the store. A store that cannot be written is worth a warning, not the answer. */
export async function keepSignal(context: Context, asOf: Instant, result: PeakTroughResult): Promise<void> {
  if (context.dryRun) return
  const { timeframe, feed, bars, window, lookahead, delta, time, signal, liquidity, survival } = result
  const body: Body = { timeframe, feed, bars, window, lookahead, delta, time, signal, liquidity, survival }
  try {
    const store = await context.store()
    store.kept.add({ kind: 'signal', at: context.clock.now(), asOf, subject: result.symbol, source: result.source, body })
  } catch (thrown) {
    context.progress.warn(`the signal of ${result.symbol} was not kept: ${asOpenbellError(thrown).message}`)
  }
}

/** Signals of earlier runs, newest first; of some symbols only when there are any. */
export async function keptSignals(context: Context, symbols: string[]): Promise<PeakTroughAnswer> {
  const wanted = new Set(symbols.map(normalizeSymbol))
  const store = await context.store()
  const kept = store.kept.list('signal', wanted.size > 0 ? 100 * MOST : MOST)
  const history = kept.filter((one) => wanted.size === 0 || wanted.has(one.subject)).slice(0, MOST)
  return { asOf: null, source: null, feed: null, results: [], failed: [], history: history.map(listed) }
}

function listed(kept: KeptResult): KeptSignal {
  const { timeframe, signal } = kept.body as Body
  const { action, price, confidence, stop, reason, tradable } = signal
  return {
    id: kept.id,
    at: iso(kept.at),
    asOf: iso(kept.asOf),
    symbol: kept.subject,
    source: kept.source,
    timeframe,
    action,
    price,
    confidence,
    stop,
    reason,
    tradable,
  }
}
