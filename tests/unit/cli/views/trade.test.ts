import { Chalk } from 'chalk'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { accountLine, modeLabel } from '../../../../src/cli/views/mode-label.ts'
import { newYork } from '../../../../src/cli/views/new-york.ts'
import { view as accountView } from '../../../../src/cli/views/trade-account.ts'
import { view as buyView } from '../../../../src/cli/views/trade-buy.ts'
import { view as flattenView } from '../../../../src/cli/views/trade-flatten.ts'
import { view as orderView } from '../../../../src/cli/views/trade-order.ts'
import { view as ordersView } from '../../../../src/cli/views/trade-orders.ts'
import { orderWords, shares, shortIds } from '../../../../src/cli/views/trade-parts.ts'
import { view as positionsView } from '../../../../src/cli/views/trade-positions.ts'
import { view as statusView } from '../../../../src/cli/views/trade-status.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'
import type { OrderOutput } from '../../../../src/operations/trade/ticket/order-output.ts'
import type { SentOutput } from '../../../../src/operations/trade/ticket/send.ts'

const at = (width: number, level: 0 | 1 = 0): Terminal => ({ width, paint: new Chalk({ level }), terminal: true })
const head = { mode: 'paper', broker: 'alpaca', host: null } as const
const limits: SentOutput['limits'] = { set: 'none', file: null, values: null, text: ['No risk limits.'] }

const order = (more: Partial<OrderOutput> = {}): OrderOutput => ({
  id: 'b1',
  clientOrderId: 'ob-3f2a91c0d4e5',
  symbol: 'SPY',
  side: 'buy',
  shares: 10,
  notional: null,
  type: 'limit',
  limit: 501.25,
  stop: null,
  trail: null,
  tif: 'day',
  extended: false,
  state: 'accepted',
  status: 'new',
  filled: 0,
  averagePrice: null,
  submittedAt: '2026-03-20T13:30:05Z',
  changedAt: '2026-03-20T13:30:05Z',
  parent: null,
  leg: null,
  replaces: null,
  replacedBy: null,
  foreign: false,
  cancelRequested: false,
  reason: 'by hand',
  legs: [],
  ...more,
})

const rule = (name: string, outcome: 'allow' | 'shrink' | 'deny', message: string) => ({
  rule: name,
  outcome,
  value: 1,
  limit: 2,
  message,
})

const preview = (outcome: 'allow' | 'deny'): SentOutput => ({
  ...head,
  limits,
  preview: {
    id: '3f2a91c0d4e5',
    expiresAt: '2026-03-20T13:35:05Z',
    order: { ...order(), orderClass: 'bracket', legs: { stop: 490, target: 520, trail: null }, reduces: false },
    quote: { price: 500, bid: 499.99, ask: 500.01, time: '2026-03-20T13:30:00Z', ageMs: 5000, source: 'alpaca', feed: 'iex' },
    notional: 5012.5,
    fees: 0,
    verdict: {
      outcome,
      shares: 10,
      marketableLimit: null,
      rules: [rule('state', 'allow', 'active'), rule('collar', outcome, 'the collar')],
    },
    account: {
      cash: 100_000,
      equity: 100_000,
      buyingPower: 200_000,
      cashAfter: 94_987.5,
      positionAfter: 10,
      positionShareAfter: 0.05,
      grossExposureAfter: 0.05,
    },
    warnings: ['the spread is wide'],
  },
})

