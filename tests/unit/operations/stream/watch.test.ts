import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import type { DataQuality } from '../../../../src/engine/stream/types.ts'
import { createBars } from '../../../../src/market/bars.ts'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'
import { Watched } from '../../../../src/operations/stream/watch.ts'
import type { MarketDataSource } from '../../../../src/ports/market-data.ts'

const OPEN = Date.UTC(2026, 2, 20, 13, 30)
const source = { name: 'alpaca', feed: 'sip', coverage: 1 } as MarketDataSource
const waiting: DataQuality = {
  ...{ state: 'waiting', newest: null, latencyMs: null, gaps: 0, repaired: 0, duplicates: 0, outOfOrder: 0, restarts: 0 },
}

function tape(rows: number): LiveTape {
  const made = new LiveTape({ symbol: 'SPY', source: 'alpaca', feed: 'sip', from: OPEN })
  const bars = createBars({ symbol: 'SPY', timeframe: '1m', source: 'alpaca', feed: 'sip' }, rows)
  for (let i = 0; i < rows; i++) {
    bars.time[i] = OPEN - (rows - i) * MINUTE
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][i] = 600 + i
    bars.volume[i] = 100
  }
  bars.length = rows
  made.seed(bars)
  return made
}

describe('a row of the watchlist', () => {
  it('shows the last known minute before the first print, with the age of it', () => {
    const row = new Watched('SPY', source, 1000).row(tape(3), waiting, 0, OPEN + 20_000)
    expect(row).toMatchObject({ price: 602, priceTime: OPEN, quality: { state: 'waiting', ageMs: 20_000 } })
  })

  it('shows nothing where nothing is known', () => {
    const row = new Watched('SPY', source, 1000).row(tape(0), waiting, 0, OPEN)
    expect(row).toMatchObject({ price: null, priceTime: null, change: null, quality: { ageMs: null } })
  })

  it('shows the newest print once there is one', () => {
    const live = tape(3)
    live.takePrint(OPEN + 5000, 610, 10, 'Q', '@', '1', OPEN + 5000)
    const row = new Watched('SPY', source, 1000).row(live, { ...waiting, state: 'live', newest: OPEN + 5000 }, 7, OPEN + 6000)
    expect(row).toMatchObject({ price: 610, priceTime: OPEN + 5000, shares: 7, quality: { ageMs: 1000 } })
  })
})
