import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createAlpacaBroker } from '../../../../src/adapters/alpaca/broker.ts'
import { createAlpacaSource } from '../../../../src/adapters/alpaca/source.ts'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { Secret } from '../../../../src/core/settings.ts'
import type { Context } from '../../../../src/operations/context.ts'
import { gap } from '../../../../src/operations/gap/gap.ts'
import type { GapOutput } from '../../../../src/operations/gap/output.ts'
import { tradeRun } from '../../../../src/operations/trade/run.ts'
import type { TradeRunEvent } from '../../../../src/operations/trade/running/events.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { startTestPocket, type TestPocket } from '../../../support/pocket.ts'
import { createKeptLog } from '../../../support/vendor.ts'

let test: TestContext
let pocket: TestPocket
afterEach(async () => {
  test.close()
  await pocket.close()
})

/** An account at an exchange of its own, whose time goes much faster than ours. */
async function pocketContext(): Promise<Context> {
  pocket = await startTestPocket({ speed: 80 })
  const clock = createSystemClock()
  const vendor = {
    ...{ clock, log: createKeptLog(), cacheEntries: 100, cacheSeconds: 0, timeoutMs: 5000, ratePerMinute: 1_000_000 },
    ...{ keyId: new Secret('PKTEST'), secretKey: new Secret('secret'), tradingUrl: pocket.url },
  }
  const source = await createAlpacaSource({ ...vendor, dataUrl: pocket.url, feed: 'iex' })
  test = createTestContext({ sources: { alpaca: source }, flags: { source: 'alpaca', broker: 'alpaca' } })
  const broker = async () => createAlpacaBroker({ ...vendor, streamUrl: null, mode: 'paper' })
  return { ...test.context, clock, broker }
}

function scripted(): string {
  const file = join(test.home, 'delayed.ts')
  const text = `import { defineStrategy } from 'openbell'
export default defineStrategy({
  name: 'delayed',
  summary: 'Buys where it may, sells every third minute.',
  params: {},
  onBar({ bar, position, buy, exit }) {
    const minute = (bar.closeTime - Date.UTC(2026, 2, 20, 13, 30)) / 60_000
    if (minute > 0 && minute % 3 !== 0 && position.isFlat) buy({ shares: 50, reason: 'entry' })
    if (minute > 0 && minute % 3 === 0 && !position.isFlat) exit({ reason: 'out' })
  },
})
`
  writeFileSync(file, text)
  return file
}

/** Positions are closed a minute before the end; nothing else is in force. */
function limits(): string {
  const none = { collar: null, orderShare: null, positionShare: null, grossExposure: null, dayLossShare: null, drawdown: null }
  const open = { minimumPrintsPerMinute: null, maximumQuoteAgeMs: null, ordersPerMinute: null, losingStreak: null }
  const file = join(test.home, 'limits.json')
  writeFileSync(file, JSON.stringify({ ...none, ...open, marketOrders: true, quietWindows: [], flattenMinutesBeforeClose: 1 }))
  return file
}

const cents = (value: number) => Math.round(value * 100)

describe('a run at an exchange whose answers come late', () => {
  it('is explained to the cent: what the account made less what the model made', async () => {
    const context = await pocketContext()
    const given = tradeRun.input.parse({ strategy: scripted(), symbols: ['SIMALL'], until: '09:38', risk: limits() })
    // Bars and the answers to orders come late: at this speed by ten and twenty seconds of the market.
    await pocket.fault(
      { kind: 'slow', method: 'GET', path: '/v2/stocks/bars', delayMs: 120, times: 100 },
      { kind: 'slow', method: 'POST', path: '/v2/orders', delayMs: 250, times: 10 },
    )
    const events: TradeRunEvent[] = []
    for await (const event of (await tradeRun.run(context, given)) as AsyncIterable<TradeRunEvent>) events.push(event)
    expect(events.at(-1)?.summary).toMatchObject({ flat: true, reconciled: true })
    const broker = await context.broker()
    const { equity } = await broker.account(context.signal)
    await broker.close()
    const answer: GapOutput = gap.output.parse(await gap.run(context, gap.input.parse({ date: '2026-03-20' })))
    expect(cents(answer.real)).toBe(cents(equity - 100_000))
    expect(cents(answer.total)).toBe(cents(answer.real) - cents(answer.model))
    expect(answer.orders.reduce((sum, { money }) => sum + cents(money), 0)).toBe(cents(answer.total))
    for (const { causes, money } of answer.orders) {
      expect(Object.values(causes).reduce((sum, one) => sum + cents(one), 0)).toBe(cents(money))
    }
    const late = answer.orders.filter(({ real, model, causes }) => real && model && causes.signal === 0)
    expect(late.length).toBeGreaterThan(0)
    for (const { real, model, arrival, causes } of late) {
      expect(arrival).not.toBeNull()
      expect([causes.missed, causes.size]).toEqual([0, 0])
      expect(Date.parse(real!.time) - Date.parse(model!.time)).toBeGreaterThan(8_000)
    }
    expect(late.some(({ causes }) => causes.delay !== 0)).toBe(true)
  }, 40_000)
})
