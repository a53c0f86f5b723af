import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import type { Fault } from '../../../support/faults.ts'
import { createTestClient, type PlainServer, startPlainServer } from '../../../support/vendor.ts'

let server: PlainServer
beforeAll(async () => {
  server = await startPlainServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.faults.clear()
  server.requests.length = 0
})

const full: Fault = { kind: 'status', status: 500 }

async function failure(promise: Promise<unknown>): Promise<OpenbellError> {
  const thrown = await promise.then(
    () => null,
    (error) => error,
  )
  expect(thrown).toBeInstanceOf(OpenbellError)
  return thrown
}

describe('retries', () => {
  test.each<[string, Fault]>([
    ['500', full],
    ['503', { kind: 'status', status: 503 }],
    ['429', { kind: 'status', status: 429 }],
    ['a broken connection', { kind: 'reset' }],
    ['a cut body', { kind: 'cut' }],
  ])('a GET is tried again after %s', async (_name, fault) => {
    const { client, clock } = createTestClient()
    server.faults.add('/a', fault, fault)
    const response = await client.fetch(`${server.url}/a`)
    expect(await response.json()).toMatchObject({ path: '/a', count: 3 })
    expect(clock.sleeps).toHaveLength(2)
    expect(client.metrics()).toMatchObject({ calls: 1, errors: 0, retries: 2 })
    await client.close()
  })

  test('a body that stalls is cut off by the deadline and tried again', async () => {
    const { client } = createTestClient({ timeoutMs: 80 })
    server.faults.add('/a', { kind: 'stall' }, { kind: 'hang' })
    expect((await client.fetch(`${server.url}/a`)).status).toBe(200)
    expect(client.metrics().retries).toBe(2)
    await client.close()
  })

  test('at most three, after at most 1, 2 and 4 seconds', async () => {
    const { client, clock } = createTestClient({ timing: { random: () => 1 } })
    server.faults.add('/a', full, full, full, full)
    const error = await failure(client.fetch(`${server.url}/a?key=hidden`))
    expect(error).toMatchObject({ kind: 'unavailable' })
    expect(error.message).toBe(`testvendor failed with HTTP 500 at ${server.url.slice(7)}/a`)
    expect(clock.sleeps).toEqual([1000, 2000, 4000])
    expect(server.requests).toHaveLength(4)
    expect(client.metrics()).toMatchObject({ calls: 1, errors: 1, retries: 3 })
    await client.close()
  })

  test('the waits are drawn from zero up', async () => {
    const draws = [0, 0.25, 0.5]
    const { client, clock } = createTestClient({ timing: { random: () => draws.shift() ?? 0 } })
    server.faults.add('/a', full, full, full)
    await client.fetch(`${server.url}/a`)
    expect(clock.sleeps).toEqual([0, 500, 2000])
    await client.close()
  })

  test.each([
    ['Retry-After in seconds', { 'retry-after': '7' }, 7000],
    ['Retry-After as a date', { 'retry-after': 'Fri, 20 Nov 2026 15:00:09 GMT' }, 9000],
    ['X-RateLimit-Reset', { 'x-ratelimit-reset': String(Date.UTC(2026, 10, 20, 15) / 1000 + 11) }, 11_000],
  ])('%s is honoured', async (_name, headers, wait) => {
    const { client, clock } = createTestClient()
    server.faults.add('/a', { kind: 'status', status: 429, headers })
    await client.fetch(`${server.url}/a`)
    expect(clock.sleeps).toEqual([wait])
    await client.close()
  })

  test('a failure does not wait for the minute of requests to begin anew', async () => {
    const { client, clock } = createTestClient()
    const headers = { 'x-ratelimit-reset': String(Date.UTC(2026, 10, 20, 15) / 1000 + 50) }
    server.faults.add('/a', { kind: 'status', status: 503, headers })
    await client.fetch(`${server.url}/a`)
    expect(clock.sleeps).toHaveLength(1)
    expect(clock.sleeps[0]).toBeLessThan(10_000)
    await client.close()
  })

  test('a 429 never opens the breaker', async () => {
    const { client } = createTestClient({ timing: { breakerFailures: 2 } })
    const limited: Fault = { kind: 'status', status: 429, headers: { 'retry-after': '7' } }
    server.faults.add('/a', limited, limited, limited)
    await client.fetch(`${server.url}/a`)
    expect(client.metrics().breaker).toBe('closed')
    await client.close()
  })

  test('a vendor that asks for minutes of patience is not waited for', async () => {
    const { client, clock } = createTestClient()
    server.faults.add('/a', { kind: 'status', status: 429, headers: { 'retry-after': '600' } })
    expect(await failure(client.fetch(`${server.url}/a`))).toMatchObject({ kind: 'unavailable' })
    expect(clock.sleeps).toEqual([])
    await client.close()
  })

  test.each([400, 401, 403, 404, 422])('HTTP %i is an answer, not a failure', async (status) => {
    const { client } = createTestClient()
    server.faults.add('/a', { kind: 'status', status, body: 'why' })
    const response = await client.fetch(`${server.url}/a`)
    expect([response.status, await response.text()]).toEqual([status, 'why'])
    expect(client.metrics()).toMatchObject({ errors: 0, retries: 0 })
    await client.close()
  })

  test('nothing but GET and HEAD is ever sent twice', async () => {
    const { client } = createTestClient()
    server.faults.add('/orders', full, { kind: 'reset' })
    expect((await client.fetch(`${server.url}/orders`, { method: 'POST', body: '{}' })).status).toBe(500)
    expect(await failure(client.fetch(`${server.url}/orders`, { method: 'DELETE' }))).toMatchObject({ kind: 'unavailable' })
    expect(server.requests.map((one) => one.method)).toEqual(['POST', 'DELETE'])
    await client.close()
  })
})

