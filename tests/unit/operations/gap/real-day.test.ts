import { describe, expect, it } from 'vitest'
import type { RealOrder } from '../../../../src/engine/gap/types.ts'
import type { JournalEvent } from '../../../../src/engine/orders/journal.ts'
import { chargedFees, withFees } from '../../../../src/operations/gap/day-fees.ts'
import { agreeWithBooks } from '../../../../src/operations/gap/real-day.ts'

const AT = Date.parse('2026-03-20T14:00:00Z')
const order = (side: 'buy' | 'sell', shares: number, price: number): RealOrder => ({
  ...{ clientOrderId: 'ob-a', symbol: 'SIMALL', side, purpose: 'entry', type: 'market', limit: null, stop: null, at: AT },
  ...{ entry: null, state: 'filled', reason: null, run: 'a', origin: null, intentId: null, sentAt: AT, asked: null },
  filled: { shares, price, fee: 0, at: AT },
})

describe('fees that are charged in one sum', () => {
  it('go to the sales by their dollars', () => {
    const activity = { kind: 'cash', id: 'f', at: AT, what: 'fee', symbol: null, amount: -0.3 } as const
    const events: JournalEvent[] = [{ seq: 1, at: AT, knownAt: AT, clientOrderId: null, body: { kind: 'activity', activity } }]
    const orders = [order('buy', 10, 100), order('sell', 10, 100), order('sell', 10, 200)]
    const fees = withFees(orders, chargedFees(events)).map(({ filled }) => filled?.fee)
    expect(fees).toEqual([0, expect.closeTo(0.1, 9), expect.closeTo(0.2, 9)])
  })
})

describe('a sum that the books do not make', () => {
  it('is refused, with the difference', () => {
    const marks = new Map([['SIMALL', 101]])
    expect(() => agreeWithBooks([order('buy', 10, 100)], marks, 10.004)).not.toThrow()
    expect(() => agreeWithBooks([order('buy', 10, 100)], marks, 12)).toThrowError(/come to 10\.000000, the books to 12\.000000/)
  })
})
