import { afterEach, describe, expect, test, vi } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { runCheck } from '../../../../src/operations/startup/check.ts'
import type { StartupOutput } from '../../../../src/operations/startup/output.ts'
import { checkSession, sessionAt } from '../../../../src/operations/startup/session.ts'
import { exitCodeOf, startup } from '../../../../src/operations/startup/startup.ts'
import type { MarketDataSource } from '../../../../src/ports/market-data.ts'
import { createTestContext, type TestContext, type TestContextOptions } from '../../../support/context.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { barsOf, MINUTE, OPEN } from '../../../support/store-rows.ts'

const WINDOW = '08:00-08:15'
const world = new ExchangeBroker(OPEN)
const broker = brokerOver(world, {
  name: 'simulated',
  account: async () => ({ ...(await world.account()), cash: 1000, equity: 1234, buyingPower: 1000 }),
})

let open: TestContext[] = []
afterEach(() => {
  for (const one of open) one.close()
  open = []
})

/** A house in order: liquid minutes in the store, an account, the market open. */
function house(options: TestContextOptions = {}): TestContext {
  const now = OPEN + 30 * MINUTE
  const t = createTestContext({ now, broker, ...options, flags: { source: 'store', ...options.flags } })
  const minutes = (prints: number) => Array.from({ length: 30 }, (_, i) => ({ time: OPEN + i * MINUTE, close: 10, prints }))
  t.store.bars.append(barsOf(minutes(1500), { symbol: 'LIQUID' }))
  t.store.bars.append(barsOf(minutes(10), { symbol: 'THIN' }))
  open.push(t)
  return t
}

const check = (output: StartupOutput, name: string) => output.checks.find((one) => one.name === name)

describe('startup', () => {
  test('a house in order is ready, and says what to do next', async () => {
    const t = house()
    const output: StartupOutput = await t.run(startup, {})
    expect(output.checks.map((one) => [one.name, one.status])).toEqual([
      ['store', 'ok'],
      ['disk', 'ok'],
      ['memory', 'ok'],
      ['clock', 'ok'],
      ['session', 'ok'],
      ['account', 'ok'],
      ['orders', 'ok'],
      ['data', 'ok'],
      ['risk', 'ok'],
      ['scanner', 'ok'],
    ])
    expect(output).toMatchObject({
      ready: true,
      asOf: '2026-03-19T14:00:00Z',
      source: 'store',
      feed: 'import',
      mode: 'paper',
      broker: 'simulated',
      session: { phase: 'regular', opensIn: null, closesIn: 6 * 60 * MINUTE, date: '2026-03-19', holiday: null },
    })
    expect(check(output, 'scanner')?.message).toBe('1 of 2 symbols of all make 1000 prints a minute or more')
    expect(check(output, 'account')?.message).toContain('$1,234')
    expect(check(output, 'data')?.message).toContain('at 2026-03-19T14:00:00Z')
    expect(output.rules).toHaveLength(5)
    expect(output.rules.join(' ')).toMatch(/Limit orders.*1,000 prints.*four decimals.*profits.*08:00 to 08:15/)
    expect(output.next).toContain(`openbell scan momentum --source store --home ${t.home}`)
    expect(exitCodeOf(output)).toBe(0)
  })

  test('an as-of makes session and data speak of that instant', async () => {
    const output = await house({ flags: { 'as-of': '2026-03-19T13:40:00Z' }, now: Date.parse('2026-06-01T12:00:00Z') }).run(
      startup,
      {},
    )
    expect(output.session).toMatchObject({ phase: 'regular', closesIn: 380 * MINUTE })
    expect(check(output, 'data')).toMatchObject({ status: 'ok', message: expect.stringContaining('at 2026-03-19T13:40:00Z') })
    expect(output.next[0]).toContain('--as-of 2026-03-19T13:40:00Z')
  })

  test('old data is a warning that says how old', async () => {
    const output = await house({ now: Date.parse('2026-03-23T18:00:00Z') }).run(startup, {})
    expect(check(output, 'data')).toMatchObject({ status: 'warn', message: expect.stringContaining('4 d 4 h since') })
    expect(output.ready).toBe(true)
  })

  test('each failure is its own; the gravest decides the exit code', async () => {
    const dead = brokerOver(world, {
      account: async () => {
        throw new OpenbellError('unavailable', 'no route to the broker', 'openbell doctor')
      },
    })
    const t = house({ broker: dead })
    const output = await t.run(startup, {})
    expect(output.ready).toBe(false)
    expect(output.checks.filter((one: { status: string }) => one.status === 'fail')).toEqual([
      {
        name: 'account',
        status: 'fail',
        message: 'no route to the broker',
        ms: expect.any(Number),
        kind: 'unavailable',
        hint: 'openbell doctor',
      },
    ])
    expect(exitCodeOf(output)).toBe(5)
    expect(output.next).toEqual([`openbell doctor --source store --home ${t.home}`])
  })

  test('a missing key fails data and scanner, and nothing else', async () => {
    const t = house({ flags: { source: 'vendor' } })
    const source = async () => {
      throw new OpenbellError('config', 'APCA_API_KEY_ID is not set', 'openbell init')
    }
    const output = await startup.run({ ...t.context, source }, {})
    const parsed = startup.output.parse(output)
    expect(parsed.checks.filter((one) => one.status === 'fail').map((one) => [one.name, one.kind])).toEqual([
      ['data', 'config'],
      ['scanner', 'config'],
    ])
    expect(parsed.feed).toBeNull()
    expect(exitCodeOf(parsed)).toBe(3)
    expect(parsed.next).toEqual(['openbell init', `openbell doctor --source vendor --home ${t.home}`])
  })

  test('an empty store, a damaged store, a blocked account', async () => {
    const t = createTestContext({ flags: { source: 'store' }, broker })
    open.push(t)
    const empty = await t.run(startup, {})
    expect(check(empty, 'data')).toMatchObject({ status: 'fail', kind: 'no-data', hint: 'openbell data import FILE' })
    expect(exitCodeOf(empty)).toBe(4)

    const damaged = house({
      broker: { ...broker, account: async () => ({ ...(await broker.account(t.context.signal)), state: 'blocked' }) },
    })
    const store = { ...damaged.store, integrity: () => 'chunk 7: checksum differs' }
    const output = startup.output.parse(await startup.run({ ...damaged.context, store: async () => store }, {}))
    expect(check(output, 'store')).toMatchObject({
      status: 'fail',
      kind: 'config',
      message: expect.stringContaining('chunk 7'),
      hint: expect.stringContaining('openbell data import FILE'),
    })
    expect(check(output, 'account')).toMatchObject({ status: 'fail', kind: 'denied' })
    expect(exitCodeOf(output)).toBe(3)
  })

  test('a partial feed is a warning', async () => {
    const t = house()
    const inner = await t.context.source()
    const iex = {
      ...inner,
      name: 'alpaca',
      feed: 'iex',
      coverage: 0.025,
      symbols: inner.symbols,
      history: inner.history,
    } as MarketDataSource
    const output = startup.output.parse(await startup.run({ ...t.context, source: async () => iex }, {}))
    expect(check(output, 'data')).toMatchObject({ status: 'warn', message: expect.stringContaining('--rescale') })
  })

  test('a check that hangs is cut off, and its signal fires', async () => {
    const { context } = house()
    let told = false
    const hanging = (inner: { signal: AbortSignal }) =>
      new Promise<never>(() => {
        inner.signal.addEventListener('abort', () => {
          told = true
        })
      })
    const found = await runCheck(context, 'account', hanging, 30)
    expect(found).toMatchObject({ name: 'account', status: 'fail', kind: 'unavailable', message: 'no answer within 0.03 s' })
    expect(told).toBe(true)
  })

  test('an interrupt is no finding: it ends the run', async () => {
    const abort = new AbortController()
    const { context } = house({ signal: abort.signal })
    const run = runCheck(context, 'data', () => new Promise<never>(() => {}))
    abort.abort()
    await expect(run).rejects.toMatchObject({ kind: 'canceled' })
  })
})

