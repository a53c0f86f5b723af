import { setTimeout as delay } from 'node:timers/promises'
import { type AlpacaBrokerOptions, createAlpacaBroker } from '../../src/adapters/alpaca/broker.ts'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { Secret } from '../../src/core/settings.ts'
import { startTestPocket } from '../support/pocket.ts'
import { createKeptLog } from '../support/vendor.ts'
import { type BrokerUnderTest, CONTRACT_CASH, describeBroker } from './broker.ts'

const SYMBOL = 'SIMFIN'

describeBroker('Alpaca, at the pocket exchange', async (): Promise<BrokerUnderTest> => {
  const pocket = await startTestPocket({ minutes: 60, cash: CONTRACT_CASH })
  const clock = createHurriedClock()
  const broker = await createAlpacaBroker({
    ...(keys('PKTEST', 'secret') satisfies Partial<AlpacaBrokerOptions>),
    tradingUrl: pocket.url,
    streamUrl: null,
    mode: 'paper',
    clock,
    log: createKeptLog(),
    timeoutMs: 10_000,
    ratePerMinute: 1_000_000,
  })
  return {
    broker,
    symbol: SYMBOL,
    async advance(ms) {
      await pocket.admin('/admin/step', { ms })
      clock.hurry()
      while (broker.now() < pocket.now()) await delay(1)
    },
    async price() {
      const { body } = await pocket.get(`/v2/stocks/${SYMBOL}/trades/latest`)
      return body.trade.p
    },
    async close() {
      await broker.close()
      await pocket.close()
    },
  }
})

function keys(id: string, secret: string) {
  return { keyId: new Secret(id), secretKey: new Secret(secret) }
}

/** The machine's clock, which can be made to believe that a second has gone by: then a reading of the exchange's clock is old. */
function createHurriedClock() {
  const clock = createSystemClock()
  let ahead = 0
  return {
    ...clock,
    elapsed: () => clock.elapsed() + ahead,
    hurry() {
      ahead += 1000
    },
  }
}
