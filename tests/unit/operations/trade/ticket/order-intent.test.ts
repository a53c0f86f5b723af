import { describe, expect, it } from 'vitest'
import { type OrderInput, orderInput } from '../../../../../src/operations/trade/ticket/order-input.ts'
import { checkOrder, orderIntent } from '../../../../../src/operations/trade/ticket/order-intent.ts'

const typed = (more: Partial<OrderInput>): OrderInput => orderInput.parse({ symbol: 'simall', quantity: 10, ...more })
const buy = (more: Partial<OrderInput>, held = 0) => orderIntent('buy', typed(more), held, 'id-1')
const sell = (more: Partial<OrderInput>, held = 0) => orderIntent('sell', typed(more), held, 'id-1')
const usage = (text: string | RegExp) => expect.objectContaining({ kind: 'usage', message: expect.stringMatching(text) })

describe('an order as it is typed', () => {
  it.each([
    [{ market: true }, { type: 'market', limit: null, trigger: null }],
    [{ limit: 100 }, { type: 'limit', limit: 100, trigger: null }],
    [{ trigger: 105 }, { type: 'stop', limit: null, trigger: 105 }],
    [
      { trigger: 105, limit: 106 },
      { type: 'stop-limit', limit: 106, trigger: 105 },
    ],
    [{ trail: '1%' }, { type: 'trailing-stop', trail: { fraction: 0.01 }, legs: null }],
    [
      { limit: 100, trail: '0.50' },
      { type: 'limit', trail: null, legs: { stop: null, target: null, trail: { price: 0.5 } } },
    ],
    [
      { market: true, stop: 90, target: 120 },
      { legs: { stop: 90, target: 120, trail: null }, oco: false },
    ],
    [
      { market: true, notional: true, quantity: 500 },
      { shares: null, notional: 500 },
    ],
    [
      { limit: 100, tif: 'gtc', extended: true },
      { shares: 10, notional: null, tif: 'gtc', extended: true },
    ],
  ] as const)('%j is %j', (more, expected) => {
    expect(buy(more as Partial<OrderInput>)).toMatchObject({
      symbol: 'SIMALL',
      side: 'buy',
      reduces: false,
      id: 'id-1',
      ...expected,
    })
  })

  it('a market order must be said, and the message shows both ways', () => {
    const refused = expect.objectContaining({ kind: 'usage', hint: expect.stringMatching(/--limit PRICE, or .*--market$/) })
    expect(() => buy({})).toThrow(refused)
    expect(() => checkOrder('sell', typed({}))).toThrow(refused)
  })

  it.each([
    [{ market: true, limit: 100 }, /--market and --limit/],
    [{ market: true, trigger: 100 }, /--market and --trigger/],
    [{ limit: 100, stop: 90, trail: '1%' }, /two stops/],
    [{ trail: '1%', target: 120 }, /takes no legs/],
    [{ limit: 100, trail: 'far' }, /'far' is no distance/],
    [{ limit: 100, trail: '100%' }, /no distance/],
    [{ limit: 100, trail: '0' }, /no distance/],
  ] as const)('%j is refused', (more, why) => {
    expect(() => checkOrder('buy', typed(more))).toThrow(usage(why))
  })
})

describe('what an order does to a position', () => {
  it('a sale of what is held only lowers it; a cover too', () => {
    expect(sell({ limit: 100 }, 25)).toMatchObject({ reduces: true, shares: 10 })
    expect(sell({ limit: 100, quantity: 25 }, 25).reduces).toBe(true)
    expect(buy({ limit: 100 }, -10).reduces).toBe(true)
    expect(sell({ market: true, notional: true, quantity: 900 }, 3).reduces).toBe(true)
  })

  it('a short sale must be said, and is an entry', () => {
    expect(() => sell({ limit: 100 })).toThrow(
      expect.objectContaining({ kind: 'usage', hint: expect.stringContaining('--short') }),
    )
    expect(sell({ limit: 100, short: true })).toMatchObject({ reduces: false, side: 'sell' })
    expect(sell({ limit: 100, short: true }, -5).reduces).toBe(false)
  })

  it('no order turns a position round', () => {
    expect(() => sell({ limit: 100, quantity: 30 }, 25)).toThrow(usage(/30 shares asked, 25 are held/))
    expect(() => sell({ limit: 100, quantity: 30, short: true }, 25)).toThrow(usage(/turn the position round/))
    expect(() => buy({ limit: 100, quantity: 30 }, -25)).toThrow(usage(/turn the position round/))
  })

  it('an exit with a stop is a pair; its limit is the target', () => {
    expect(sell({ limit: 120, stop: 90 }, 10)).toMatchObject({
      oco: true,
      limit: 120,
      legs: { stop: 90, target: null, trail: null },
    })
    expect(() => sell({ limit: 120, target: 130 }, 10)).toThrow(usage(/--limit is the target/))
    expect(() => sell({ market: true, stop: 90 }, 10)).toThrow(usage(/nothing is left to protect/))
  })
})
