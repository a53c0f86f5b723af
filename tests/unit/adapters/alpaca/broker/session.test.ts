import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../../../../../src/core/time.ts'
import type { Broker } from '../../../../../src/ports/broker.ts'
import { failure, signal } from '../alpaca.ts'
import { type Answer, brokerOn, startVendor, type Vendor } from './vendor.ts'

let vendor: Vendor
let broker: Broker
let told: Answer
beforeAll(async () => {
  vendor = await startVendor()
  vendor.answer(({ path }) => (path === '/v2/calendar' ? told : undefined))
  broker = (await brokerOn(vendor)).broker
})
afterAll(async () => {
  await broker.close()
  await vendor.close()
})

const session = (date: string, body: unknown) => {
  told = { status: 200, body }
  return broker.session!(Date.parse(`${date}T00:00:00Z`) / DAY, signal)
}
const day = (date: string, more: Record<string, unknown> = {}) => ({ date, open: '09:30', close: '16:00', ...more })
const hours = (open: string, close: string) => ({ open: Date.parse(open), close: Date.parse(close) })

describe("the vendor's hours of a day", () => {
  it('are New York wall clock, in winter and in summer, asked for this day alone', async () => {
    expect(await session('2026-01-15', [day('2026-01-15')])).toEqual(hours('2026-01-15T14:30:00Z', '2026-01-15T21:00:00Z'))
    expect(await session('2026-07-02', [day('2026-07-02', { close: '13:00' })])).toEqual(
      hours('2026-07-02T13:30:00Z', '2026-07-02T17:00:00Z'),
    )
    const { query } = vendor.asked.findLast(({ path }) => path === '/v2/calendar')!
    expect([query.get('start'), query.get('end')].map((text) => text?.slice(0, 10))).toEqual(['2026-07-02', '2026-07-02'])
  })

  it('are none on a day that is not listed, also when others are', async () => {
    expect(await session('2026-07-03', [])).toBeNull()
    expect(await session('2026-07-03', [day('2026-07-02'), null, 'word', {}])).toBeNull()
  })

  it('are read past new fields, seconds, missing colons and bad neighbours', async () => {
    const listed = [
      day('2026-03-19', { open: null }),
      day('2026-03-20', { open: '0930', close: '16:00:00', night: { open: '20:00' } }),
    ]
    expect(await session('2026-03-20', listed)).toEqual(hours('2026-03-20T13:30:00Z', '2026-03-20T20:00:00Z'))
  })

  it.each([
    ['no list', { message: 'moved' }],
    ['no hours', [{ date: '2026-03-20' }]],
    ['hours that run backwards', [day('2026-03-20', { open: '16:00', close: '09:30' })]],
    ['words', [day('2026-03-20', { close: 'late' })]],
  ])('%s is an answer that cannot be used', async (_, body) => {
    expect(await failure(session('2026-03-20', body))).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('calendar'),
    })
  })
})
