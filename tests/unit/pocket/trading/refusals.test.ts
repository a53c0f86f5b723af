import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cents, SYMBOL, startTrading, type TradingClient } from './client.ts'

let client: TradingClient
beforeAll(async () => {
  client = await startTrading()
})
afterAll(() => client.close())

const LIMIT = { type: 'limit', limit_price: '50' }
const BRACKET = { order_class: 'bracket', take_profit: { limit_price: '90' }, stop_loss: { stop_price: '20' } }

describe('what makes no order, whatever the market does', () => {
  it.each([
    ['a list for a body', [], 400, 40010000, 'request body format is invalid'],
    ['a quantity that is no number', { qty: 'ten' }, 400, 40010000, 'request body format is invalid'],
    ['an object for a quantity', { qty: {} }, 400, 40010000, 'request body format is invalid'],
    ['both qty and notional', { notional: '100' }, 400, 40010000, 'only one of qty or notional is accepted'],
    ['neither qty nor notional', { qty: undefined }, 422, 40010001, 'qty or notional is required'],
    ['no side', { side: undefined }, 422, 40010001, 'side is required'],
    ['a side of its own', { side: 'hold' }, 422, 40010001, 'invalid side: hold'],
    ['a quantity of nothing', { qty: '0' }, 422, 40010001, 'qty must be > 0'],
    ['more than nine decimals', { qty: '1.0000000001' }, 422, 42210000, 'qty must have at most 9 decimal places'],
    ['a limit order without limit', { type: 'limit' }, 422, 40010001, 'limit orders require a limit price'],
    ['a market order with limit', { limit_price: '50' }, 422, 40010001, 'market orders require no limit price'],
    ['a stop order without stop', { type: 'stop' }, 422, 40010001, 'stop orders require a stop price'],
    ['half a stop limit', { type: 'stop_limit', stop_price: '60' }, 422, 40010001, 'require both stop and limit price'],
    [
      'two trails',
      { type: 'trailing_stop', trail_price: '1', trail_percent: '1' },
      422,
      40010001,
      'one of trail_price or trail_percent',
    ],
    ['a sub-penny limit', { ...LIMIT, limit_price: '50.123' }, 422, 42210000, 'invalid limit_price 50.123. sub-penny increment'],
    ['five decimals under a dollar', { ...LIMIT, limit_price: '0.12345' }, 422, 42210000, 'sub-penny increment'],
    [
      'a sub-penny stop of a leg',
      { ...LIMIT, ...BRACKET, stop_loss: { stop_price: '20.001' } },
      422,
      42210000,
      'stop_loss.stop_price',
    ],
    ['legs without a class', { take_profit: { limit_price: '90' } }, 422, 40010001, 'require order_class'],
    [
      'a bracket of a stop order',
      { ...BRACKET, type: 'stop', stop_price: '70' },
      422,
      40010001,
      'bracket orders must be market or limit',
    ],
    ['half a bracket', { ...BRACKET, stop_loss: undefined }, 422, 40010001, 'bracket orders require stop_loss.stop_price'],
    ['a bracket for now or never', { ...BRACKET, time_in_force: 'ioc' }, 422, 42210000, 'must be DAY or GTC'],
    ['an OTO with both exits', { ...BRACKET, order_class: 'oto' }, 422, 40010001, 'exactly one of'],
    ['an OCO that is no limit order', { ...BRACKET, order_class: 'oco' }, 422, 40010001, 'oco orders must be limit orders'],
    ['a fraction until canceled', { qty: '1.5', time_in_force: 'gtc' }, 422, 42210000, 'fractional orders must be DAY orders'],
    ['a fraction with legs', { qty: '1.5', ...BRACKET }, 422, 42210000, 'fractional orders must be simple orders'],
    ['a market order at night', { extended_hours: true }, 422, 42210000, 'extended hours order must be DAY limit orders'],
    ['a stop for now or never', { type: 'stop', stop_price: '70', time_in_force: 'ioc' }, 422, 42210000, 'must be DAY or GTC'],
    ['options', { order_class: 'mleg' }, 422, 42210000, 'mleg orders are not supported'],
    ['a symbol nobody lists', { symbol: 'NOPE' }, 422, 42210000, 'asset "NOPE" not found'],
    ['a name that is too long', { client_order_id: 'x'.repeat(129) }, 422, 40010001, 'no more than 128 characters'],
    ['dollars under one', { qty: undefined, notional: '0.5' }, 403, 40310000, 'cost basis must be >= minimal amount'],
    ['an opening auction that is over', { time_in_force: 'opg' }, 422, 42210000, 'opg orders must be submitted before 9:28am'],
  ])('%s', async (_what, order, status, code, message) => {
    const answer = Array.isArray(order) ? await client.call('POST', '/v2/orders', order) : await client.send(order)
    expect(answer).toMatchObject({ status, body: { code, message: expect.stringContaining(message as string) } })
  })

  it('keeps nothing of them', async () => {
    expect((await client.call('GET', '/v2/orders?status=all')).body).toEqual([])
    expect((await client.state()).posted).toMatchObject({ accepted: 0 })
  })
})