describe('refusals', () => {
  test('a redirect is refused, unless the caller asked to see it', async () => {
    const { client } = createTestClient()
    const redirect: Fault = { kind: 'status', status: 302, headers: { location: 'https://elsewhere.example/x?key=1' } }
    server.faults.add('/a', redirect, redirect)
    const error = await failure(client.fetch(`${server.url}/a`))
    expect(error).toMatchObject({ kind: 'unavailable' })
    expect(error.message).toContain('elsewhere.example, which is refused')
    expect((await client.fetch(`${server.url}/a`, { redirect: 'manual' })).status).toBe(302)
    expect(server.requests).toHaveLength(2)
    await client.close()
  })

  test('neither errors nor logs hold the query, the headers or the body', async () => {
    const { client, log } = createTestClient({ timing: { retries: 1 } })
    server.faults.add('/a', full, { kind: 'status', status: 500, body: 'hush-body' })
    const headers = { authorization: 'Bearer hush-header' }
    const error = await failure(client.fetch(`${server.url}/a?crumb=hush-query`, { headers }))
    expect(server.requests[0].headers.authorization).toBe('Bearer hush-header')
    expect(JSON.stringify([error, error.stack, log.text()])).not.toContain('hush')
    expect(log.lines.map((line) => line.event)).toContain('vendor.retry')
    await client.close()
  })

  test('an address where nobody listens is named, with the reason', async () => {
    const { client } = createTestClient()
    const gone = await startPlainServer()
    await gone.close()
    const error = await failure(client.fetch(`${gone.url}/quotes?token=1`))
    expect(error.message).toBe(`testvendor cannot be reached (ECONNREFUSED) at ${gone.url.slice(7)}/quotes`)
    expect(error.hint).not.toBeNull()
    await client.close()
  })
})

describe('the caller gives up', () => {
  test('before, during and between attempts: canceled, and no fault of the vendor', async () => {
    const { client } = createTestClient()
    const during = new AbortController()
    server.faults.add('/hang', { kind: 'hang' })
    expect(await failure(client.fetch(`${server.url}/a`, { signal: AbortSignal.abort() }))).toMatchObject({ kind: 'canceled' })
    const call = failure(client.fetch(`${server.url}/hang`, { signal: during.signal }))
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    during.abort()
    expect(await call).toMatchObject({ kind: 'canceled' })
    expect(client.metrics()).toMatchObject({ errors: 0, breaker: 'closed' })
    await client.close()
  })

  test('while it waits for a retry', async () => {
    const { client, clock } = createTestClient()
    const controller = new AbortController()
    server.faults.add('/a', full)
    clock.sleep = (_until, signal) => {
      controller.abort()
      return signal.aborted ? Promise.reject(new OpenbellError('canceled', 'stopped')) : Promise.resolve()
    }
    expect(await failure(client.fetch(`${server.url}/a`, { signal: controller.signal }))).toMatchObject({ kind: 'canceled' })
    expect(server.requests).toHaveLength(1)
    await client.close()
  })

  test('while it waits in the queue', async () => {
    const { client } = createTestClient({ concurrency: 1 })
    server.faults.add('/hang', { kind: 'hang' })
    const [first, second] = [new AbortController(), new AbortController()]
    const hanging = failure(client.fetch(`${server.url}/hang`, { signal: first.signal }))
    const waiting = failure(client.fetch(`${server.url}/a`, { signal: second.signal }))
    await vi.waitFor(() => expect(client.metrics().rateLimit.waiting).toBe(1))
    second.abort()
    expect(await waiting).toMatchObject({ kind: 'canceled' })
    first.abort()
    await hanging
    expect(server.requests).toHaveLength(1)
    await client.close()
  })
})

