import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalText } from '../../../../../src/adapters/alpaca/broker/decimal.ts'
import { toOrderRequest, toPatchRequest } from '../../../../../src/adapters/alpaca/broker/request.ts'
import { orderOf } from './vendor.ts'

describe('numbers as decimal text', () => {
  it('carry no noise, no exponent and no empty zeros', () => {
    const say = (value: number) => decimalText(value, 'a size')
    expect([say(0.1 + 0.2), say(10), say(1.1 * 3), say(1e-7), say(0.000000001), say(123_456_789.1), say(100)]).toEqual([
      '0.3',
      '10',
      '3.3',
      '0.0000001',
      '0.000000001',
      '123456789.1',
      '100',
    ])
  })

  it('are refused when they cannot be said', () => {
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-10, 1e15]) {
      expect(() => decimalText(value, 'a size')).toThrow(/a size of .* cannot be sent/)
    }
  })

  it('say what was meant, for all sizes and prices of up to nine decimals', () => {
    const decimals = fc.record({ whole: fc.integer({ min: 0, max: 99_999 }), digits: fc.stringMatching(/^\d{0,9}$/) })
    fc.assert(
      fc.property(decimals, ({ whole, digits }) => {
        const meant = digits === '' ? String(whole) : `${whole}.${digits}`.replace(/\.?0+$/, '')
        fc.pre(Number(meant) > 0)
        expect(decimalText(Number(meant), 'a size')).toBe(meant)
      }),
    )
  })
})

describe('an order in the vendor’s words', () => {
  it('every type', () => {
    const of = (more: Parameters<typeof orderOf>[0]) => toOrderRequest(orderOf(more))
    expect(of({ type: 'market', limit: null })).toEqual({
      symbol: 'SIMFIN',
      side: 'buy',
      qty: '10',
      type: 'market',
      timeInForce: 'day',
      orderClass: 'simple',
      clientOrderId: 'intent-1',
    })
    expect(of({})).toMatchObject({ type: 'limit', limitPrice: '50.25' })
    expect(of({ type: 'stop', limit: null, stop: 49.5 })).toMatchObject({ type: 'stop', stopPrice: '49.5' })
    expect(of({ type: 'stop-limit', stop: 49.5, limit: 49.4 })).toMatchObject({
      type: 'stop_limit',
      stopPrice: '49.5',
      limitPrice: '49.4',
    })
    const trailing = { type: 'trailing-stop', limit: null } as const
    expect(of({ ...trailing, trail: { fraction: 0.07 } })).toMatchObject({ type: 'trailing_stop', trailPercent: '7' })
    expect(of({ ...trailing, trail: { price: 1.5 } })).toMatchObject({ trailPrice: '1.5' })
  })

  it('dollars, fractions, hours, times in force', () => {
    expect(toOrderRequest(orderOf({ type: 'market', limit: null, shares: null, notional: 250.5 }))).toMatchObject({
      notional: '250.5',
    })
    expect(toOrderRequest(orderOf({ shares: 0.123456789 }))).toMatchObject({ qty: '0.123456789' })
    expect(toOrderRequest(orderOf({ extended: true, tif: 'gtc' }))).toMatchObject({ extendedHours: true, timeInForce: 'gtc' })
    expect(toOrderRequest(orderOf({ tif: 'opg' })).timeInForce).toBe('opg')
  })

  it('an exit says that it must not open anything', () => {
    expect(toOrderRequest(orderOf({ side: 'sell', reduces: true })).positionIntent).toBe('sell_to_close')
    expect(toOrderRequest(orderOf({ side: 'buy', reduces: true })).positionIntent).toBe('buy_to_close')
    expect(toOrderRequest(orderOf()).positionIntent).toBeUndefined()
  })

  it('every class', () => {
    const legs = { stop: 48, target: 55, trail: null }
    expect(toOrderRequest(orderOf({ orderClass: 'bracket', legs }))).toMatchObject({
      orderClass: 'bracket',
      limitPrice: '50.25',
      takeProfit: { limitPrice: '55' },
      stopLoss: { stopPrice: '48' },
    })
    const oto = toOrderRequest(orderOf({ orderClass: 'oto', legs: { ...legs, target: null } }))
    expect(oto).toMatchObject({ orderClass: 'oto', stopLoss: { stopPrice: '48' } })
    expect(oto).not.toHaveProperty('takeProfit')
    const oco = toOrderRequest(
      orderOf({ side: 'sell', orderClass: 'oco', limit: 55, legs: { ...legs, target: null }, reduces: true }),
    )
    expect(oco).toMatchObject({
      orderClass: 'oco',
      type: 'limit',
      takeProfit: { limitPrice: '55' },
      stopLoss: { stopPrice: '48' },
      positionIntent: 'sell_to_close',
    })
    expect(oco).not.toHaveProperty('limitPrice')
  })

  it('what the vendor has no words for is refused here', () => {
    const refuse = (more: Parameters<typeof orderOf>[0]) => expect(() => toOrderRequest(orderOf(more)))
    refuse({ shares: null }).toThrow(/either shares or dollars/)
    refuse({ notional: 100 }).toThrow(/either shares or dollars/)
    refuse({ shares: null, notional: 100 }).toThrow(/is a market order, not a limit order/)
    refuse({ orderClass: 'bracket', legs: { stop: 48, target: null, trail: null } }).toThrow(
      /bracket has 2 protecting prices, not 1/,
    )
    refuse({ orderClass: 'oto', legs: { stop: 48, target: 55, trail: null } }).toThrow(/oto has 1/)
    refuse({ legs: { stop: 48, target: null, trail: null } }).toThrow(/simple has 0/)
    refuse({ orderClass: 'oto', legs: { stop: null, target: null, trail: { price: 1 } } }).toThrow(/no trailing legs/)
    expect(() => toPatchRequest({ limit: -1 }, 'x')).toThrow(/cannot be sent/)
  })

  it('a change names only what changes', () => {
    expect(toPatchRequest({ stop: 49 }, 'intent-1-r1')).toEqual({ clientOrderId: 'intent-1-r1', stopPrice: '49' })
    expect(toPatchRequest({ trail: { price: 0.3 } }, 'intent-1-r1')).toEqual({ clientOrderId: 'intent-1-r1', trail: '0.3' })
  })
})
