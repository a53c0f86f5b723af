import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import { createStoreSource } from '../../../../src/adapters/store/source.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/time.ts'
import { createBars } from '../../../../src/market/bars.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'
import { dataImport } from '../../../../src/operations/data/import.ts'
import type { Store } from '../../../../src/ports/store.ts'
import { createTestContext, fixedClock } from '../../../support/context.ts'
import { createKeptSink, type KeptSink } from '../../../support/stream-sink.ts'

const quiet = new AbortController().signal
const OPEN = Date.parse('2013-10-07T13:30:00Z')

let store: Store
let sink: KeptSink
beforeEach(() => {
  store = openStore(':memory:')
  sink = createKeptSink()
})
afterEach(() => store.close())

function open(symbols: string[], from = OPEN, of = store) {
  const source = createStoreSource(of, fixedClock(OPEN + 10 * DAY).clock)
  return source.stream!({ symbols, from, quotes: true, bars: true }, sink, quiet)
}

function addBars(symbol: string, timeframe: Timeframe, opens: number[]): void {
  const bars = createBars({ symbol, timeframe, source: 'import', feed: 'import' }, opens.length)
  bars.length = opens.length
  opens.forEach((at, i) => {
    bars.time[i] = at
    bars.open[i] = bars.high[i] = bars.low[i] = bars.close[i] = 100 + i
    bars.volume[i] = 10
  })
  store.bars.append(bars)
}

describe('a stored tape', () => {
  it('of bars alone tells the minutes, and is over after the last one', async () => {
    addBars('ABC', '1m', [OPEN - MINUTE, OPEN, OPEN + MINUTE, OPEN + 5 * MINUTE])
    const stream = await open(['ABC'])
    await stream.catchUp(OPEN + 6 * MINUTE - 1, quiet)
    expect(sink.states.map(({ state }) => state)).toEqual(['up'])
    await stream.catchUp(OPEN + HOUR, quiet)
    expect(sink.bars.map(({ bar }) => [(bar.time - OPEN) / MINUTE, bar.close])).toEqual([
      [0, 101],
      [1, 102],
      [5, 103],
    ])
    expect(sink.states.map(({ state }) => state)).toEqual(['up', 'over'])
  })

  it('is not there for a symbol with days only, and the message says what is', async () => {
    addBars('DAYS', '1d', [OPEN, OPEN + DAY])
    await expect(open(['DAYS'])).rejects.toMatchObject({
      kind: 'not-found',
      message: 'the store has no prints, quotes or 1m bars of DAYS to tell; it has 1d 2013-10-07 to 2013-10-08',
    })
    await expect(open(['NONE'])).rejects.toMatchObject({ kind: 'not-found', message: 'NONE is not in the store' })
  })
})

const folder = process.env.OPENBELL_REAL_DATA ?? ''
const real = folder !== '' && existsSync(join(folder, 'README.md'))

describe.skipIf(!real)(real ? 'a real day' : 'a real day (skipped: OPENBELL_REAL_DATA is not set)', () => {
  it('is told print by print and quote by quote, as many as were imported', async () => {
    const test = createTestContext({ store })
    const names = [
      'ticks/IBM_20131007_trades_lean.csv.gz',
      'quotes/IBM_20131007_nbbo_lean.csv.gz',
      'ticks/BAC_20131007_trades_lean.csv.gz',
    ]
    const { files } = await test.run(dataImport, { files: names.map((name) => join(folder, name)) })
    const rows = files.map(({ stored }: { stored: number }) => stored)
    expect(rows.every((count: number) => count > 20_000)).toBe(true)
    const told = { IBM: 0, BAC: 0, quotes: 0, backwards: 0, newest: 0 }
    const hear = (at: number) => {
      if (at < told.newest) told.backwards++
      told.newest = at
    }
    sink.print = (symbol, at) => {
      told[symbol as 'IBM']++
      hear(at)
    }
    sink.quote = (_symbol, at) => {
      told.quotes++
      hear(at)
    }
    const stream = await open(['IBM', 'BAC'], OPEN - 8 * HOUR)
    for (let at = OPEN - 8 * HOUR; sink.states.at(-1)?.state !== 'over'; at += 7 * MINUTE) await stream.catchUp(at, quiet)
    expect([told.IBM, told.quotes, told.BAC, told.backwards]).toEqual([...rows, 0])
  })
})
