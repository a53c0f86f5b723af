import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAlpacaBroker } from '../../src/adapters/alpaca/broker.ts'
import { createSimulatedBroker } from '../../src/adapters/simulated/broker.ts'
import type { Broker } from '../../src/ports/broker.ts'
import { startTestPocket, type TestPocket } from '../support/pocket.ts'
import { optionsFor } from '../unit/adapters/alpaca/alpaca.ts'

const CASH = 25_000
let pocket: TestPocket
beforeAll(async () => {
  pocket = await startTestPocket({ cash: CASH })
})
afterAll(() => pocket.close())

const brokers: { name: string; make: () => Broker }[] = [
  { name: 'simulated', make: () => createSimulatedBroker({ cash: CASH }) },
  { name: 'alpaca', make: () => createAlpacaBroker({ ...optionsFor(pocket), tradingUrl: pocket.url }) },
]

describe.each(brokers)('the Broker port, spoken by $name', ({ name, make }) => {
  const signal = new AbortController().signal

  it('says its name', () => expect(make().name).toBe(name))

  it('tells the account in dollars: an untouched one is worth its cash', async () => {
    const account = await make().account(signal)
    expect(Object.keys(account).sort()).toEqual(['buyingPower', 'cash', 'equity', 'id', 'mode', 'state'])
    expect(account).toMatchObject({ cash: CASH, equity: CASH, state: 'active' })
    expect(account.buyingPower).toBeGreaterThanOrEqual(CASH)
    expect(account.id).not.toBe('')
  })

  it('is paper on this machine, whatever else is set', async () => {
    expect((await make().account(signal)).mode).toBe('paper')
  })

  it('tells the same account twice: asking changes nothing', async () => {
    const broker = make()
    expect(await broker.account(signal)).toEqual(await broker.account(signal))
  })

  it('ends with `canceled` once the signal has fired', async () => {
    await expect(make().account(AbortSignal.abort())).rejects.toMatchObject({ name: 'OpenbellError', kind: 'canceled' })
  })
})
