import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { pastSnapshot } from '../../../../src/adapters/alpaca/past-snapshot.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { parseDate } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import type { BarsQuery, MarketDataSource, TapeQuery } from '../../../../src/ports/market-data.ts'
import { barsOf } from '../../../support/store-rows.ts'
import { at, signal } from './alpaca.ts'

const us = calendarOf('us')
const thursday = us.day(parseDate('2026-03-19')!).regular!

/** Only days: nothing has traded in the pre-market of Friday 2026-03-20 yet. */
function onlyDays(asked: string[], answered: string[]) {
  const history = async (query: BarsQuery | TapeQuery) => {
    const what = query.kind === 'bars' ? query.timeframe : query.kind
    asked.push(what)
    await turn()
    answered.push(`${what} after ${asked.length} questions`)
    if (what !== '1d') throw new OpenbellError('no-data', 'nothing yet')
    const head = { timeframe: '1d', source: 'alpaca', feed: 'sip' } as const
    return barsOf([{ time: thursday.open, close: 70 }], head)
  }
  return history as unknown as MarketDataSource['history']
}

it('a daily close is as old as the close of its session, and the answers are asked for together', async () => {
  const [asked, answered]: [string[], string[]] = [[], []]
  const found = await pastSnapshot(onlyDays(asked, answered), 'TEST', at('2026-03-20T08:30:00Z'), us, signal)
  expect(found).toMatchObject({
    price: 70,
    time: thursday.close,
    feed: 'sip',
    sessionOpen: null,
    volume: null,
    previousClose: 70,
  })
  expect(answered.every((line) => line.endsWith('after 4 questions'))).toBe(true)
})

it('nothing at all is no-data', async () => {
  const history = (() => Promise.reject(new OpenbellError('no-data', 'nothing'))) as unknown as MarketDataSource['history']
  await expect(pastSnapshot(history, 'TEST', thursday.close, us, signal)).rejects.toMatchObject({ kind: 'no-data' })
})