describe('the first word', () => {
  it('says which money it is; live is inverse', () => {
    expect(modeLabel({ mode: 'paper', broker: 'simulated' }, at(80))).toBe('SIMULATED')
    expect(modeLabel({ mode: 'paper', broker: 'alpaca' }, at(80))).toBe('PAPER')
    expect(modeLabel({ mode: 'live', broker: 'alpaca' }, at(80))).toBe(' LIVE ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: inverse is such a sequence
    expect(modeLabel({ mode: 'live', broker: 'alpaca' }, at(80, 1))).toMatch(/\x1b\[7m/)
    expect(accountLine({ mode: 'live', broker: 'alpaca', host: null }, ['order'], at(80))).toBe(' LIVE  · at alpaca · order')
    // A local exchange is never called by the broker's name.
    const local = { mode: 'paper', broker: 'alpaca', host: '127.0.0.1:8787' } as const
    expect(accountLine(local, ['order'], at(80))).toBe('PAPER · at a local exchange (127.0.0.1:8787) · order')
  })

  it('begins every answer', () => {
    const live = { mode: 'live', broker: 'alpaca', host: null } as const
    const texts = [
      buyView({ ...preview('allow'), ...live }, at(100)),
      buyView({ ...live, limits, order: order() }, at(100)),
      ordersView({ ...live, orders: [order()], left: 0 }, at(100)),
      orderView({ ...live, order: order(), journal: [] }, at(100)),
      positionsView({ ...live, at: '2026-03-20T13:30:05Z', positions: [], diverged: null }, at(100)),
      flattenView(
        { ...live, flat: false, canceled: [], closing: [], positions: [], foreign: ['x'], message: 'still held: 3 SPY' },
        at(100),
      ),
    ]
    for (const text of texts) expect(text).toMatch(/^ LIVE /)
    expect(texts.at(-1)).toContain('openbell trade cancel all --foreign')
  })
})

describe('what is shown of an order', () => {
  it('is said in words a person types', () => {
    expect(orderWords(order())).toBe('buy 10 SPY limit 501.25 day')
    // A price between the cents is denied: it must not look like one that is not.
    expect(orderWords(order({ limit: 600.005 }))).toBe('buy 10 SPY limit 600.005 day')
    expect(orderWords(order({ type: 'stop-limit', stop: 505, limit: 506 }))).toBe('buy 10 SPY stop 505.00 limit 506.00 day')
    expect(orderWords(order({ type: 'trailing-stop', trail: '1%', side: 'sell' }))).toBe('sell 10 SPY trailing 1% day')
    expect(orderWords(order({ type: 'market', shares: null, notional: 500 }))).toBe('buy $500 of SPY market day')
    expect([shares(1234.5), shares(-10), shares(0.123456789), shares(null)]).toEqual(['1,234.5', '-10', '0.123456789', 'n/a'])
  })

  it('has the beginning of its id that tells it from the others', () => {
    const ids = [
      'ob-aaaaaaaaaaa1',
      'ob-aaaaaaaaaaa2',
      'ob-bbbbbbbbbbbb',
      '6c187e6e-ba95-4305-b824-99c00561a536',
      'ob-bbbbbbbbbbbb-stop',
    ]
    const short = shortIds(ids.map((clientOrderId) => ({ clientOrderId })))
    expect([...short.values()]).toEqual(['aaaaaaaaaaa1', 'aaaaaaaaaaa2', 'bbbbbbbbbbbb', '6c187e6e', 'bbbbbbbbbbbb-stop'])
    expect(shortIds([{ clientOrderId: 'ob-bbbbbbbbbbbb' }]).get('ob-bbbbbbbbbbbb')).toBe('bbbbbbbb')
  })

  it('has New York times, in summer and in winter', () => {
    expect(newYork('2026-03-20T13:30:05Z')).toBe('2026-03-20 09:30:05')
    expect(newYork('2026-01-20T13:30:05Z')).toBe('2026-01-20 08:30:05')
    expect(newYork(null)).toBe('n/a')
  })

  it('never hides an order whose fate is unknown', () => {
    const text = orderView({ ...head, order: order({ state: 'unknown', id: null, status: null }), journal: [] }, at(100))
    expect(text).toContain('unknown')
    expect(ordersView({ ...head, orders: [order({ state: 'unknown' })], left: 3 }, at(60))).toMatch(
      /unknown[\s\S]*3 older orders/,
    )
  })
})

describe('a preview', () => {
  it('shows quote with age, value, legs, the rules (what says no first), effect and warning', () => {
    const text = buyView(preview('deny'), at(120))
    expect(text).toContain('nothing was sent')
    expect(text).toContain('last 500.00, bid 499.99 ask 500.01 (5s old, 2026-03-20 09:30:00 New York, alpaca feed iex)')
    expect(text).toContain('protected by stop 490.00, target 520.00 (bracket)')
    expect(text).toContain('worth $5,012.50')
    expect(text.indexOf('collar')).toBeLessThan(text.indexOf('state'))
    expect(text).toContain('cash $100,000.00 -> $94,987.50')
    expect(text).toContain('! the spread is wide')
    expect(text).not.toContain('trade approve')
    expect(buyView(preview('allow'), at(120))).toContain('openbell trade approve 3f2a91c0d4e5')
  })

  it('says that less was sent than was asked for', () => {
    const verdict = {
      outcome: 'shrink' as const,
      shares: 8,
      marketableLimit: null,
      rules: [rule('orderShare', 'shrink', 'too much')],
    }
    expect(buyView({ ...head, limits, order: order({ shares: 8 }), verdict }, at(100))).toContain('shrunk to 8 shares: too much')
  })
})

describe('positions, account, status', () => {
  const position = {
    symbol: 'SPY',
    shares: -10,
    averagePrice: 500,
    price: 555,
    marketValue: -5550,
    profit: -550,
    profitFraction: -0.11,
    stop: null,
    trail: null,
    protectedShares: 0,
    alert: 'emergency' as const,
    openedAt: '2026-03-20T13:30:05Z',
  }

  it('a position without a stop says so and what to type', () => {
    const text = positionsView({ ...head, at: '2026-03-20T13:30:05Z', positions: [position], diverged: 'they differ' }, at(120))
    expect(text).toMatch(/▼ -11\.00%\s+none\s+emergency/)
    expect(text).toContain('they differ')
    expect(text).toContain('openbell trade protect SPY --stop PRICE')
    for (const width of [60, 80, 120]) {
      const drawn = positionsView({ ...head, at: '2026-03-20T13:30:05Z', positions: [position], diverged: null }, at(width))
      expect(Math.max(...drawn.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(Math.max(width, 80))
    }
  })

  it('an account says unknown numbers as n/a, and what is not as usual', () => {
    const account = {
      ...head,
      id: 'PA1',
      cash: 1000,
      equity: 1000,
      buyingPower: 2000,
      maintenance: null,
      positions: 0,
      openOrders: 1,
      dayProfit: null,
      state: 'restricted' as const,
      tradingState: 'halted' as const,
      diverged: null,
    }
    const text = accountView(account, at(100))
    expect(text).toMatch(/maintenance +n\/a/)
    expect(text).toContain('the broker has the account restricted')
    expect(text).toContain('trading is halted')
    expect(text).not.toMatch(/NaN|null|undefined/)
  })

  it('a status names holder, unknown orders and the command that resolves it', () => {
    const status = {
      ...head,
      account: 'alpaca-paper:PA1',
      holder: { pid: 42, holder: 'trade run sma-cross', since: '2026-03-20T13:30:05Z', stream: 'down' as const },
      trading: { state: 'halted' as const, by: 'Ada', reason: 'rain', since: '2026-03-20T13:30:05Z', haltFile: false },
      diverged: null,
      unreachable: null,
      reconciled: null,
      openOrders: 1,
      unknownOrders: ['ob-1'],
      limits,
    }
    const text = statusView(status, at(100))
    expect(text).toContain('halted by Ada since 2026-03-20 09:30:05 New York: rain')
    expect(text).toContain('process 42 (trade run sma-cross)')
    expect(text).toContain('stream down')
    expect(text).toContain('fate unknown: ob-1')
    expect(text).toContain('next: openbell trade reconcile')
  })
})
