import { afterAll, beforeAll, expect, it } from 'vitest'
import { POCKET_KEYS, startTestPocket, type TestPocket } from '../../support/pocket.ts'

let pocket: TestPocket
beforeAll(async () => {
  pocket = await startTestPocket({ minutes: 10 })
})
afterAll(() => pocket.close())

const posted = async () => (await pocket.admin('/admin/state', undefined, 'GET')).body.posted

it('an order arrives late, also when its sender has given up on it', async () => {
  await pocket.fault({ kind: 'late-arrival', delayMs: 300 })
  const body = JSON.stringify({ symbol: 'SIMALL', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' })
  const sent = fetch(`${pocket.url}/v2/orders`, { method: 'POST', headers: POCKET_KEYS, body, signal: AbortSignal.timeout(100) })
  await expect(sent).rejects.toThrow()
  expect(await posted()).toMatchObject({ arrived: 0, accepted: 0 })
  await expect.poll(posted, { timeout: 5000 }).toMatchObject({ arrived: 1, accepted: 1 })
})