describe('circuit breaker', () => {
  afterEach(() => vi.useRealTimers())

  test('opens after five failures in a row, lets one call through after 30 s, closes when it succeeds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { client, log } = createTestClient({ timing: { retries: 0 } })
    server.faults.add('/a', full, full, full, full, full)
    for (let i = 0; i < 4; i++) await failure(client.fetch(`${server.url}/a`))
    expect(client.metrics().breaker).toBe('closed')
    await failure(client.fetch(`${server.url}/a`))
    expect(client.metrics().breaker).toBe('open')
    const refused = await failure(client.fetch(`${server.url}/a`))
    expect(refused).toMatchObject({ kind: 'unavailable', message: 'testvendor failed 5 times in a row and is not asked for now' })
    expect(refused.hint).toContain('30 s')
    expect(server.requests).toHaveLength(5)
    vi.setSystemTime(Date.now() + 30_000)
    expect((await client.fetch(`${server.url}/a`)).status).toBe(200)
    expect(client.metrics().breaker).toBe('closed')
    expect(log.lines.map((line) => line.event)).toEqual(expect.arrayContaining(['vendor.breaker.open', 'vendor.breaker.closed']))
    await client.close()
  })

  test('opens again when the trial fails', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { client } = createTestClient({ timing: { retries: 0, breakerFailures: 1 } })
    server.faults.add('/a', full, full)
    await failure(client.fetch(`${server.url}/a`))
    vi.setSystemTime(Date.now() + 30_000)
    await failure(client.fetch(`${server.url}/a`))
    expect(client.metrics().breaker).toBe('open')
    expect(server.requests).toHaveLength(2)
    await client.close()
  })

  test('a success in between starts the count anew; unknown symbols and aborts never count', async () => {
    const { client } = createTestClient({ timing: { retries: 0, breakerFailures: 2 } })
    const missing: Fault = { kind: 'status', status: 404 }
    server.faults.add('/a', full, missing, full, missing, missing)
    for (let i = 0; i < 5; i++) await client.fetch(`${server.url}/a`).catch(() => {})
    await failure(client.fetch(`${server.url}/a`, { signal: AbortSignal.abort() }))
    expect(client.metrics().breaker).toBe('closed')
    await client.close()
  })
})

describe('rate limit and pool', () => {
  test('no more than the limit leaves in one window', async () => {
    const { client, clock } = createTestClient({ rateLimit: { limit: 3, perMs: 60_000 } })
    const controller = new AbortController()
    const calls = Array.from({ length: 5 }, (_, i) =>
      client.fetch(`${server.url}/${i}`, { signal: controller.signal }).then(
        () => 'done',
        (error: OpenbellError) => error.kind,
      ),
    )
    await Promise.all(calls.slice(0, 3))
    expect(client.metrics().rateLimit).toEqual({ limit: 3, perMs: 60_000, used: 3, waiting: 2 })
    controller.abort()
    expect(await Promise.all(calls)).toEqual(['done', 'done', 'done', 'canceled', 'canceled'])
    expect(server.requests).toHaveLength(3)
    clock.advance(60_000)
    expect(client.metrics().rateLimit.used).toBe(0)
    await client.close()
  })

  test('connections are kept and counted', async () => {
    const { client } = createTestClient()
    for (let i = 0; i < 8; i++) await client.fetch(`${server.url}/a`)
    // A request on the heels of the last may find that connection not yet free; hence not one but at most two.
    const { size } = new Set(server.requests.map((one) => one.socket))
    expect(size).toBeLessThanOrEqual(2)
    expect(client.metrics().connections).toEqual({ open: size, idle: size, waiting: 0 })
    server.faults.add('/hang', { kind: 'hang' })
    const controller = new AbortController()
    const call = failure(client.fetch(`${server.url}/hang`, { signal: controller.signal }))
    await vi.waitFor(() => expect(server.requests).toHaveLength(9))
    const { open, idle } = client.metrics().connections
    expect(open - idle).toBe(1)
    controller.abort()
    await call
    await client.close()
  })

  test('latencies are in milliseconds and in order', async () => {
    const { client, clock } = createTestClient()
    expect(client.metrics()).toMatchObject({ p50: null, p95: null, p99: null, newestDataAgeMs: null })
    for (let i = 0; i < 10; i++) await client.fetch(`${server.url}/a`)
    const { p50, p95, p99 } = client.metrics()
    expect([p50, p95, p99]).toEqual([...[p50, p95, p99]].sort((a, b) => Number(a) - Number(b)))
    client.noteData(clock.now() - 5000)
    client.noteData(clock.now() - 9000)
    clock.advance(1000)
    expect(client.metrics()).toMatchObject({ newestDataAgeMs: 6000, uptimeMs: 1000, calls: 10 })
    await client.close()
  })
})
