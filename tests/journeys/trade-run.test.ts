import { afterAll, describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'
import { startTestPocket, type TestPocket } from '../support/pocket.ts'
import { type RunEvent, startRun } from '../support/trade-run.ts'

describe.concurrent('a strategy through a session of the simulated market', () => {
  /** When the process is killed (UTC): the session is from 13:30 to 20:00. A signal may come late: hours are left after the last. */
  const TIMES = ['14:10', '14:50', '15:40', '16:30', '17:30']
  const DAY = ['--date', '2026-03-20', '--speed', '0', '--broker', 'simulated']

  it.each([
    ['scalp', ['SIMALL']],
    ['vwap-reversion', ['SIMALL', 'SIMTEC']],
  ])('%s is killed five times, and ends flat and reconciled', { timeout: 120_000 }, async (strategy, symbols) => {
    const home = freshHome()
    const args = [strategy, ...symbols, ...DAY]
    for (const time of TIMES) {
      const { code } = await startRun(args, home, {}, (last) => last?.time >= `2026-03-20T${time}`)
      expect(code).toBeNull()
    }
    const { code, events, stderr } = await startRun(args, home, {})
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const { summary } = events.at(-1)
    expect(summary).toMatchObject({ flat: true, reconciled: true, open: [] })
    const told = (await openbell(['trade', 'orders', '--all', '--json', '--as-of', '2026-03-20T20:30:00Z'], { home })).json
    const names = told.orders.map(({ clientOrderId }: RunEvent) => clientOrderId)
    expect(names.length).toBeGreaterThan(4)
    expect(new Set(names).size).toBe(names.length)
    expect(
      told.orders.every(({ state }: RunEvent) => ['filled', 'canceled', 'expired', 'rejected', 'denied'].includes(state)),
    ).toBe(true)
  })
})

describe.concurrent('a strategy at the pocket exchange', () => {
  let pocket: TestPocket
  afterAll(() => pocket?.close())

  it('is killed and started again, ends flat and reconciled, and the exchange tells the same', { timeout: 90_000 }, async () => {
    pocket = await startTestPocket({ speed: 120, minutes: 25 })
    const home = freshHome()
    const env = {
      APCA_API_BASE_URL: pocket.url,
      APCA_API_DATA_URL: pocket.url,
      APCA_API_KEY_ID: 'PKTEST',
      APCA_API_SECRET_KEY: 'secret',
    }
    const args = ['scalp', 'SIMALL', '--source', 'alpaca', '--broker', 'alpaca', '--until', '10:40']
    for (const time of ['14:02', '14:15'])
      await startRun(args, home, env, () => pocket.now() >= Date.parse(`2026-03-20T${time}Z`))
    const { code, events } = await startRun(args, home, env)
    expect(code).toBe(0)
    expect(events.at(-1).summary).toMatchObject({ flat: true, reconciled: true, open: [] })
    const truth = (await pocket.admin('/admin/state', undefined, 'GET')).body
    expect(truth.positions).toEqual([])
    const ids = truth.orders.map((one: RunEvent) => one.client_order_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(2)
  })
})