describe('what the account or the market refuses', () => {
  it('more than the buying power, with the figures', async () => {
    const answer = await client.send({ ...LIMIT, qty: '5000' })
    expect(answer).toMatchObject({ status: 403, body: { code: 40310000, message: 'insufficient buying power' } })
    expect(answer.body).toMatchObject({ buying_power: '200000', cost_basis: '250000' })
  })

  it('a market purchase at a price with room above the ask', async () => {
    const { ask } = await client.quote()
    const most = Math.floor(200_000 / (ask * 1.025))
    expect((await client.send({ qty: String(most + 1) })).body).toMatchObject({ message: 'insufficient buying power' })
  })

  it('legs on the wrong side of the entry, with the price they are measured from', async () => {
    const { ask } = await client.quote()
    const legs = { order_class: 'bracket', take_profit: { limit_price: '500' }, stop_loss: { stop_price: cents(ask) } }
    expect(await client.send(legs)).toMatchObject({
      status: 422,
      body: { code: 42210000, message: 'stop_loss.stop_price must be <= base_price - 0.01', base_price: String(ask) },
    })
    const low = { ...legs, take_profit: { limit_price: '5' }, stop_loss: { stop_price: '4' } }
    expect((await client.send(low)).body.message).toBe('take_profit.limit_price must be >= base_price + 0.01')
  })

  it('an id that was used before, also after a cancel', async () => {
    const { id } = await client.take({ ...LIMIT, client_order_id: 'mine' })
    expect(await client.send({ ...LIMIT, client_order_id: 'mine' })).toMatchObject({
      status: 422,
      body: { code: 40010001, message: 'client_order_id must be unique' },
    })
    expect((await client.call('DELETE', `/v2/orders/${id}`)).status).toBe(204)
    expect((await client.send({ ...LIMIT, client_order_id: 'mine' })).status).toBe(422)
    expect((await client.call('GET', '/v2/orders:by_client_order_id?client_order_id=mine')).body.id).toBe(id)
  })

  it('a sale into an order of the other side', async () => {
    const buy = await client.take(LIMIT)
    const answer = await client.send({ side: 'sell' })
    expect(answer).toMatchObject({
      status: 403,
      body: {
        code: 40310000,
        message: 'potential wash trade detected. use complex orders',
        existing_order_id: buy.id,
        reject_reason: 'opposite side limit order exists',
      },
    })
    expect((await client.send({ side: 'sell', type: 'limit', limit_price: '49.99' })).body.message).toMatch('wash trade')
    expect((await client.send({ side: 'sell', type: 'limit', limit_price: '80' })).body.message).toBe(
      'cannot open a short sell while a long buy order is open',
    )
    await client.call('DELETE', '/v2/orders')
  })

  it('an exit where nothing is held', async () => {
    expect((await client.send({ side: 'sell', position_intent: 'sell_to_close' })).body).toMatchObject({
      message: expect.stringContaining('insufficient qty available'),
      symbol: SYMBOL,
      existing_qty: '0',
    })
    const oco = { side: 'sell', type: 'limit', ...BRACKET, order_class: 'oco' }
    expect((await client.send(oco)).body.message).toBe('oco orders must be exit orders')
  })

  it('short sales of fractions, and all of them where the account says so', async () => {
    expect((await client.send({ side: 'sell', qty: '1.5' })).body.message).toBe('fractional orders cannot be sold short')
    const patched = await client.call('PATCH', '/v2/account/configurations', { no_shorting: true })
    expect(patched.body).toMatchObject({ no_shorting: true, suspend_trade: false })
    expect((await client.send({ side: 'sell' })).body.message).toBe('account is not allowed to short')
    await client.call('PATCH', '/v2/account/configurations', { no_shorting: false, suspend_trade: true })
    expect((await client.send(LIMIT)).body).toMatchObject({ code: 40310000, message: 'new orders are rejected by user request' })
    expect((await client.call('GET', '/v2/account')).body.trade_suspended_by_user).toBe(true)
    expect((await client.call('PATCH', '/v2/account/configurations', { suspend_trade: 'yes' })).status).toBe(422)
    await client.call('PATCH', '/v2/account/configurations', { suspend_trade: false })
  })

  it('short sales of a small account', async () => {
    const small = await startTrading({ cash: 1999 })
    expect((await small.send({ side: 'sell', qty: '1' })).body.message).toBe('account is not allowed to short')
    await small.close()
  })
})
