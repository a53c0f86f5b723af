import { expect, it, vi } from 'vitest'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { startPocket } from '../../../../src/pocket/server.ts'
import { POCKET_KEYS } from '../../../support/pocket.ts'
import { SYMBOL } from './client.ts'

it('fills are told while time runs, without anybody asking, and never before the order was sent', async () => {
  const clock = createSystemClock()
  const source = createSimulatedSource({ seed: 7, clock })
  const pocket = await startPocket({ port: 0, date: '2026-03-20', seed: 7, speed: 300, clock, source })
  const told: { event: string; at: number }[] = []
  pocket.world.onTradeEvent(({ event, at }) => told.push({ event, at }))
  const body = JSON.stringify({ symbol: SYMBOL, qty: '60', side: 'buy', type: 'market', time_in_force: 'day' })
  const sent = (await (await fetch(`${pocket.url}/v2/orders`, { method: 'POST', headers: POCKET_KEYS, body })).json()) as {
    submitted_at: string
  }
  await vi.waitFor(() => expect(told.at(-1)?.event).toBe('fill'), { timeout: 20_000, interval: 50 })
  const fills = told.filter(({ event }) => event.endsWith('fill')).map(({ at }) => at)
  expect(Math.min(...fills)).toBeGreaterThanOrEqual(Date.parse(sent.submitted_at))
  expect(fills).toEqual([...fills].sort((a, b) => a - b))
  await pocket.close()
}, 30_000)
