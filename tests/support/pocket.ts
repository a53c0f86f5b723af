import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { MINUTE } from '../../src/core/time.ts'
import { type PocketSetup, startPocket } from '../../src/pocket/server.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'

export const POCKET_KEYS = { 'APCA-API-KEY-ID': 'PKTEST', 'APCA-API-SECRET-KEY': 'secret' }

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
export type Json = any

export interface Wire {
  status: number
  headers: Headers
  body: Json
  text: string
}

export interface TestPocket {
  url: string
  source: MarketDataSource
  /** Asks as a plain client with good keys. */
  get(path: string, headers?: Record<string, string>): Promise<Wire>
  admin(path: string, body?: unknown, method?: string): Promise<Wire>
  /** Scripts faults for the next requests. */
  fault(...faults: Record<string, unknown>[]): Promise<void>
  now(): number
  close(): Promise<void>
}

/** A pocket exchange on the simulated market, standing at `minutes` after the open of 2026-03-20 unless stepped. */
export async function startTestPocket(options: Partial<PocketSetup> & { minutes?: number } = {}): Promise<TestPocket> {
  const clock = createSystemClock()
  const { minutes = 0, ...setup } = options
  const source = options.source ?? createSimulatedSource({ seed: 7, clock })
  const defaults = { port: 0, date: '2026-03-20', seed: 7, speed: 0, clock, rateLimit: 1_000_000 }
  const pocket = await startPocket({ ...defaults, ...setup, source })
  pocket.world.time.step(minutes * MINUTE)
  const ask = async (path: string, init: RequestInit): Promise<Wire> => {
    const answer = await fetch(pocket.url + path, init)
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, body: text === '' ? undefined : JSON.parse(text) }
  }
  const admin = (path: string, body?: unknown, method = 'POST') =>
    ask(path, body === undefined ? { method } : { method, body: JSON.stringify(body) })
  return {
    url: pocket.url,
    source,
    get: (path, headers = POCKET_KEYS) => ask(path, { headers }),
    admin,
    async fault(...faults) {
      const answer = await admin('/admin/faults', { faults })
      if (answer.status !== 200) throw new Error(answer.text)
    },
    now: () => pocket.world.time.now(),
    close: pocket.close,
  }
}

/** Tells a known split of some simulated company before a date. */
export async function findSplit(source: MarketDataSource, from: number, to: number) {
  const signal = new AbortController().signal
  for (const { symbol, kind } of await source.symbols(signal)) {
    if (kind !== 'stock') continue
    const actions = await source.history({ kind: 'actions', symbol, from, to }, signal).catch(() => [])
    const split = actions.find((action) => action.kind === 'split')
    if (split) return { symbol, exDay: split.exDay, ratio: split.ratio!, value: split.value! }
  }
  throw new Error('the simulated market has no split there')
}
