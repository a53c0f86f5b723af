import { Chalk } from 'chalk'
import { afterEach, describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/trade-performance.ts'
import { DAY, MINUTE } from '../../../../src/core/time.ts'
import type { JournalBody } from '../../../../src/engine/orders/journal.ts'
import { exchangeDay } from '../../../../src/engine/orders/recorder.ts'
import { tradePerformance } from '../../../../src/operations/trade/performance.ts'
import { createTestContext } from '../../../support/context.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { fillOf } from '../../../support/journal-events.ts'

/** A Friday. */
const NOON = Date.parse('2026-03-20T16:00:00Z')
const screen = { width: 100, paint: new Chalk({ level: 0 }), terminal: true }
let close: (() => void)[] = []
afterEach(() => {
  for (const one of close.splice(0)) one()
})

async function rig() {
  const world = new ExchangeBroker(NOON)
  const t = createTestContext({ now: NOON, broker: brokerOver(world, {}), flags: { source: 'store' } })
  close = [...close, () => t.close()]
  const { id, cash } = await world.account()
  const account = `alpaca-paper:${id}`
  const write = (body: JournalBody, at: number) => {
    const { kind, ...rest } = body
    t.store.journal.append(account, [{ at, knownAt: at, kind, clientOrderId: null, body: rest }])
  }
  const mark = (equity: number, daysAgo: number, later = 0) => {
    const at = NOON - daysAgo * DAY + later
    write({ kind: 'marked', equity, cash: equity, day: exchangeDay(at) }, at)
  }
  const begin = (daysAgo: number) =>
    write({ kind: 'opened', cash, positions: [], known: [], by: 'ana', reason: 'first use' }, NOON - daysAgo * DAY - MINUTE)
  const roundTrip = (daysAgo: number, price: number) => {
    for (const [side, one, later] of [
      ['buy', 100, 0],
      ['sell', price, 5 * MINUTE],
    ] as const) {
      const at = NOON - daysAgo * DAY - 60 * MINUTE + later
      const given = { side, symbol: 'SIMALL', shares: 10, price: one, executionId: `${at}-${side}`, fee: 0.1, at }
      write({ kind: 'filled', fill: fillOf(`o-${at}-${side}`, given) }, at)
    }
  }
  return { ...t, account, write, mark, begin, roundTrip }
}

describe('trade performance', () => {
  it('of a new account says of every figure why it is not known, and writes nothing', async () => {
    const t = await rig()
    const answer = await t.run(tradePerformance, {})
    expect(answer).toMatchObject({
      ...{ mode: 'paper', broker: 'alpaca', account: t.account, asOf: '2026-03-20T16:00:00Z' },
      ...{ from: null, to: null, days: 0, firstEquity: null, lastEquity: null, transferred: 0 },
      ...{ totalReturn: null, sharpe: null, maxDrawdown: null, winRate: null, roundTrips: 0, realised: 0, fees: 0, best: null },
      notes: [],
    })
    expect(answer.unknown.map((one: { figure: string }) => one.figure)).toEqual([
      'totalReturn',
      'sharpe',
      'maxDrawdown',
      'winRate',
    ])
    expect(t.store.journal.accounts()).toEqual([])
    expect(view(answer, screen)).toMatch(/return\s+n\/a: the account has 0 marked days, 2 are needed/)
    // The flags of the line are added to what comes next: all of it must take them.
    expect(view(answer, { ...screen, typed: ' --account b' })).toMatch(
      /next: openbell trade history --account b, openbell wrap --account b$/,
    )
  })

  it('adds up what the journal holds; money that came in is no gain', async () => {
    const t = await rig()
    t.begin(8)
    t.mark(100_000, 8)
    t.roundTrip(7, 103.5)
    t.mark(100_034.8, 7)
    t.mark(99_000, 4)
    const cash = { kind: 'cash', id: 't', at: NOON - 3 * DAY, what: 'transfer', symbol: null, amount: 50_000 } as const
    t.write({ kind: 'activity', activity: cash }, NOON - 3 * DAY)
    t.roundTrip(1, 99)
    t.mark(150_000, 0)
    const fee = { kind: 'cash', id: 'f', at: NOON - 3 * DAY, what: 'fee', symbol: null, amount: -0.25 } as const
    t.write({ kind: 'activity', activity: fee }, NOON - 3 * DAY)
    const answer = await t.run(tradePerformance, {})
    expect(answer).toMatchObject({
      ...{ from: '2026-03-12', to: '2026-03-20', days: 4, firstEquity: 100_000, lastEquity: 150_000, transferred: 50_000 },
      ...{ roundTrips: 2, won: 1, lost: 1, winRate: 0.5, realised: 24.35, fees: 0.65, sharpe: null },
      best: { symbol: 'SIMALL', profit: 34.8 },
      worst: { profit: -10.2 },
      unknown: [{ figure: 'sharpe', reason: '3 daily returns, 20 are needed for a Sharpe ratio' }],
      notes: [
        '3 of 6 sessions in between have no mark of equity: the return after them is over several days',
        'fees that the broker booked apart from fills are in fees and realised, and in no round trip: $0.25',
      ],
    })
    expect(answer.totalReturn).toBeCloseTo((99_000 / 100_000) * (100_000 / 99_000) - 1, 12)
    expect(answer.maxDrawdown).toBeCloseTo(1 - 99_000 / 100_034.8, 12)
    const told = view(answer, screen)
    expect(told).toContain('2026-03-12 to 2026-03-20, 4 marked days')
    expect(told).toMatch(/equity\s+\$150,000\.00, began with \$100,000\.00; \$50,000\.00 came in, in no return/)
    expect(told).toMatch(/drawdown\s+1\.03%/)
    expect(told).toMatch(/round trips\s+2: 1 won \(mean \$34\.80\), 1 lost \(mean -\$10\.20\)/)
    expect(told).toMatch(/3 of 6 sessions in between have no mark/)
    expect(told).not.toMatch(/NaN|undefined|null/)
  })
})
