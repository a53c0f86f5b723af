import { consequences, OpenbellError } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { SourceMetrics } from '../../ports/market-data.ts'
import { type Context, defineOperation, z } from '../operation.ts'
import { type DoctorOutput, doctorOutput, type SourceReport } from './doctor-output.ts'

/** The state of the house: store, disk, memory, clock, and each source with its call metrics. */
export const doctor = defineOperation({
  name: 'doctor',
  toolset: 'admin',
  summary: 'Show the health of store, disk, memory, clock and every source.',
  effect: 'read',
  input: z.strictObject({
    probe: z.string().optional().describe('Symbol to ask the chosen source for, so that its metrics have something to show'),
  }),
  output: doctorOutput,
  examples: [
    { title: 'Is the house in order?', input: {} },
    { title: 'Ask the chosen source for a symbol and show what the call cost', input: { probe: 'SIMALL' } },
  ],
  exitCode: ({ store }) => (store.integrity === 'ok' ? 0 : consequences.config.exit),
  async run(context, { probe }) {
    const { rss, heapUsed } = process.memoryUsage()
    const sources = []
    for (const name of context.sourceNames()) sources.push(await examine(context, name, probe))
    return {
      version: process.version,
      store: await storeReport(context),
      diskFreeBytes: await (await context.files()).freeBytes(context.settings.home),
      memory: { rssBytes: rss, heapBytes: heapUsed },
      clockSkewMs: sources.find((one) => one.name === context.settings.source)?.metrics?.clockSkewMs ?? null,
      sources,
    }
  },
})

/** What is known of the store; one that cannot be opened says why and hides nothing else. */
async function storeReport(context: Context): Promise<DoctorOutput['store']> {
  try {
    const store = await context.store()
    const { path, bytes, schema, journalMode } = store.info()
    return { path, bytes, schema, journalMode, integrity: store.integrity(), series: store.series().length }
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled') throw thrown
    return { path: context.settings.home, bytes: null, schema: null, journalMode: null, integrity: thrown.message, series: null }
  }
}

/** The chosen source is asked for the probe; the others are only built, so that `doctor` calls nobody unasked. */
async function examine(context: Context, name: string, probe: string | undefined): Promise<SourceReport> {
  const chosen = name === context.settings.source
  try {
    const source = await context.source(name)
    let message = chosen ? 'chosen' : 'available'
    if (chosen && probe !== undefined) {
      const found = await source.snapshot(normalizeSymbol(probe), context.asOf(source), context.signal)
      message = `${found.symbol} ${found.price} (${found.feed})`
    }
    return { name, status: 'ok', message, metrics: flatten(source.metrics()) }
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled') throw thrown
    return { name, status: chosen ? 'fail' : 'skipped', message: thrown.message, metrics: null }
  }
}

/** The metrics without groups inside, a column each for a table. */
function flatten(metrics: SourceMetrics | null): SourceReport['metrics'] {
  if (!metrics) return null
  const { cache, rateLimit, connections, staleSince, ...plain } = metrics
  return {
    ...plain,
    cacheEntries: cache.entries,
    cacheHits: cache.hits,
    cacheEvictions: cache.evictions,
    cacheHitRatio: cache.hitRatio,
    rateUsed: rateLimit.limit > 0 ? rateLimit.used / rateLimit.limit : 0,
    callsWaiting: rateLimit.waiting,
    connectionsOpen: connections.open,
    connectionsWaiting: connections.waiting,
    staleSince: staleSince == null ? null : iso(staleSince),
  }
}
