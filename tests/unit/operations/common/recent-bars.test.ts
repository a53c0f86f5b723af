import { expect, test } from 'vitest'
import { BEGINNING, iso, parseDate } from '../../../../src/core/time.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { recentBars } from '../../../../src/operations/common/recent-bars.ts'
import { createTestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/store-rows.ts'

test('a series that ended before 1970 is found, however far back it lies', async () => {
  const days = ['1965-03-16', '1965-03-17', '1965-03-18'].map((date) => usCalendar.day(parseDate(date)!).regular!.open)
  const t = createTestContext({ flags: { source: 'store' } })
  t.store.bars.append(
    barsOf(
      days.map((time) => ({ time, close: 10 })),
      { symbol: 'OLD', timeframe: '1d' },
    ),
  )
  const asOf = Date.parse('2026-03-20T20:00:00Z')
  const found = await recentBars(t.context, await t.context.source(), { symbol: 'OLD', timeframe: '1d', asOf, rows: 2 })
  expect([...found.time.subarray(0, found.length)]).toEqual(days.slice(1))
  expect(iso(BEGINNING)).toBe('1900-01-01T00:00:00Z')
  t.close()
})
