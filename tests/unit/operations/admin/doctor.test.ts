import { Chalk } from 'chalk'
import { afterAll, expect, test } from 'vitest'
import { view } from '../../../../src/cli/views/doctor.ts'
import { doctor } from '../../../../src/operations/admin/doctor.ts'
import type { MarketDataSource, SourceMetrics } from '../../../../src/ports/market-data.ts'
import { createTestContext } from '../../../support/context.ts'

const metrics: SourceMetrics = {
  calls: 7,
  errors: 2,
  retries: 5,
  p50: 12.4,
  p95: 80,
  p99: 90,
  cache: { entries: 3, hits: 1, misses: 3, evictions: 4, hitRatio: 0.25 },
  breaker: 'half-open',
  rateLimit: { limit: 200, perMs: 60_000, used: 50, waiting: 6 },
  connections: { open: 2, idle: 1, waiting: 1 },
  newestDataAgeMs: 90_000,
  staleSince: Date.UTC(2026, 2, 20, 19, 30),
  clockSkewMs: -1500,
  uptimeMs: 7_200_000,
}
const asked: string[] = []
const vendor = {
  name: 'vendor',
  feed: 'wire',
  coverage: 1,
  now: () => Date.UTC(2026, 2, 20, 20),
  snapshot: async (symbol: string) => {
    asked.push(symbol)
    return { symbol, price: 20_000.25, feed: 'wire' }
  },
  metrics: () => metrics,
} as unknown as MarketDataSource
const t = createTestContext({ flags: { source: 'vendor' }, sources: { vendor } })
afterAll(() => t.close())

test('the probe is spelled like every other symbol', async () => {
  const report = await t.run(doctor, { probe: 'nq=f' })
  expect(asked).toEqual(['NQ'])
  expect(report.sources[0]).toMatchObject({ name: 'vendor', status: 'ok', message: 'NQ 20000.25 (wire)' })
})

test('every metric of a source is reported, and shown', async () => {
  const report = await t.run(doctor, {})
  expect(report.clockSkewMs).toBe(-1500)
  expect(report.sources[0].metrics).toEqual({
    calls: 7,
    errors: 2,
    retries: 5,
    p50: 12.4,
    p95: 80,
    p99: 90,
    cacheEntries: 3,
    cacheHits: 1,
    cacheEvictions: 4,
    cacheHitRatio: 0.25,
    breaker: 'half-open',
    rateUsed: 0.25,
    callsWaiting: 6,
    connectionsOpen: 2,
    connectionsWaiting: 1,
    newestDataAgeMs: 90_000,
    clockSkewMs: -1500,
    staleSince: '2026-03-20T19:30:00Z',
    uptimeMs: 7_200_000,
  })
  const wide = view(report, { width: 200, paint: new Chalk({ level: 0 }), terminal: false })
  for (const shown of ['12/80/90', '25%', 'half-open', '2 open, 1 waiting', '90s old', '2h', '2026-03-20 19:30Z', '-1500 ms']) {
    expect(wide).toContain(shown)
  }
  const narrow = view(report, { width: 60, paint: new Chalk({ level: 0 }), terminal: false })
  expect(narrow).toContain('2026-03-20 19:30Z')
  expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThan(100)
})

test('where no call leaves the process there is nothing to show of calls', async () => {
  const store = createTestContext({ flags: { source: 'store' } })
  const text = view(await store.run(doctor, {}), { width: 120, paint: new Chalk({ level: 0 }), terminal: false })
  expect(text).not.toContain('calls of')
  store.close()
})
