import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, type Instant, MINUTE } from '../../../../src/core/time.ts'
import type { DrivenState } from '../../../../src/exchange/drive/driven.ts'
import { parseFee } from '../../../../src/exchange/fees/parse.ts'
import type { AccountRules } from '../../../../src/exchange/models.ts'
import type { OrderRequest } from '../../../../src/exchange/order.ts'
import { spreadSlippage } from '../../../../src/exchange/slippage/models.ts'
import type { CorporateAction } from '../../../../src/market/actions.ts'
import { DAY_ONE, type Drive, drive, listed, OPEN, type PrintRow, plainOptions, tapeMarket } from './tape-market.ts'

const SYMBOLS = ['A', 'B', 'C']
const START = OPEN - 30 * MINUTE
/** Three sessions with the nights between them. */
const LENGTH = 56 * HOUR
const cents = (price: number) => Math.round(price * 100) / 100

const moment = fc.integer({ min: 0, max: LENGTH / 1000 }).map((seconds) => START + seconds * 1000)
const inTheDay = fc
  .record({ day: fc.nat({ max: 2 }), second: fc.integer({ min: -1800, max: 6 * 3600 + 3600 }) })
  .map(({ day, second }) => OPEN + day * 24 * HOUR + second * 1000)

const tape = fc
  .array(fc.record({ at: inTheDay, move: fc.integer({ min: -300, max: 300 }), size: fc.constantFrom(40, 500, 20_000) }), {
    maxLength: 60,
  })
  .map((prints) => {
    let price = 100
    return prints
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, move, size }): PrintRow => {
        price = cents(Math.max(5, price * (1 + move / 10_000)))
        return [at, price, size]
      })
  })

