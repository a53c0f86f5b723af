import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAlpacaBroker, decodeAccount, modeOf } from '../../../../src/adapters/alpaca/broker.ts'
import { startTestPocket, type TestPocket } from '../../../support/pocket.ts'
import { failure, optionsFor, signal } from './alpaca.ts'

let pocket: TestPocket
beforeAll(async () => {
  pocket = await startTestPocket({ cash: 25_000 })
})
afterAll(() => pocket.close())

const broker = () => createAlpacaBroker({ ...optionsFor(pocket), tradingUrl: `${pocket.url}/v2/` })

describe('the account at Alpaca', () => {
  it('is read in numbers, whatever comes beside them', async () => {
    await pocket.fault({ kind: 'unknown-fields', path: '/v2/account' })
    expect(await broker().account(signal)).toEqual({
      id: expect.stringMatching(/^PA3/),
      mode: 'paper',
      cash: 25_000,
      equity: 25_000,
      buyingPower: 50_000,
      state: 'active',
    })
  })

  it('survives fields that go away, but not the one that counts', async () => {
    await pocket.fault({
      kind: 'missing-fields',
      fields: ['equity', 'buying_power', 'account_blocked', 'status', 'account_number'],
      path: '/v2/account',
    })
    expect(await broker().account(signal)).toMatchObject({ cash: 25_000, equity: 25_000, buyingPower: 25_000, state: 'active' })
    await pocket.fault({ kind: 'missing-fields', fields: ['cash'], path: '/v2/account' })
    expect(await failure(broker().account(signal))).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining("'cash'"),
    })
  })

  it('says when it may not trade', () => {
    const state = (more: Record<string, unknown>) => decodeAccount({ cash: '1', ...more }, 'paper').state
    expect([state({ trading_blocked: true }), state({ account_blocked: true })]).toEqual(['blocked', 'blocked'])
    expect([state({ status: 'ONBOARDING' }), state({ trade_suspended_by_user: true })]).toEqual(['restricted', 'restricted'])
    expect(state({ status: 'ACTIVE', pattern_day_trader: true, daytrade_count: 9 })).toBe('active')
  })

  it('is live at one host only', () => {
    expect(modeOf('https://api.alpaca.markets')).toBe('live')
    for (const url of [
      'https://paper-api.alpaca.markets',
      'http://127.0.0.1:8420',
      'https://api.alpaca.markets.example.org',
      'nonsense',
    ]) {
      expect(modeOf(url)).toBe('paper')
    }
  })
})