describe('the session at an instant', () => {
  const at = (text: string) => {
    const instant = Date.parse(text)
    const session = sessionAt(instant)
    return { session, finding: checkSession(session, WINDOW, instant) }
  }

  test('pre-market counts down to the open', () => {
    const { session, finding } = at('2026-03-19T13:00:00Z')
    expect(session).toMatchObject({ phase: 'pre', opensIn: 30 * MINUTE, closesIn: null, date: '2026-03-19' })
    expect(finding).toMatchObject({ status: 'ok', message: expect.stringContaining('opens in 30 min') })
  })

  test.each([
    // New York is UTC-4 in March and UTC-5 in January: the window is on its wall clock.
    ['2026-03-19T11:59:59Z', 'ok'],
    ['2026-03-19T12:00:00Z', 'warn'],
    ['2026-03-19T12:14:59Z', 'warn'],
    ['2026-03-19T12:15:00Z', 'ok'],
    ['2026-01-15T12:05:00Z', 'ok'],
    ['2026-01-15T13:05:00Z', 'warn'],
  ])('the 08:00 window at %s: %s', (text, status) => {
    const { finding } = at(text)
    expect(finding.status).toBe(status)
    expect(finding.message.includes('do not trade before 08:15')).toBe(status === 'warn')
  })

  test('open, also on a half day', () => {
    expect(at('2025-11-28T17:30:00Z')).toMatchObject({
      session: { phase: 'regular', closesIn: 30 * MINUTE },
      finding: { status: 'ok' },
    })
  })

  test('after hours, night, weekend, holiday', () => {
    expect(at('2026-03-19T21:00:00Z')).toMatchObject({
      session: { phase: 'post', date: '2026-03-19' },
      finding: { status: 'ok' },
    })
    expect(at('2026-03-20T02:00:00Z')).toMatchObject({
      session: { phase: 'closed', date: '2026-03-20' },
      finding: { status: 'warn' },
    })
    expect(at('2026-03-21T15:00:00Z')).toMatchObject({
      session: { phase: 'closed', date: '2026-03-23', opensIn: 46.5 * 60 * MINUTE },
      finding: { status: 'warn', message: expect.stringContaining('closed') },
    })
    const christmas = at('2025-12-25T15:00:00Z')
    expect(christmas.session.holiday).not.toBeNull()
    expect(christmas.finding.message).toContain(christmas.session.holiday)
    // No window on a day without a session.
    expect(at('2026-03-21T12:05:00Z').finding.message).not.toContain('08:15')
  })

  test('only the end of the calendar is "no next session": a bug in it is not', () => {
    const broken = vi.spyOn(calendarOf('us'), 'nextOpen').mockImplementation(() => {
      throw new TypeError('a bug')
    })
    try {
      expect(() => at('2026-03-21T15:00:00Z')).toThrow('a bug')
    } finally {
      broken.mockRestore()
    }
  })

  test('an unknown day is closed, and says so', () => {
    const { session, finding } = at('2080-03-19T15:00:00Z')
    expect(session).toMatchObject({ phase: 'closed', opensIn: null, closesIn: null })
    expect(finding.status).toBe('warn')
    expect(finding.message).toContain('unknown day')
  })
})
