import { afterAll, expect, test } from 'vitest'
import { quote } from '../../../../src/operations/market/quote.ts'
import { createTestContext } from '../../../support/context.ts'
import { barsOf, MINUTE, OPEN, quotesOf } from '../../../support/store-rows.ts'

const t = createTestContext({ flags: { source: 'store', 'as-of': '2026-03-19T13:32:30Z' } })
t.store.bars.append(
  barsOf([
    { time: OPEN - 17.5 * 3_600_000 - MINUTE, close: 10 },
    { time: OPEN, close: 11, volume: 100 },
    { time: OPEN + MINUTE, close: 12, volume: 50 },
    { time: OPEN + 2 * MINUTE, close: 99, volume: 1 },
  ]),
)
t.store.tape.appendQuotes(quotesOf([{ time: OPEN + MINUTE, bid: 11.9, ask: 12.1 }]))
afterAll(() => t.close())

test('price, session and age of what was known at the as-of', async () => {
  const answer = await t.run(quote, { symbols: ['test', 'TEST', 'NOPE'] })
  expect(answer).toMatchObject({ asOf: '2026-03-19T13:32:30Z', source: 'store', feed: 'import' })
  expect(answer.results).toHaveLength(1)
  expect(answer.results[0]).toMatchObject({
    symbol: 'TEST',
    feed: 'import',
    price: 12,
    bid: 11.9,
    ask: 12.1,
    sessionOpen: 10.75,
    sessionHigh: 12.5,
    sessionLow: 10.5,
    volume: 150,
    time: '2026-03-19T13:32:00Z',
    ageMs: 30_000,
  })
  expect(answer.results[0].change).toBeCloseTo(0.2, 12)
  expect(answer.failed).toMatchObject([{ symbol: 'NOPE', kind: 'not-found' }])
})

test('no symbol could be answered: the first reason is the error', async () => {
  await expect(t.run(quote, { symbols: ['NOPE'] })).rejects.toMatchObject({ kind: 'not-found' })
})
