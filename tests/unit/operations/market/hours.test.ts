import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { view as contractView } from '../../../../src/cli/views/contract.ts'
import { view as hoursView } from '../../../../src/cli/views/hours.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { contract } from '../../../../src/operations/market/contract.ts'
import { type HoursOutput, hours } from '../../../../src/operations/market/hours.ts'
import { createTestContext } from '../../../support/context.ts'

const terminal = { width: 100, paint: new Chalk({ level: 0 }), terminal: false }

/** The answer to `hours` when the clock shows `now`. */
function ask(now: string, input: Record<string, unknown> = {}, flags: Record<string, string> = {}): Promise<HoursOutput> {
  const test = createTestContext({ now: Date.parse(now), flags, store: createMemoryStore() })
  return test.run(hours, input).finally(() => test.close())
}

it('answers for now when nothing is asked', async () => {
  expect(await ask('2026-03-20T15:00:00Z')).toEqual({
    market: 'us',
    date: '2026-03-20',
    current: true,
    phase: 'regular',
    known: true,
    holiday: null,
    halfDay: false,
    sessions: {
      pre: { open: '2026-03-20T08:00:00Z', close: '2026-03-20T13:30:00Z' },
      regular: { open: '2026-03-20T13:30:00Z', close: '2026-03-20T20:00:00Z' },
      post: { open: '2026-03-20T20:00:00Z', close: '2026-03-21T00:00:00Z' },
    },
    nextOpen: '2026-03-23T13:30:00Z',
    nextClose: '2026-03-20T20:00:00Z',
  })
})

it.each([
  ['2026-03-20T09:00:00Z', 'pre', '2026-03-20T13:30:00Z'],
  ['2026-03-20T20:00:00Z', 'post', '2026-03-23T13:30:00Z'],
  ['2026-03-20T07:00:00Z', 'closed', '2026-03-20T13:30:00Z'],
  ['2026-03-21T15:00:00Z', 'closed', '2026-03-23T13:30:00Z'],
])('at %s the phase is %s and the next open %s', async (now, phase, nextOpen) => {
  expect(await ask(now)).toMatchObject({ current: true, phase, nextOpen })
})

it('after midnight UTC the date is still that of New York', async () => {
  expect(await ask('2026-03-20T01:00:00Z')).toMatchObject({ date: '2026-03-19', phase: 'closed' })
})

it('asked for another date tells whether it trades, and its own open and close', async () => {
  const trading = await ask('2026-03-20T15:00:00Z', { date: '2026-11-27' })
  expect(trading).toMatchObject({ current: false, phase: 'regular', halfDay: true, holiday: 'day after Thanksgiving' })
  expect([trading.nextOpen, trading.nextClose]).toEqual(['2026-11-27T14:30:00Z', '2026-11-27T18:00:00Z'])
  const holiday = await ask('2026-03-20T15:00:00Z', { date: '2026-07-03' })
  expect(holiday).toMatchObject({ phase: 'closed', holiday: 'Independence Day', nextOpen: '2026-07-06T13:30:00Z' })
  expect(holiday.sessions).toEqual({ pre: null, regular: null, post: null })
})

it("named by date, today's phase is the phase now", async () => {
  expect(await ask('2026-03-20T09:00:00Z', { date: '2026-03-20' })).toMatchObject({ current: true, phase: 'pre' })
})

it('--as-of moves now', async () => {
  const answer = await ask('2026-03-20T15:00:00Z', {}, { 'as-of': '2012-10-29T15:00:00Z' })
  expect(answer).toMatchObject({
    date: '2012-10-29',
    phase: 'closed',
    holiday: 'Hurricane Sandy',
    nextOpen: '2012-10-31T13:30:00Z',
  })
})

it('an unknown day is closed because it is unknown', async () => {
  for (const date of ['2036-01-02', '1949-12-30']) {
    const answer = await ask('2026-03-20T15:00:00Z', { date })
    expect(answer).toMatchObject({ known: false, phase: 'closed', nextOpen: null, nextClose: null })
    expect(answer.holiday).toBe('unknown day: the us calendar covers 1950-01-01 to 2035-12-31')
    expect(hoursView(answer, terminal)).toContain('closed, because the day is unknown')
  }
  expect(await ask('2026-03-20T15:00:00Z', { date: '2035-12-31' })).toMatchObject({
    known: true,
    nextClose: '2035-12-31T21:00:00Z',
  })
  expect(await ask('2035-12-31T22:00:00Z')).toMatchObject({ known: true, nextOpen: null, nextClose: null })
})

it('a date that is none is refused with the value', async () => {
  await expect(ask('2026-03-20T15:00:00Z', { date: '2026-02-30' })).rejects.toMatchObject({
    kind: 'usage',
    message: "no such date: '2026-02-30'",
  })
  await expect(ask('2026-03-20T15:00:00Z', { date: 'tomorrow' })).rejects.toBeInstanceOf(OpenbellError)
})

it('of futures and crypto', async () => {
  const cme = await ask('2026-03-19T23:00:00Z', { market: 'cme' })
  expect(cme).toMatchObject({ market: 'cme', date: '2026-03-20', phase: 'regular', nextClose: '2026-03-20T21:00:00Z' })
  const crypto = await ask('2026-03-21T23:00:00Z', { market: 'crypto' })
  expect(crypto).toMatchObject({ date: '2026-03-21', phase: 'regular', nextOpen: '2026-03-22T00:00:00Z' })
})

it('shows the exchange clock beside UTC', async () => {
  const text = hoursView(await ask('2026-03-20T15:00:00Z', { date: '2026-11-27' }), terminal)
  expect(text.split('\n')).toEqual([
    'NYSE and Nasdaq · Friday 2026-11-27 · trading day · half day',
    'day after Thanksgiving',
    '',
    'session  New York                              UTC',
    'pre      2026-11-27 04:00 to 2026-11-27 09:30  2026-11-27 09:00Z to 2026-11-27 14:30Z',
    'regular  2026-11-27 09:30 to 2026-11-27 13:00  2026-11-27 14:30Z to 2026-11-27 18:00Z',
    'post     2026-11-27 13:00 to 2026-11-27 17:00  2026-11-27 18:00Z to 2026-11-27 22:00Z',
    '',
    'next open 2026-11-27 09:30 New York, next close 2026-11-27 13:00 New York',
  ])
  expect(hoursView(await ask('2026-03-21T15:00:00Z'), terminal)).toContain('Saturday 2026-03-21 · closed all day')
  expect(hoursView(await ask('2026-03-20T07:00:00Z'), terminal)).toContain('closed now')
})

it('contract gives the facts of a root, its =F spelling and its months', async () => {
  const test = createTestContext({ store: createMemoryStore() })
  const facts = await test.run(contract, { symbol: 'nq=f' })
  expect(facts).toMatchObject({
    symbol: 'NQ',
    exchange: 'CME',
    tickSize: 0.25,
    multiplier: 20,
    currency: 'USD',
    months: ['H', 'M', 'U', 'Z'],
  })
  expect(Object.keys(facts)).toEqual(['symbol', 'name', 'exchange', 'tickSize', 'multiplier', 'currency', 'months', 'hours'])
  expect(await test.run(contract, { symbol: 'NQZ6' })).toEqual(facts)
  expect(contractView(facts, terminal)).toContain('0.25 points = 5.00 USD')
  await expect(test.run(contract, { symbol: 'SPY' })).rejects.toMatchObject({
    kind: 'not-found',
    message: expect.stringContaining("'SPY'"),
  })
  test.close()
})
