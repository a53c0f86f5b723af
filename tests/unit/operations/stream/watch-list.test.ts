import { expect, it } from 'vitest'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { createSimulatedBroker } from '../../../../src/adapters/simulated/broker.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import type { BrokerWish } from '../../../../src/operations/context.ts'
import { z } from '../../../../src/operations/operation.ts'
import { openOwnSession } from '../../../../src/operations/stream/own-session.ts'
import { sessionInput } from '../../../../src/operations/stream/wanted.ts'
import type { MarketDataSource } from '../../../../src/ports/market-data.ts'
import { createTestContext } from '../../../support/context.ts'

it('a past that the source could not give is told of once for all symbols, and is there a minute later', async () => {
  const clock = createSystemClock()
  const inner = createSimulatedSource({ seed: 1, clock })
  let isDown = true
  const history = async (query: { kind: string; limit?: number }, signal: AbortSignal) => {
    if (isDown && query.kind === 'bars' && query.limit === 1000) throw new OpenbellError('unavailable', 'nobody answers')
    return inner.history(query as never, signal)
  }
  const source: MarketDataSource = { ...inner, history: history as unknown as MarketDataSource['history'] }
  const test = createTestContext({ sources: { simulated: source }, flags: { source: 'simulated', broker: 'simulated' } })
  const broker = async ({ now = () => source.now(), follows, account = 'main' }: BrokerWish = {}) =>
    createSimulatedBroker({ account, store: test.store, source, clock, cash: 100_000, now, follows })
  const wish = { symbols: ['SIMALL', 'SIMTEC', 'SIMINV'], date: '2026-03-20', speed: 0, until: '09:33' }
  const session = await openOwnSession({ ...test.context, clock, broker }, z.strictObject(sessionInput).parse(wish))
  isDown = false
  const told: string[] = []
  for await (const { message } of session.events({ tape: false })) told.push(message)
  await session.close()
  expect(told.filter((one) => one.includes('from before'))).toEqual([
    'no minutes from before now of 3 symbols: nobody answers; they are asked for again',
    'the minutes from before the session are here now',
  ])
  const { bars } = session.view.bars('SIMTEC', '1m')!
  const times = [...bars.time.subarray(0, bars.length)]
  expect(times.length).toBeGreaterThan(1000)
  expect(new Set(times).size).toBe(times.length)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  test.close()
})
