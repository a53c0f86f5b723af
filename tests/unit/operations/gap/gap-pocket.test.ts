import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { gap } from '../../../../src/operations/gap/gap.ts'
import type { GapOutput } from '../../../../src/operations/gap/output.ts'
import { tradeRun } from '../../../../src/operations/trade/run.ts'
import type { TradeRunEvent } from '../../../../src/operations/trade/running/events.ts'
import { createPocketContext, type PocketContext } from '../../../support/pocket-context.ts'

let test: PocketContext
afterEach(() => test.close())

/** Market seconds in a real one: fast enough for a test, slow enough that a loaded machine misses no minute. */
const SPEED = 40

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
    test = await createPocketContext(SPEED)
    const { context } = test
    const given = tradeRun.input.parse({ strategy: scripted(), symbols: ['SIMALL'], until: '09:35', risk: limits() })
    // Bars and the answers to orders come late: at this speed by five and ten seconds of the market.
    await test.pocket.fault(
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
