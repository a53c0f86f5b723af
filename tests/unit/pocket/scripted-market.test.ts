import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { POCKET_KEYS, startTestPocket, type TestPocket } from '../../support/pocket.ts'

let pocket: TestPocket
beforeEach(async () => {
  pocket = await startTestPocket({ minutes: 30 })
})
afterEach(() => pocket.close())

async function post(id: string, extra: Record<string, unknown> = {}) {
  const plain = { symbol: 'SIMFIN', side: 'buy', type: 'market', time_in_force: 'day', qty: '2', client_order_id: id }
  const body = JSON.stringify({ ...plain, ...extra })
  expect((await fetch(`${pocket.url}/v2/orders`, { method: 'POST', headers: POCKET_KEYS, body })).status).toBe(200)
}

const stored = (id: string) => pocket.get(`/v2/orders:by_client_order_id?client_order_id=${id}`)
const step = (wish: Record<string, unknown>) => pocket.admin('/admin/step', wish)

describe('the market of the faults', () => {
  it('does not trade while halted: orders wait', async () => {
    await pocket.fault({ kind: 'halt', symbol: 'SIMFIN', duration: '5m' })
    await step({ seconds: 1 })
    await post('a')
    await step({ minutes: 4 })
    expect((await stored('a')).body.status).toBe('new')
    await step({ minutes: 2 })
    expect((await stored('a')).body.status).toBe('filled')
  })

  it('closes early on a half day, in clock, calendar and for orders', async () => {
    await pocket.fault({ kind: 'half-day' })
    expect((await pocket.get('/v2/clock')).body.next_close).toBe('2026-03-20T13:00:00-04:00')
    expect((await pocket.get('/v2/calendar?start=2026-03-20&end=2026-03-20')).body[0]).toMatchObject({ close: '13:00' })
    const price = (await pocket.get('/v2/stocks/SIMFIN/trades/latest?feed=iex')).body.trade.p
    await post('a', { type: 'limit', limit_price: (price * 0.5).toFixed(2) })
    await step({ to: '2026-03-20T17:05:00Z' })
    expect((await pocket.get('/v2/clock')).body.is_open).toBe(false)
    expect((await stored('a')).body.status).toBe('expired')
  })

  it('splits overnight: prices, positions and the action that tells of it', async () => {
    await post('a', { qty: '10' })
    await step({ minutes: 1 })
    const before = (await pocket.get('/v2/positions/SIMFIN')).body
    await pocket.fault({ kind: 'split', symbol: 'SIMFIN', ratio: 2 })
    await step({ to: '2026-03-23T14:00:00Z' })
    const after = (await pocket.get('/v2/positions/SIMFIN')).body
    expect([before.qty, after.qty]).toEqual(['10', '20'])
    expect(Number(after.avg_entry_price)).toBeCloseTo(Number(before.avg_entry_price) / 2, 2)
    expect(Number(after.current_price) / Number(before.current_price)).toBeLessThan(0.6)
    const actions = (await pocket.get('/v1/corporate-actions?symbols=SIMFIN&start=2026-03-23&end=2026-03-23')).body
    expect(actions.corporate_actions.forward_splits).toMatchObject([{ symbol: 'SIMFIN', new_rate: 2, old_rate: 1 }])
  })

  it('jumps in time when told to, and never back', async () => {
    await pocket.fault({ kind: 'clock-jump', at: '10:10', by: '90s' })
    await step({ to: '2026-03-20T14:09:59Z' })
    expect((await pocket.admin('/admin/state', undefined, 'GET')).body.now).toBe('2026-03-20T14:09:59Z')
    await step({ seconds: 1 })
    expect((await pocket.admin('/admin/state', undefined, 'GET')).body.now).toBe('2026-03-20T14:11:30Z')
  })
})
