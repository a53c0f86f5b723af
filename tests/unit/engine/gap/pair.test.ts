import { describe, expect, it } from 'vitest'
import { pairOrders } from '../../../../src/engine/gap/pair.ts'
import { reasonOf } from '../../../../src/engine/gap/reason.ts'
import { takeApart } from '../../../../src/engine/gap/report.ts'
import type { ModelOrder, RealOrder } from '../../../../src/engine/gap/types.ts'

const AT = Date.parse('2026-03-20T14:00:00Z')
const filled = { shares: 10, price: 100, fee: 0, at: AT }

const real = (more: Partial<RealOrder>): RealOrder => ({
  ...{ clientOrderId: 'ob-a', symbol: 'SIMALL', side: 'buy', purpose: 'entry', type: 'market', limit: null, stop: null },
  ...{ at: AT, entry: null, filled, state: 'filled', reason: null, run: 'a', origin: 'strategy a', intentId: null },
  ...{ sentAt: AT, asked: null, ...more },
})
const model = (more: Partial<ModelOrder>): ModelOrder => ({
  ...{ symbol: 'SIMALL', side: 'buy', purpose: 'entry', type: 'market', limit: null, stop: null, at: AT, entry: null },
  ...{ filled, state: 'filled', reason: null, intentId: null, run: 'a', slippage: 0, ...more },
})

/** Each pair as `real purpose/model purpose`, `!` where they decided otherwise. */
function told(reals: RealOrder[], models: ModelOrder[]): string[] {
  return pairOrders(reals, models).map(
    (one) => `${one.real?.purpose ?? '-'}/${one.model?.purpose ?? '-'}${one.isOther ? '!' : ''}`,
  )
}

describe('pairs', () => {
  it('are made by the id of the intent first', () => {
    const reals = [real({ intentId: 'a-2', at: AT + 1 }), real({ intentId: 'a-1' })]
    const models = [model({ intentId: 'a-1' }), model({ intentId: 'a-2', at: AT + 1 }), model({ intentId: 'a-3', at: AT + 2 })]
    expect(pairOrders(reals, models).map((one) => [one.real?.intentId, one.model?.intentId])).toEqual([
      ['a-1', 'a-1'],
      ['a-2', 'a-2'],
      [undefined, 'a-3'],
    ])
  })

  it('are legs of one entry, and of the same kind', () => {
    const leg = { side: 'sell', entry: 'a-1' } as const
    expect(told([real({ ...leg, purpose: 'stop' })], [model({ ...leg, purpose: 'stop' })])).toEqual(['stop/stop'])
    expect(told([real({ ...leg, purpose: 'stop' })], [model({ ...leg, purpose: 'target' })])).toEqual(['stop/target!'])
    const other = told([real({ ...leg, purpose: 'stop' })], [model({ ...leg, entry: 'a-2', purpose: 'stop' })])
    expect(other.sort()).toEqual(['-/stop', 'stop/-'])
  })

  it('are what closes a symbol before the end, whatever it ends', () => {
    const close = { side: 'sell', purpose: 'close' } as const
    expect(told([real({ ...close, entry: 'a-1' })], [model({ ...close, entry: 'a-2' })])).toEqual(['close/close'])
  })

  it('are never made of what a person asked for, and leave out what did nothing on either side', () => {
    expect(told([real({ run: null, intentId: 'a-1' })], [model({ intentId: 'a-1' })]).sort()).toEqual(['-/entry', 'entry/-'])
    expect(told([real({ intentId: 'a-1', filled: null })], [model({ intentId: 'a-1', filled: null })])).toEqual([])
    expect(told([real({ intentId: 'a-1', filled: null, state: 'denied' })], [model({ intentId: 'a-1' })])).toEqual([
      'entry/entry',
    ])
  })

  it('know another decision: the side, the price asked for, the bar of an exit', () => {
    expect(told([real({ intentId: 'a-1' })], [model({ intentId: 'a-1', side: 'sell' })])).toEqual(['entry/entry!'])
    const asked = real({ intentId: 'a-1', asked: 99, limit: 99 })
    expect(told([asked], [model({ intentId: 'a-1', limit: 99 })])).toEqual(['entry/entry'])
    expect(told([asked], [model({ intentId: 'a-1', limit: 98 })])).toEqual(['entry/entry!'])
    const exit = { side: 'sell', purpose: 'exit', entry: 'a-1' } as const
    expect(told([real({ ...exit, intentId: 'a-2' })], [model({ ...exit, intentId: 'a-3' })])).toEqual(['exit/exit!'])
  })
})

describe('reasons', () => {
  const reason = (a: RealOrder | null, b: ModelOrder | null, arrival: number | null = null) => {
    const { rows } = takeApart(pairOrders(a ? [a] : [], b ? [b] : []), () => ({ mark: 110, arrival, multiplier: 1 }))
    return reasonOf(rows[0], [])
  }

  it('say what was different', () => {
    expect(
      reason(
        real({ intentId: 'a-1', filled: null, state: 'denied', reason: 'orderShare: too large' }),
        model({ intentId: 'a-1' }),
      ),
    ).toBe('denied: orderShare: too large; the model filled 10 at 100 (10:00:00)')
    expect(reason(real({ run: null, origin: 'person' }), null)).toMatch(
      /^asked for by person, not by a strategy: entry 10 at 100/,
    )
    expect(reason(real({}), null)).toMatch(/^the model has no such order/)
    const late = real({ intentId: 'a-1', sentAt: AT + 9_000, filled: { ...filled, price: 102 } })
    expect(reason(late, model({ intentId: 'a-1' }), 101.5)).toBe(
      'really 10 at 102 (10:00:00), in the model 10 at 100 (10:00:00): the market stood at 101.5 when it was sent, 9 s after the bar, the fill cost other than the model allows',
    )
  })
})
