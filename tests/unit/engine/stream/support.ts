import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { orNull } from '../../../../src/core/errors.ts'
import type { Instant } from '../../../../src/core/time.ts'
import { openManagedStream } from '../../../../src/engine/stream/managed-stream.ts'
import type { ManagedStream, ManagedStreamParts, StreamNews } from '../../../../src/engine/stream/types.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import type { Log } from '../../../../src/ports/log.ts'
import type { MarketDataSource } from '../../../../src/ports/market-data.ts'
import { fixedClock } from '../../../support/context.ts'

/** 2026-03-20 (New York in summer time): the regular session opens at 13:30 UTC. */
export const OPEN = Date.UTC(2026, 2, 20, 13, 30)
export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }

export interface ToldRow {
  symbol: string
  time: Instant
  revised: boolean
  values: number[]
  /** The market's time when it was told. */
  at: Instant
}

export interface Managed {
  stream: ManagedStream
  news: StreamNews[]
  /** Bars in the order they were told, with what they said then. */
  bars: ToldRow[]
  /** Ends of minutes whose last bar was said to have come. */
  complete: Instant[]
  /** Sets the market's time, then lets the stream come that far. */
  to(at: Instant): Promise<Instant[]>
  /** The same in steps, letting background work run in between. */
  through(at: Instant, step: number): Promise<Instant[]>
  messages(): string[]
  now(): Instant
  set(at: Instant): void
}

export interface ManagedOptions extends Partial<Omit<ManagedStreamParts, 'source' | 'listener'>> {
  source: (now: () => Instant) => MarketDataSource
  start: Instant
}

export function simulated(now: () => Instant): MarketDataSource {
  return createSimulatedSource({ seed: 7, clock: { ...fixedClock(0).clock, now } })
}

/** A managed stream with a clock that the test moves. */
export async function manage({ source, start, ...parts }: ManagedOptions): Promise<Managed> {
  const time = fixedClock(start)
  const [news, bars, complete]: [StreamNews[], ToldRow[], Instant[]] = [[], [], []]
  const stream = await openManagedStream({
    source: source(time.clock.now),
    now: time.clock.now,
    clock: time.clock,
    log: SILENT,
    symbols: ['WOVNAX'],
    capacity: 10_000,
    session: 'regular',
    from: start,
    signal: new AbortController().signal,
    listener: {
      news: (one) => news.push(one),
      complete: (end) => complete.push(end),
      bar: ({ symbol, closed }, row, revised) =>
        bars.push({ symbol, time: closed.time[row], revised, values: rowValues(closed, row), at: time.clock.now() }),
    },
    ...parts,
  })
  const to = async (at: Instant) => {
    time.set(at)
    const ends = await stream.advance(at)
    await settle()
    return ends
  }
  const through = async (at: Instant, step: number) => {
    const ends: Instant[] = []
    for (let now = time.clock.now() + step; now < at + step; now += step) ends.push(...(await to(Math.min(now, at))))
    return ends
  }
  return {
    stream,
    news,
    bars,
    complete,
    to,
    through,
    messages: () => news.map(({ message }) => message),
    now: time.clock.now,
    set: time.set,
  }
}

/** Lets what waits in microtasks and immediates happen. */
export async function settle(turns = 5): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
}

export function rowValues(bars: Bars, row: number): number[] {
  return [bars.open[row], bars.high[row], bars.low[row], bars.close[row], bars.volume[row]]
}

/** What a source has itself for a stretch of one-minute bars, as told rows. */
export async function ownBars(
  source: MarketDataSource,
  symbol: string,
  from: Instant,
  to: Instant,
  session: 'all' | 'regular' = 'regular',
) {
  const query = { kind: 'bars' as const, symbol, timeframe: '1m' as const, from, to, asOf: to, session }
  const bars = await orNull(['no-data'], source.history(query, new AbortController().signal))
  if (bars === null) return []
  return Array.from({ length: bars.length }, (_, row) => ({ time: bars.time[row], values: rowValues(bars, row) }))
}
