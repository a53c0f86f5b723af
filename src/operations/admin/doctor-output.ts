import { z } from '../operation.ts'

const latency = (share: string) =>
  z.number().nullable().describe(`${share} of the attempts were answered within so many milliseconds; null before the first`)

const metricsOutput = z.strictObject({
  calls: z.int().describe('Calls to the vendor in this run, a retried one counted once'),
  errors: z.int().describe('Calls that failed in the end, after their retries'),
  retries: z.int().describe('Attempts beyond the first of a call'),
  p50: latency('Half'),
  p95: latency('95%'),
  p99: latency('99%'),
  cacheEntries: z.int().describe('Answers in the cache now'),
  cacheHits: z.int().describe('Look-ups that a fresh answer in the cache settled'),
  cacheEvictions: z.int().describe('Answers that had to leave a full cache'),
  cacheHitRatio: z.number().nullable().describe('Hits over look-ups, 0 to 1; null before the first look-up'),
  breaker: z.enum(['closed', 'open', 'half-open']).describe('open: the vendor failed repeatedly and is left alone for a while'),
  rateUsed: z.number().describe("Attempts within the vendor's window over what its rule allows there, 0 to 1"),
  callsWaiting: z.int().describe('Attempts that wait for their turn under the rate limit'),
  connectionsOpen: z.int().describe('Connections to the vendor that are open'),
  connectionsWaiting: z.int().describe('Requests that wait for a connection'),
  newestDataAgeMs: z.number().nullable().describe('Age of the newest datum seen in this run, milliseconds; null before one'),
  clockSkewMs: z
    .number()
    .nullable()
    .describe("This machine's clock minus the vendor's by its last answer, milliseconds; null before one"),
  staleSince: z
    .string()
    .nullable()
    .describe('When the old answer was fetched that stands in for the failing vendor (ISO 8601 UTC); null while it answers'),
  uptimeMs: z.number().describe('How long this connection has been in use, milliseconds'),
})

const sourceReport = z.strictObject({
  name: z.string().describe('Source'),
  status: z
    .enum(['ok', 'fail', 'skipped'])
    .describe(
      'ok: it was built, and answered the probe where asked; fail: the chosen one was not; skipped: another one cannot be built',
    ),
  message: z.string().describe('What was found'),
  metrics: metricsOutput.nullable().describe('Its calls in this run; null where no call leaves the process'),
})

export type SourceReport = z.infer<typeof sourceReport>

export const doctorOutput = z.strictObject({
  version: z.string().describe('Node version'),
  store: z
    .strictObject({
      path: z.string().describe('Database file; the home folder when the store cannot be opened'),
      bytes: z.number().nullable().describe('Its size in bytes, unmerged writes included; null when it cannot be opened'),
      schema: z.int().nullable().describe('Schema version; null when it cannot be opened'),
      journalMode: z.string().nullable().describe('SQLite journal mode; null when it cannot be opened'),
      integrity: z.string().describe("'ok', or what is wrong"),
      series: z.int().nullable().describe('Stored series of bars, prints and quotes; null when it cannot be opened'),
    })
    .describe('The store'),
  diskFreeBytes: z.number().describe('Bytes free on the volume of the home folder'),
  memory: z
    .strictObject({
      rssBytes: z.number().describe('Bytes of memory this process holds'),
      heapBytes: z.number().describe('Bytes of its JavaScript heap in use'),
    })
    .describe('Memory of this process'),
  clockSkewMs: z
    .number()
    .nullable()
    .describe("This machine's clock minus the chosen source's, milliseconds; null when it has none of its own, or was not asked"),
  sources: z.array(sourceReport).describe('Every source, in order of use'),
})

export type DoctorOutput = z.infer<typeof doctorOutput>
