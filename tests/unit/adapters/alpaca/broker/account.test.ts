import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modeOf } from '../../../../../src/adapters/alpaca/broker/access.ts'
import { decodeAccount, decodePositions } from '../../../../../src/adapters/alpaca/broker/account.ts'
import { type AlpacaBrokerOptions, createAlpacaBroker } from '../../../../../src/adapters/alpaca/broker.ts'
import { Secret } from '../../../../../src/core/settings.ts'
import { startTestPocket, type TestPocket } from '../../../../support/pocket.ts'
import { failure, optionsFor, signal } from '../alpaca.ts'

let pocket: TestPocket
beforeAll(async () => {
  pocket = await startTestPocket({ cash: 25_000 })
})
afterAll(() => pocket.close())

const make = (more: Partial<AlpacaBrokerOptions> = {}) =>
  createAlpacaBroker({ ...optionsFor(pocket), tradingUrl: `${pocket.url}/v2/`, streamUrl: null, mode: 'paper', ...more })

describe('the account at Alpaca', () => {
  it('is read in numbers, whatever comes beside them', async () => {
    const broker = await make()
    await pocket.fault({ kind: 'unknown-fields', path: '/v2/account' })
    expect(await broker.account(signal)).toEqual({
      id: expect.stringMatching(/^PA3/),
      mode: 'paper',
      cash: 25_000,
      equity: 25_000,
      buyingPower: 50_000,
      lastEquity: 25_000,
      maintenance: 0,
      state: 'active',
    })
  })

  it('survives fields that go away, but not the one that counts', async () => {
    const broker = await make()
    await pocket.fault({
      kind: 'missing-fields',
      fields: ['equity', 'buying_power', 'account_blocked', 'status', 'account_number', 'last_equity', 'maintenance_margin'],
      path: '/v2/account',
    })
    expect(await broker.account(signal)).toMatchObject({
      cash: 25_000,
      equity: 25_000,
      buyingPower: 25_000,
      lastEquity: null,
      maintenance: null,
      state: 'active',
    })
    await pocket.fault({ kind: 'missing-fields', fields: ['cash'], path: '/v2/account' })
    expect(await failure(broker.account(signal))).toMatchObject({
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

  it('lives at the time of the exchange on this machine', async () => {
    expect((await make()).now()).toBe(pocket.now())
  })
})

describe('positions', () => {
  const long = { symbol: 'AAPL', qty: '12.5', side: 'long', avg_entry_price: '181.204', current_price: '184.3' }

  it('are signed, whether the sign stands in the size or in the side', () => {
    const short = { ...long, symbol: 'MSFT', side: 'short' }
    expect(decodePositions([long, { ...short, qty: '-3' }, { ...short, symbol: 'TSLA', qty: '3' }])).toEqual([
      { symbol: 'AAPL', shares: 12.5, averagePrice: 181.204, price: 184.3 },
      { symbol: 'MSFT', shares: -3, averagePrice: 181.204, price: 184.3 },
      { symbol: 'TSLA', shares: -3, averagePrice: 181.204, price: 184.3 },
    ])
  })

  it('have a price of entry from the cost where it is missing, and none of their own price', () => {
    const { avg_entry_price: _, current_price: __, ...bare } = long
    expect(
      decodePositions([
        { ...bare, cost_basis: '2500' },
        { ...long, symbol: 'NONE', qty: '0' },
      ]),
    ).toEqual([{ symbol: 'AAPL', shares: 12.5, averagePrice: 200, price: null }])
  })

  it('that cannot be read are an error: one left out would read as flat', () => {
    expect(() => decodePositions([long, { symbol: 'MSFT', qty: 'many' }])).toThrow(/positions without usable 'qty'/)
    expect(() => decodePositions({ message: 'soon' })).toThrow(/'list'/)
  })
})

describe('money and rehearsal are kept apart', () => {
  const LIVE = 'https://api.alpaca.markets'
  const PAPER = 'https://paper-api.alpaca.markets'
  const refused = async (more: Partial<AlpacaBrokerOptions>) => {
    const error = await failure(make(more))
    expect(error.kind).toBe('config')
    return error.message
  }

  it('live is one host by name', () => {
    for (const url of [LIVE, `${LIVE}/v2/`, 'https://API.alpaca.markets.:443']) expect(modeOf(url)).toBe('live')
    for (const url of [PAPER, 'http://127.0.0.1:8420', 'https://api.alpaca.markets.example.org', 'nonsense']) {
      expect(modeOf(url)).toBe('paper')
    }
  })

  it('a mode and a host that do not belong together are refused', async () => {
    expect(await refused({ mode: 'live' })).toMatch(/live trading is at api.alpaca.markets only/)
    expect(await refused({ mode: 'live', tradingUrl: PAPER })).toMatch(/paper-api.alpaca.markets/)
    expect(await refused({ mode: 'paper', tradingUrl: LIVE })).toMatch(/is the live host, and this is paper/)
    expect(await refused({ mode: 'paper', tradingUrl: PAPER, streamUrl: 'wss://api.alpaca.markets/stream' })).toMatch(
      /updates come/,
    )
    expect(await refused({ mode: 'live', tradingUrl: LIVE, streamUrl: 'wss://paper-api.alpaca.markets/stream' })).toMatch(
      /updates come/,
    )
  })

  it('a key of the other kind is refused before anything is sent, and never shown', async () => {
    expect(await refused({ mode: 'live', tradingUrl: LIVE, keyId: new Secret('PKABC') })).toMatch(
      /^APCA_LIVE_API_KEY_ID holds a paper key/,
    )
    for (const tradingUrl of [PAPER, pocket.url]) {
      const message = await refused({ tradingUrl, keyId: new Secret('AKDEF') })
      expect(message).toMatch(/^APCA_API_KEY_ID holds a live key/)
      expect(message).not.toContain('AKDEF')
    }
  })

  it('a missing live key is asked for by its own name', async () => {
    const message = await refused({ mode: 'live', tradingUrl: LIVE, keyId: null, secretKey: null })
    expect(message).toMatch(/APCA_LIVE_API_KEY_ID and APCA_LIVE_API_SECRET_KEY are not set/)
  })

  it('a live broker of live keys is made without a word to anybody', async () => {
    const broker = await make({ mode: 'live', tradingUrl: LIVE, keyId: new Secret('AKDEF') })
    expect(broker.mode).toBe('live')
    await broker.close()
  })

  it('keys do not travel in the open', async () => {
    expect(await refused({ tradingUrl: 'http://broker.example.org' })).toMatch(/in the open/)
    expect(await refused({ tradingUrl: PAPER, streamUrl: 'ws://paper-api.alpaca.markets/stream' })).toMatch(/in the open/)
    expect(await refused({ tradingUrl: 'nonsense', streamUrl: 'wss://x/' })).toMatch(/no https:\/\/ address/)
    expect(await refused({ tradingUrl: 'nonsense' })).toMatch(/no https:\/\/ address/)
  })
})
