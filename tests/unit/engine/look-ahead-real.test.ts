import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createStoreSource } from '../../../src/adapters/store/source.ts'
import { checkLookAhead } from '../../../src/engine/check/look-ahead.ts'
import { prepareSeries } from '../../../src/engine/prepare.ts'
import type { PreparedSeries } from '../../../src/engine/types.ts'
import { defaultOptions } from '../../../src/exchange/defaults.ts'
import { dataImport } from '../../../src/operations/data/import.ts'
import { builtIns } from '../../../src/strategy/folders.ts'
import { loadFile } from '../../../src/strategy/load.ts'
import { createTestContext } from '../../support/context.ts'

const folder = process.env.OPENBELL_REAL_DATA
const title = 'honest strategies pass the look-ahead check on real bars'
const NAMES = ['sma-cross', 'ema-momentum', 'bollinger-reversion', 'peak-trough', 'rsi-reversion', 'breakout']

/** Real daily bars through import and store, as a run takes them. */
async function imported(files: string[], from: number, to: number): Promise<PreparedSeries[]> {
  const test = createTestContext({ now: Date.UTC(2026, 10, 20, 22) })
  try {
    await test.run(dataImport, { files })
    const source = createStoreSource(test.store, test.context.clock)
    const query = { kind: 'bars' as const, timeframe: '1d' as const, from, to, session: 'all' as const }
    const symbols = files.map((file) => file.split('/').at(-1)!.split('_')[0])
    const bars = symbols.map((symbol) => source.history({ ...query, symbol, asOf: to }, test.context.signal))
    return (await Promise.all(bars)).map(prepareSeries)
  } finally {
    test.close()
  }
}

describe.skipIf(!folder)(folder ? title : `${title} (skipped: OPENBELL_REAL_DATA is not set)`, () => {
  const strategies = builtIns().filter(({ name }) => NAMES.includes(name))
  let spy: PreparedSeries[] = []
  let dow: PreparedSeries[] = []

  beforeAll(async () => {
    const daily = join(folder!, 'bars-1day')
    const files = readdirSync(daily).filter((name) => name.endsWith('_2006-2017.csv'))
    spy = await imported([join(daily, 'SPY_1998-2021_lean.csv')], 0, Date.UTC(2026, 0))
    dow = await imported(
      files.map((name) => join(daily, name)),
      Date.UTC(2008, 0),
      Date.UTC(2018, 0),
    )
  })

  it('there is something to test', () => {
    expect(strategies).toHaveLength(NAMES.length)
    expect(spy[0].bars.length).toBeGreaterThan(5000)
    expect(dow.length).toBeGreaterThan(10)
  })

  it.each(strategies.map((one) => [one.name, one] as const))('%s', async (_name, found) => {
    const { strategy } = await loadFile(found)
    const rest = { exchange: defaultOptions(), limits: null, decideFrom: null, actions: [], finer: null, cache: null }
    for (const series of [spy, dow, ...dow.map((one) => [one])]) {
      const request = { strategy, params: {}, series, ...rest, record: 'all' as const }
      const { findings, shuffles } = checkLookAhead(request, { seed: 7, cuts: 8 })
      expect(findings, series.map(({ bars }) => bars.symbol).join(' ')).toEqual([])
      expect(shuffles).toBeGreaterThanOrEqual(4)
    }
  })
})
