import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRiskGate } from '../../../../src/engine/risk/gate.ts'
import { maintenancePerShare } from '../../../../src/engine/risk/rules/funds.ts'
import type { BrokerView, OrderIntent, RiskLimits, RiskView } from '../../../../src/engine/risk/types.ts'
import { atBroker, intent, limits } from './arbitraries.ts'
import { BROKER, NO_LIMITS } from './cases.ts'

const judge = (one: RiskLimits, asked: OrderIntent, world: RiskView) => createRiskGate(one).judge(asked, world)
const brokerOf = (world: RiskView) => world.broker as BrokerView

/** Where null is an answer: outside a session; agreed; no loss yet (with a streak it denies, which a test of its own holds). */
const NULL_SAYS = ['minutesToClose', 'diverged', 'lastLossAt']

/** One limit at a time, and sizes that an account can pay: else nearly everything is denied for several reasons at once. */
const alone: fc.Arbitrary<RiskLimits> = fc
  .tuple(limits, fc.constantFrom(...(Object.keys(NO_LIMITS) as (keyof RiskLimits)[])))
  .map(([all, name]) => ({ ...NO_LIMITS, [name]: all[name], collar: all.collar }))
const small = fc.tuple(intent, fc.integer({ min: 1, max: 60 })).map(([asked, shares]) => ({ ...asked, symbol: 'AAPL', shares }))

describe('whatever is asked of an account at a broker', () => {
  it('halted lets no entry through', () => {
    fc.assert(
      fc.property(limits, intent, atBroker, (one, asked, world) => {
        const verdict = judge(one, { ...asked, reduces: false }, { ...world, state: 'halted' })
        expect(verdict).toMatchObject({ outcome: 'deny', shares: 0 })
      }),
    )
  })

  it('no entry passes on wrong books, without a stream that is needed, or live without confirmation', () => {
    let passed = 0
    fc.assert(
      fc.property(alone, small, atBroker, (one, asked, world) => {
        const there = { ...brokerOf(world), abilities: BROKER.abilities, opposing: [] }
        if (judge(one, { ...asked, reduces: false }, { ...world, state: 'active', broker: there }).shares === 0) return
        passed++
        expect([there.diverged, there.updates === 'down', there.mode === 'live' && !there.confirmed]).toEqual([
          null,
          false,
          false,
        ])
      }),
      { numRuns: 2000 },
    )
    expect(passed).toBeGreaterThan(20)
  })

  it('reducing never raises a position nor gross exposure, and open exits on top never turn it round', () => {
    let passed = 0
    fc.assert(
      fc.property(limits, intent, atBroker, (one, asked, world) => {
        const held = world.positionShares
        const { shares } = judge(one, asked, { ...world, state: 'reducing', broker: { ...brokerOf(world), ...BROKER_IN_ORDER } })
        if (shares === 0) return
        passed++
        const away = shares + brokerOf(world).pendingExits
        expect(asked.side).toBe(held > 0 ? 'sell' : 'buy')
        expect(away).toBeLessThanOrEqual(Math.abs(held))
      }),
      { numRuns: 3000 },
    )
    expect(passed).toBeGreaterThan(20)
  })

  it('what is not known never lets more of an entry through', () => {
    let compared = 0
    const nothing = fc.constantFrom(Number.NaN, null, undefined)
    fc.assert(
      fc.property(alone, small, atBroker, fc.nat(), nothing, (one, asked, world, at, none) => {
        const entry = { ...asked, reduces: false }
        const there = { ...brokerOf(world), ...BROKER_IN_ORDER }
        const calm = { ...world, state: 'active' as const, broker: there }
        const keys = [...Object.keys(calm), ...Object.keys(there)].filter((key) => !NULL_SAYS.includes(key))
        const key = keys[at % keys.length]
        const broken = key in there ? { ...calm, broker: { ...there, [key]: none } } : { ...calm, [key]: none }
        const [known, unknown] = [judge(one, entry, calm), judge(one, entry, broken as RiskView)]
        if (known.shares > 0) compared++
        expect(unknown.shares).toBeLessThanOrEqual(known.shares)
      }),
      { numRuns: 4000 },
    )
    expect(compared).toBeGreaterThan(100)
  })

  it('an entry that passes is paid for and covered', () => {
    let passed = 0
    fc.assert(
      fc.property(small, atBroker, (asked, world) => {
        const entry = { ...asked, reduces: false }
        const there = { ...brokerOf(world), ...BROKER_IN_ORDER }
        const { shares } = judge(NO_LIMITS, entry, { ...world, state: 'active', broker: there })
        const closes = Math.max(0, entry.side === 'buy' ? -world.positionShares : world.positionShares)
        const opened = shares - closes
        if (opened <= 0) return
        passed++
        const margin = maintenancePerShare('cents', world.price, entry.side === 'buy' ? 'long' : 'short')
        expect(opened * world.price).toBeLessThanOrEqual(there.buyingPower + 1e-6)
        expect(there.maintenance + opened * margin).toBeLessThanOrEqual(world.equity + 1e-6)
      }),
      { numRuns: 2000 },
    )
    expect(passed).toBeGreaterThan(20)
  })

  it('no size or outcome depends on a limit that the caller gives, inside the collar and away from own orders', () => {
    const near = fc.integer({ min: -40, max: 40 })
    fc.assert(
      fc.property(limits, intent, atBroker, near, near, (one, asked, world, first, second) => {
        const price = Math.max(1, Math.round(world.price))
        const at = (percent: number) => Math.max(0.25, Math.round(price * (1 + percent / 100) * 4) / 4)
        const there = { ...world, price, broker: { ...brokerOf(world), opposing: [] } }
        const [a, b] = [first, second].map((percent) =>
          judge({ ...one, collar: 0.5 }, { ...asked, type: 'limit', limit: at(percent) }, there),
        )
        const figures = (verdict: typeof a) => verdict.rules.filter((rule) => rule.rule !== 'collar')
        expect([a.outcome, a.shares, figures(a)]).toEqual([b.outcome, b.shares, figures(b)])
      }),
    )
  })

  it('a size that was shrunk passes when it is judged again', () => {
    let shrunk = 0
    fc.assert(
      fc.property(limits, intent, atBroker, (one, asked, world) => {
        const verdict = judge(one, asked, world)
        if (verdict.outcome !== 'shrink') return
        shrunk++
        expect(judge(one, { ...asked, shares: verdict.shares }, world)).toMatchObject({
          outcome: 'allow',
          shares: verdict.shares,
        })
      }),
      { numRuns: 4000 },
    )
    expect(shrunk).toBeGreaterThan(20)
  })
})

/** So that other rules than the switches have their say. */
const BROKER_IN_ORDER = {
  mode: 'paper' as const,
  account: 'active' as const,
  updates: 'up' as const,
  diverged: null,
  abilities: BROKER.abilities,
  opposing: [],
}
