import { iso } from '../../core/time.ts'
import type { KeptResult } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import type { KeptScan, ScanOutput } from './output.ts'

/** Keeps a scan in the store as it was answered. A store that cannot be written costs the memory, not the answer. */
export async function keepScan(context: Context, output: ScanOutput, asOf: number): Promise<void> {
  if (context.dryRun) return
  try {
    const store = await context.store()
    const entry = {
      kind: 'scan' as const,
      at: context.clock.now(),
      asOf,
      subject: output.rule ?? '',
      source: output.source ?? '',
      body: output,
    }
    store.kept.add(entry)
  } catch (thrown) {
    context.log.warn('scan not kept', { message: (thrown as Error).message })
    context.progress.warn(`this scan was not kept: ${(thrown as Error).message}`)
  }
}

/** Kept scans, newest first; with a rule only those of that rule. */
export async function scanHistory(context: Context, rule: string | null, limit: number): Promise<KeptScan[]> {
  const store = await context.store()
  // A filter needs a longer look back than the rows it returns.
  const entries = store.kept.list('scan', rule === null ? limit : 10_000)
  return entries
    .filter((entry) => rule === null || entry.subject === rule)
    .slice(0, limit)
    .map(summary)
}

function summary(entry: KeptResult): KeptScan {
  const body = entry.body as ScanOutput
  return {
    id: entry.id,
    at: iso(entry.at),
    asOf: iso(entry.asOf),
    rule: entry.subject === '' ? null : entry.subject,
    timeframe: body.timeframe,
    source: entry.source,
    feed: body.feed ?? '',
    universe: body.universe.name,
    scanned: body.scanned,
    matched: body.matched,
    symbols: body.rows.map((row) => row.symbol),
  }
}
