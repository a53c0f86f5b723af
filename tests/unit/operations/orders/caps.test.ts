import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRiskGate } from '../../../../src/engine/risk/gate.ts'
import { DEFAULT_LIMITS, NO_LIMITS } from '../../../../src/engine/risk/limits.ts'
import { tighten } from '../../../../src/engine/risk/tighten.ts'
import { programRig, SYMBOL } from '../../../support/program-rig.ts'
import { intent, limits, view } from '../../engine/risk/arbitraries.ts'

const buy = { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 }

describe('two sets of limits as one', () => {
  it('deny whatever either denies, and let no more through than either', () => {
    let denied = 0
    fc.assert(
      fc.property(limits, limits, intent, view, (one, other, asked, world) => {
        const both = createRiskGate(tighten(one, other)).judge(asked, world)
        for (const alone of [one, other]) {
          const verdict = createRiskGate(alone).judge(asked, world)
          if (verdict.outcome === 'deny') denied++
          expect(both.shares).toBeLessThanOrEqual(verdict.shares)
        }
      }),
      { numRuns: 1000 },
    )
    expect(denied).toBeGreaterThan(100)
  })

  it('are the other one where one has none; lists meet', () => {
    expect(tighten(NO_LIMITS, DEFAULT_LIMITS)).toEqual(DEFAULT_LIMITS)
    expect(tighten(DEFAULT_LIMITS, NO_LIMITS)).toEqual(DEFAULT_LIMITS)
    const lists = tighten({ ...NO_LIMITS, allow: ['A', 'B'], deny: ['C'] }, { ...NO_LIMITS, allow: ['B', 'C'], deny: ['D'] })
    expect(lists).toMatchObject({ allow: ['B'], deny: ['C', 'D'] })
  })
})

describe('limits of programs', () => {
  it('hold for a program and not for a person, the tighter of both', async () => {
    const rig = programRig({ risk: { orderNotional: 5000 }, programRisk: { orderNotional: 500 } })
    expect((await rig.call('order.preview', buy)).verdict).toMatchObject({
      outcome: 'shrink',
      shares: 5,
      rules: [{ rule: 'orderNotional', limit: 500 }],
    })
    const { preview } = await rig.person('trade.buy', { symbol: SYMBOL, quantity: 10, limit: 100 })
    expect(preview.verdict).toMatchObject({ outcome: 'allow' })
    const looser = programRig({ risk: { orderNotional: 500 }, programRisk: { orderNotional: 5000 } })
    expect((await looser.call('order.preview', buy)).verdict).toMatchObject({ shares: 5, rules: [{ limit: 500 }] })
  })

  it('hold for what a program proposed when a person approves it', async () => {
    const rig = programRig({ mode: 'live', allow: 'live', programRisk: { orderNotional: 500 } })
    const { previewId } = await rig.call('order.preview', buy)
    const { order } = await rig.person('trade.approve', { id: previewId, live: true, confirm: '1234' })
    expect(order.shares).toBe(5)
  })

  it('are measured by our own quote: a price that the order brings along changes nothing', async () => {
    const rig = programRig({ programRisk: { orderNotional: 999 } })
    for (const price of [{ limit: 1 }, { limit: 50 }, { limit: undefined, market: true }, { limit: undefined, trigger: 100.5 }]) {
      const answer = await rig.call('order.preview', { ...buy, ...price })
      expect(answer.verdict, JSON.stringify(price)).toMatchObject({ outcome: 'shrink', shares: 9 })
    }
  })

  it('only the symbols that programs may enter', async () => {
    const rig = programRig({ programRisk: { allow: ['SIMBIG'] } })
    expect((await rig.call('order.preview', buy)).verdict).toMatchObject({ outcome: 'deny', rules: [{ rule: 'allow' }] })
    expect((await rig.call('order.preview', { ...buy, symbol: 'SIMBIG' })).verdict).toMatchObject({ outcome: 'allow' })
  })

  it('the value of a day: whatever is placed, canceled or replaced counts', async () => {
    const rig = programRig({ programRisk: { dayNotional: 2500 } })
    const order = async (quantity: number, id: string, limit = 99) => {
      const { previewId, verdict } = await rig.call('order.preview', { ...buy, quantity, limit })
      return previewId ? rig.call('order.place', { previewId, clientOrderId: id }) : verdict
    }
    const first = await order(10, 'a')
    expect(first).toMatchObject({ outcome: 'placed' })
    await rig.call('trade.cancel', { id: first.order.clientOrderId })
    expect(await order(10, 'b', 10)).toMatchObject({ outcome: 'placed' })
    expect(await order(10, 'c')).toMatchObject({
      outcome: 'placed',
      order: { shares: 5 },
      verdict: { rules: [{ rule: 'dayNotional' }] },
    })
    expect(await order(1, 'd')).toMatchObject({ outcome: 'deny', rules: [{ rule: 'dayNotional' }] })
    await expect(rig.call('trade.replace', { id: 'last', shares: 50, execute: true })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining("day's entries"),
    })
    const { preview } = await rig.person('trade.buy', { symbol: SYMBOL, quantity: 30, limit: 100 })
    expect(preview.verdict.outcome).toBe('allow')
  })

  it('that are no limits are said, and nothing trades', async () => {
    const rig = programRig({ programRisk: { orderNotionl: 5 } })
    await expect(rig.call('order.preview', buy)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining("'programRisk'"),
    })
  })
})
