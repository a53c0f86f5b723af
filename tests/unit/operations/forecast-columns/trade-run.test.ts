import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { createSimulatedBroker } from '../../../../src/adapters/simulated/broker.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { isoDate, utcDay } from '../../../../src/core/time.ts'
import { anchorBefore } from '../../../../src/engine/forecast-columns/dates.ts'
import { backtest } from '../../../../src/operations/backtest/backtest.ts'
import { STANDARD_SPAN } from '../../../../src/operations/backtest/data.ts'
import type { BrokerWish, Context } from '../../../../src/operations/context.ts'
import { gap } from '../../../../src/operations/gap/gap.ts'
import { tradeRun } from '../../../../src/operations/trade/run.ts'
import type { TradeRunEvent } from '../../../../src/operations/trade/running/events.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

const clock = createSystemClock()
const source = createSimulatedSource({ seed: 7, clock })

let test: TestContext
afterEach(() => test?.close())

function contextNow(): Context {
  const open = (now: () => number) =>
    createSimulatedBroker({ account: 'main', store: test.store, source, clock, cash: 100_000, now })
  return { ...test.context, clock, broker: async ({ now = () => source.now() }: BrokerWish = {}) => open(now) }
}

/** Buys a share or sells it at every bar, and says what it was told. */
function strategyFile(): string {
  const file = join(test.home, 'teller.ts')
  writeFileSync(
    file,
    `import { defineStrategy, forecast } from 'openbell'
export default defineStrategy({
  name: 'teller',
  summary: 'Says what its forecast says.',
  params: {},
  indicators: () => ({ outlook: forecast({ horizon: 3, input: 8, steps: 6 }) }),
  onBar({ position, outlook, buy, exit }) {
    const reason = ['up', 'low', 'high'].map((name) => outlook[name].now.toPrecision(15)).join(' ')
    if (position.isFlat) buy({ shares: 1, reason })
    else exit({ reason })
  },
})
`,
  )
  return file
}

describe('a run of a strategy with a forecast', () => {
  it('is told of every bar that closes what a backtest of the same bars is told, and the gap report finds no signal lost', async () => {
    const flags = { source: 'simulated', broker: 'simulated', session: 'regular' }
    test = createTestContext({ sources: { simulated: source }, flags })
    const context = contextNow()
    const strategy = strategyFile()
    const wish = { strategy, symbols: ['SIMALL'], timeframe: '30m', date: '2026-03-20', speed: 0, until: '13:00', risk: 'none' }
    const events: TradeRunEvent[] = []
    for await (const event of (await tradeRun.run(context, tradeRun.input.parse(wish))) as AsyncIterable<TradeRunEvent>)
      events.push(tradeRun.output.parse(event))
    expect(events.at(-1)).toMatchObject({ phase: 'ended', summary: { flat: true, reconciled: true } })
    const told = events.filter(({ type }) => type === 'intent').map(({ time, reason }) => `${time} ${reason}`)
    expect(told.length).toBeGreaterThan(3)
    expect(told.join()).not.toContain('NaN')

    const broker = await contextNow().broker({ now: () => Date.parse('2026-03-20T21:00:00Z') })
    const answer = gap.output.parse(
      await gap.run({ ...context, broker: async () => broker }, gap.input.parse({ date: '2026-03-20' })),
    )
    expect(answer.orders.length).toBeGreaterThan(3)
    // The last exit has no 30m bar in the model where the run closes positions: its report says so.
    for (const { causes } of answer.orders.slice(0, -1)) expect([causes.signal, causes.missed]).toEqual([0, 0])

    const from = isoDate(utcDay(anchorBefore(Date.parse('2026-03-20T13:29:00Z') - STANDARD_SPAN['30m'], '30m')))
    const past = await test.run(backtest, { strategy, symbols: ['SIMALL'], timeframe: '30m', from, to: '2026-03-20' })
    const reasons = past.roundTrips.flatMap((one: { entryReason: string; exitReason: string }) => [
      one.entryReason,
      one.exitReason,
    ])
    for (const text of told) expect(reasons).toContain(text.slice(text.indexOf(' ') + 1))
  })
})
