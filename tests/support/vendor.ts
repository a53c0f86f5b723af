import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { createVendorClient, type VendorClient, type VendorClientOptions } from '../../src/adapters/common/vendor-client.ts'
import { throwIfAborted } from '../../src/core/errors.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Log } from '../../src/ports/log.ts'
import { createFaultScript, type FaultScript, sendJson } from './faults.ts'

/** A clock that stands still, remembers how long it was asked to sleep, and moves by that. */
export interface SteppedClock extends Clock {
  sleeps: number[]
  advance(ms: number): void
}

export function createSteppedClock(start: number): SteppedClock {
  let now = start
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    elapsed: () => now - start,
    async sleep(until, signal) {
      sleeps.push(until - now)
      now = Math.max(now, until)
      await turn()
      throwIfAborted(signal)
    },
    advance(ms) {
      now += ms
    },
  }
}

/** A log that keeps its lines: event and fields. */
export interface KeptLog extends Log {
  lines: { level: string; event: string; fields: Record<string, unknown> }[]
  text(): string
}

export function createKeptLog(): KeptLog {
  const lines: KeptLog['lines'] = []
  const keep =
    (level: string) =>
    (event: string, fields: Record<string, unknown> = {}) => {
      lines.push({ level, event, fields })
    }
  return {
    lines,
    text: () => JSON.stringify(lines),
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  }
}

/** A server that answers every path with `{ path, count }`, or as the script of faults says. */
export interface PlainServer {
  url: string
  faults: FaultScript
  requests: IncomingMessage[]
  close(): Promise<void>
}

export async function startPlainServer(): Promise<PlainServer> {
  const faults = createFaultScript()
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    const path = (request.url ?? '').split('?')[0]
    sendJson(response, 200, { path, count: requests.length, padding: 'x'.repeat(2000) }, faults.take(path))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A vendor client with a stepped clock, a kept log and a short deadline. */
export function createTestClient(options: Partial<VendorClientOptions> = {}): {
  client: VendorClient
  clock: SteppedClock
  log: KeptLog
} {
  const clock = createSteppedClock(Date.UTC(2026, 10, 20, 15))
  const log = createKeptLog()
  const defaults = { name: 'testvendor', rateLimit: { limit: 1000, perMs: 60_000 }, timeoutMs: 2000, concurrency: 4 }
  const client = createVendorClient({ ...defaults, clock, log, cacheEntries: 100, cacheSeconds: 300, ...options })
  return { client, clock, log }
}