const order = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  shares: fc.integer({ min: 1, max: 90 }),
  type: fc.constantFrom('market', 'market', 'limit', 'limit', 'stop', 'stop-limit', 'trailing-stop') as fc.Arbitrary<
    OrderRequest['type']
  >,
  limit: fc.integer({ min: -500, max: 500 }),
  stop: fc.integer({ min: -500, max: 500 }),
  tif: fc.constantFrom('day', 'gtc', 'gtc', 'gtc', 'day', 'ioc', 'fok', 'opg', 'cls') as fc.Arbitrary<OrderRequest['tif']>,
  extended: fc.boolean(),
  legs: fc.option(fc.integer({ min: 50, max: 500 })),
  group: fc.constantFrom(null, null, null, 'g', 'h'),
  reduceOnly: fc.constantFrom(false, false, false, true),
})
const step = fc.record({
  at: inTheDay,
  what: fc.constantFrom('send', 'send', 'send', 'send', 'cancel', 'replace', 'halt') as fc.Arbitrary<
    'send' | 'cancel' | 'replace' | 'halt'
  >,
  order,
  which: fc.nat({ max: 20 }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const actions: CorporateAction[] = [
  { symbol: 'A', kind: 'split', exDay: DAY_ONE + 1, value: 3, ratio: 1 / 3, source: 'test' },
  { symbol: 'B', kind: 'dividend', exDay: DAY_ONE + 1, value: 1.25, ratio: null, source: 'test' },
  { symbol: 'B', kind: 'split', exDay: DAY_ONE + 2, value: 0.1, ratio: 10, source: 'test' },
]

const plan = fc.record({
  tapes: fc.record({ A: tape, B: tape, C: tape }),
  steps: fc.array(step, { minLength: 15, maxLength: 40 }),
  cuts: fc.array(moment, { maxLength: 12 }),
  rules: fc.constantFrom('margin', 'margin', 'cash') as fc.Arbitrary<AccountRules>,
  margin: fc.constantFrom(1, 2),
})
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never

function requestOf({ order: wish }: Step, last: number, id: number): OrderRequest {
  const price = last > 0 ? last : 100
  const at = (offset: number) => cents(price * (1 + offset / 10_000))
  const sign = wish.side === 'buy' ? 1 : -1
  return {
    ...wish,
    clientOrderId: `order-${id}`,
    limit: wish.type === 'limit' || wish.type === 'stop-limit' ? at(wish.limit) : null,
    stop: wish.type === 'stop' || wish.type === 'stop-limit' ? at(wish.stop) : null,
    trail: wish.type === 'trailing-stop' ? { fraction: 0.02 } : null,
    tif: wish.type === 'market' || wish.type === 'limit' ? wish.tif : 'gtc',
    extended: wish.extended && wish.type === 'limit' && (wish.tif === 'day' || wish.tif === 'gtc'),
    legs: wish.legs === null ? null : { stop: at(-sign * wish.legs), target: at(sign * wish.legs), trail: null },
  }
}

function act({ driven }: Drive, one: Step, id: number): void {
  const { exchange, time } = driven
  const listing = SYMBOLS.indexOf(one.order.symbol)
  const resting = exchange.restingOf(listing)
  const target = resting[one.which % Math.max(1, resting.length)]
  if (one.what === 'send') exchange.submit(requestOf(one, exchange.lastPrice(listing), id), time)
  else if (one.what === 'halt') exchange.halt(listing, time, time + 20 * MINUTE, 'news')
  else if (target && one.what === 'cancel') exchange.cancel(target.id, time, 'asked')
  else if (target)
    exchange.replace(target.id, { shares: target.filled + 7, ...(target.limit && { limit: cents(target.limit * 1.01) }) }, time)
}

/** Plays a plan; at each cut the exchange is written down, thrown away and taken up again from the JSON. */
async function play({ tapes, steps, rules, margin }: Plan, cuts: Instant[], saysQuiet = false) {
  const options = plainOptions({ accountRules: rules, margin, fee: parseFee('us'), slippage: spreadSlippage, cash: 30_000 })
  const market = tapeMarket(tapes, actions, saysQuiet)
  let one = drive(market, { options })
  for (const symbol of SYMBOLS) await one.driven.prepare(listed(symbol))
  const moments = [...steps.map((step, id) => ({ at: step.at, step, id })), ...cuts.map((at) => ({ at, step: null, id: 0 }))]
  const used = new Set<string>()
  for (const { at, step, id } of moments.toSorted((a, b) => a.at - b.at || Number(a.step === null) - Number(b.step === null))) {
    await one.driven.advance(Math.max(at, one.driven.time))
    if (step !== null) {
      await one.driven.prepare(listed(step.order.symbol))
      act(one, step, id)
      used.add(`order-${id}`)
      continue
    }
    const state = JSON.parse(JSON.stringify(one.driven.state())) as DrivenState
    one = drive(market, { options, state, told: one.told, usedBefore: (name) => used.has(name) })
  }
  await one.driven.advance(START + LENGTH)
  return {
    told: one.told,
    asked: market.asked.reduce((sum, { from, to }) => sum + to - from, 0),
    state: JSON.stringify(one.driven.state()),
  }
}

/** An order that met no print has no date yet; it ends with its session all the same. */
function withoutDates(state: string): unknown {
  return JSON.parse(state, (key, value) => (key === 'day' ? undefined : value))
}

describe('an exchange that is written down and taken up again', () => {
  it('tells the same events as one that was never interrupted, in whatever steps time moves', async () => {
    let fills = 0
    await fc.assert(
      fc.asyncProperty(plan, async (plan) => {
        const whole = await play(plan, [])
        const cut = await play(plan, plan.cuts)
        expect(cut.told).toEqual(whole.told)
        expect(JSON.parse(cut.state)).toEqual(JSON.parse(whole.state))
        fills += whole.told.filter((line) => line.includes('"type":"filled"')).length
      }),
      { numRuns: 100 },
    )
    expect(fills).toBeGreaterThan(100)
  })

  it('needs no tape of the stretches in which its market says that nothing can happen', async () => {
    const asked = { with: 0, without: 0 }
    await fc.assert(
      fc.asyncProperty(plan, async (plan) => {
        const whole = await play(plan, plan.cuts)
        const spared = await play(plan, plan.cuts, true)
        expect(spared.told).toEqual(whole.told)
        expect(withoutDates(spared.state)).toEqual(withoutDates(whole.state))
        asked.without += whole.asked
        asked.with += spared.asked
      }),
      { numRuns: 100 },
    )
    expect(asked.with).toBeLessThan(asked.without)
  })
})
