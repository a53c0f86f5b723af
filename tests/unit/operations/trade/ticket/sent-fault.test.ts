import { describe, expect, it } from 'vitest'
import { sentFault } from '../../../../../src/operations/trade/ticket/send.ts'

type Sent = NonNullable<Parameters<typeof sentFault>[0]['order']>
const kindOf = (given: Partial<Sent>) => {
  const order = { id: 'x1', clientOrderId: 'ob-one', symbol: 'SIMALL', side: 'buy', reason: null, ...given } as Sent
  return sentFault({ order, verdict: null })?.kind ?? null
}

describe('what an order that did not come about means for a script', () => {
  it.each([
    ['accepted', null],
    ['filled', null],
    ['expired', null],
    ['denied', 'denied'],
    ['rejected', 'rejected'],
    ['unknown', 'unavailable'],
  ] as const)('%s: %s', (state, kind) => {
    expect(kindOf({ state })).toBe(kind)
  })

  it('given up before the broker had it is no success, canceled by the broker is', () => {
    expect(kindOf({ state: 'canceled', id: null })).toBe('unavailable')
    expect(kindOf({ state: 'canceled' })).toBeNull()
  })
})
