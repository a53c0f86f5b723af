import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createStoreSource } from '../../../src/adapters/store/source.ts'
import { prepareSeries } from '../../../src/engine/prepare.ts'
import type { PreparedSeries } from '../../../src/engine/types.ts'
import { calendarOf } from '../../../src/market/calendar/calendar.ts'
import { dataImport } from '../../../src/operations/data/import.ts'
import { builtIns } from '../../../src/strategy/folders.ts'
import { loadFile } from '../../../src/strategy/load.ts'
import { createTestContext } from '../../support/context.ts'
import { runOn } from '../../support/runs.ts'

const folder = process.env.OPENBELL_REAL_DATA
const title = folder
  ? 'every built-in strategy on real bars'
  : 'every built-in strategy on real bars (skipped: OPENBELL_REAL_DATA is not set)'

/** Real bars through import and store, as a run takes them. */
async function imported(files: string[], timeframe: '1d' | '1m'): Promise<PreparedSeries[]> {
  const test = createTestContext({ now: Date.UTC(2026, 10, 20, 22) })
  try {
    const done = (await test.run(dataImport, { files })).files
    const source = createStoreSource(test.store, test.context.clock)
    const query = { kind: 'bars' as const, timeframe, from: 0, to: test.context.clock.now(), session: 'all' as const }
    const symbols: string[] = [...new Set<string>(done.map((one: { symbol: string }) => one.symbol))]
    const bars = symbols.map((symbol) => source.history({ ...query, symbol, asOf: query.to }, test.context.signal))
    return (await Promise.all(bars)).map(prepareSeries)
  } finally {
    test.close()
  }
}

describe.skipIf(!folder)(title, () => {
  // A forecast's columns are prepared by what runs it; here strategies run as they are.
  const strategies = builtIns().filter(({ name }) => name !== 'forecast-follow')
  let days: PreparedSeries[] = []
  let minutes: PreparedSeries[] = []

  beforeAll(async () => {
    const [daily, minutely] = [join(folder!, 'bars-1day'), join(folder!, 'bars-1min')]
    days = await imported(
      ['SPY_1998-2021_lean.csv', 'QQQ_1999-2021_lean.csv'].map((name) => join(daily, name)),
      '1d',
    )
    minutes = await imported(
      readdirSync(minutely)
        .filter((name) => /_202603\d\d-.*_yahoo\.csv$/.test(name))
        .map((name) => join(minutely, name)),
      '1m',
    )
  })

  it.each(strategies.map((one) => [one.name, one] as const))('%s trades', async (_name, found) => {
    const { strategy } = await loadFile(found)
    const calendar = calendarOf('us')
    const several = strategy.timeframes ? minutes.map((one) => [one]) : [days.slice(0, strategy.symbols?.min ?? 1)]
    const results = several.map((series) => runOn(strategy, series))
    const roundTrips = results.flatMap((one) => one.roundTrips)
    expect(roundTrips.length).toBeGreaterThan(0)
    for (const { equity } of results) expect(equity.every((value) => Number.isFinite(value) && value > 0)).toBe(true)
    if (!strategy.timeframes) return
    const overNight = roundTrips.filter((one) => one.exitTime && calendar.dateOf(one.exitTime) !== calendar.dateOf(one.entryTime))
    expect(overNight).toEqual([])
  })
})
