import { OpenbellError } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { type Context, defineOperation, z } from '../operation.ts'

const count = z.number().describe('Count')
const milliseconds = z.number().nullable().describe('Milliseconds, null before the first call')

const sourceReport = z.object({
  name: z.string().describe('Source'),
  status: z.enum(['ok', 'warn', 'fail', 'skipped']).describe('Could it be built and asked'),
  message: z.string().describe('What was found'),
  metrics: z
    .object({
      calls: count,
      errors: count,
      retries: count,
      p50: milliseconds,
      p95: milliseconds,
      p99: milliseconds,
      cacheEntries: count,
      cacheHits: count,
      cacheEvictions: count,
      cacheHitRatio: z.number().nullable().describe('Hits over look-ups'),
      breaker: z.string().describe('closed, open or half-open'),
      rateUsed: z.number().describe('Share of the rate limit used'),
      callsWaiting: count,
      connectionsOpen: count,
      connectionsWaiting: count,
      newestDataAgeMs: milliseconds,
      clockSkewMs: z.number().nullable().describe("This machine's clock minus the vendor's"),
      staleSince: z.string().nullable().describe('Since when an old answer stands in for the vendor (ISO 8601 UTC)'),
      uptimeMs: milliseconds,
    })
    .nullable()
    .describe('Call metrics of this run; null where no call leaves the process'),
})

/** The state of the house: store, disk, memory, clock, and each source with its call metrics. */
export const doctor = defineOperation({
  name: 'doctor',
  toolset: 'admin',
  summary: 'Show the health of store, disk, memory, clock and every source.',
  effect: 'read',
  input: z.strictObject({
    probe: z.string().optional().describe('Symbol to ask the chosen source for, so that its metrics have something to show'),
  }),
  output: z.object({
    version: z.string().describe('Node version'),
    store: z.object({
      path: z.string().describe('Database file'),
      bytes: z.number().describe('Size'),
      schema: z.number().describe('Schema version'),
      journalMode: z.string().describe('SQLite journal mode'),
      integrity: z.string().describe("'ok', or what is wrong"),
      series: count,
    }),
    diskFreeBytes: z.number().describe('Free on the volume of the home folder'),
    memory: z.object({ rssBytes: z.number().describe('Resident set'), heapBytes: z.number().describe('Heap in use') }),
    clockSkewMs: z
      .number()
      .nullable()
      .describe("This machine's clock against the chosen source's; null when it has none of its own"),
    sources: z.array(sourceReport),
  }),
  examples: [
    { title: 'Is the house in order?', input: {} },
    { title: 'Ask the chosen source for a symbol and show what the call cost', input: { probe: 'SIMALL' } },
  ],
  async run(context, { probe }) {
    const store = await context.store()
    const { path, bytes, schema, journalMode } = store.info()
    const { rss, heapUsed } = process.memoryUsage()
    const sources = []
    for (const name of context.sourceNames()) sources.push(await examine(context, name, probe))
    return {
      version: process.version,
      store: { path, bytes, schema, journalMode, integrity: store.integrity(), series: store.series().length },
      diskFreeBytes: await (await context.files()).freeBytes(context.settings.home),
      memory: { rssBytes: rss, heapBytes: heapUsed },
      clockSkewMs: sources.find((one) => one.name === context.settings.source)?.metrics?.clockSkewMs ?? null,
      sources,
    }
  },
})

/** The chosen source is asked for the probe; the others are only built, so that `doctor` calls nobody unasked. */
async function examine(context: Context, name: string, probe: string | undefined): Promise<z.input<typeof sourceReport>> {
  const chosen = name === context.settings.source
  try {
    const source = await context.source(name)
    let message = chosen ? 'chosen' : 'available'
    if (chosen && probe !== undefined) {
      const found = await source.snapshot(probe.toUpperCase(), context.asOf(source), context.signal)
      message = `${found.symbol} ${found.price} (${found.feed})`
    }
    return { name, status: 'ok', message, metrics: flatten(source.metrics()) }
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled') throw thrown
    return { name, status: chosen ? 'fail' : 'skipped', message: thrown.message, metrics: null }
  }
}

type Metrics = ReturnType<Awaited<ReturnType<Context['source']>>['metrics']>

function flatten(metrics: Metrics): z.input<typeof sourceReport>['metrics'] {
  if (!metrics) return null
  const {
    calls,
    errors,
    retries,
    p50,
    p95,
    p99,
    cache,
    breaker,
    rateLimit,
    connections,
    newestDataAgeMs,
    clockSkewMs,
    staleSince,
    uptimeMs,
  } = metrics
  return {
    calls,
    errors,
    retries,
    p50,
    p95,
    p99,
    cacheEntries: cache.entries,
    cacheHits: cache.hits,
    cacheEvictions: cache.evictions,
    cacheHitRatio: cache.hitRatio,
    breaker,
    rateUsed: rateLimit.limit > 0 ? rateLimit.used / rateLimit.limit : 0,
    callsWaiting: rateLimit.waiting,
    connectionsOpen: connections.open,
    connectionsWaiting: connections.waiting,
    newestDataAgeMs,
    clockSkewMs,
    staleSince: staleSince == null ? null : iso(staleSince),
    uptimeMs,
  }
}
