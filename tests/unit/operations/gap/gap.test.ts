import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import chalk from 'chalk'
import { afterEach, describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/gap.ts'
import { gap } from '../../../../src/operations/gap/gap.ts'
import type { GapOutput } from '../../../../src/operations/gap/output.ts'
import { openDesk } from '../../../../src/operations/trade/desk/desk.ts'
import { intentOf } from '../../../support/journal-events.ts'
import { type TestSession, testSession } from '../trade/running/session.ts'

let session: TestSession
afterEach(() => session?.close())

const signal = new AbortController().signal
const AFTER = '2026-03-20T21:00:00Z'
const DAY = `if (minute === 5) buy({ shares: 100, stop: bar.close * 0.97, target: bar.close * 1.03, reason: 'test entry' })
  if (minute === 20) exit({ reason: 'out' })
  if (minute === 25) short({ shares: 30, reason: 'down' })`

/** The report, as of the end of the day. */
async function report(input: Record<string, unknown> = {}): Promise<GapOutput> {
  const broker = await session.broker(AFTER)
  const context = { ...session.test.context, broker: async () => broker }
  return gap.output.parse(await gap.run(context, gap.input.parse({ date: '2026-03-20', ...input })))
}

/** Nothing runs until then. */
function livesUntil(time: string): void {
  const at = Date.parse(time)
  const body = { equity: 100_000, cash: 100_000, day: 20_532 }
  session.test.store.journal.append('simulated:main', [{ at, knownAt: at, kind: 'marked', clientOrderId: null, body }])
}

/** Cash of the account, flat, less what it began with. */
async function made(): Promise<number> {
  const { cash } = await (await session.broker(AFTER)).account(signal)
  return cash - 100_000
}

const cents = (value: number) => Math.round(value * 100)
const sum = (causes: GapOutput['causes']) => Object.values(causes).reduce((total, one) => total + cents(one), 0)

/** Causes add up to the money of each order, orders to the total, and the total is the difference of the two days. */
function addsUp(answer: GapOutput): void {
  for (const one of answer.orders) expect(sum(one.causes)).toBe(cents(one.money))
  expect(answer.orders.reduce((total, { money }) => total + cents(money), 0)).toBe(cents(answer.total))
  expect(sum(answer.causes)).toBe(cents(answer.total))
  expect(cents(answer.total)).toBe(cents(answer.real) - cents(answer.model))
}

describe('a day on which nothing went wrong', () => {
  it('is explained order by order: what is left are spreads, fees and the second that a bar takes', async () => {
    session = testSession()
    expect((await session.run(DAY)).fault).toBeNull()
    const answer = await report()
    addsUp(answer)
    expect(answer.real).toBeCloseTo(await made(), 2)
    expect(answer.orders.map(({ side, purpose }) => `${side} ${purpose}`)).toEqual([
      'buy entry',
      'sell exit',
      'sell entry',
      'buy close',
    ])
    for (const { real, model, causes } of answer.orders) {
      expect(real?.shares).toBe(model?.shares)
      expect(Math.abs(real!.price / model!.price - 1)).toBeLessThan(0.001)
      expect([causes.signal, causes.missed, causes.size]).toEqual([0, 0, 0])
    }
    expect(answer.assumed).toEqual([])
    const [run] = answer.runs
    expect(answer.orders.every((one) => one.run === run.run)).toBe(true)
    expect(await report({ run: run.run.slice(0, 10) })).toMatchObject({ total: answer.total })
    const text = view(answer, { width: 160, paint: chalk, terminal: false })
    expect(text).toMatch(/Really less model .*\n/)
    expect(text).toContain(`${answer.orders.length} orders`)
    appendFileSync(join(session.test.home, 'scripted-1.ts'), '\n// no longer what ran\n')
    const { assumed } = await report()
    expect(assumed[0]).toMatch(/the file of scripted has changed since scripted-\w+ began/)
  })

  it('pairs legs by the entry that they protect', async () => {
    session = testSession()
    await session.run(
      `if (minute === 5) buy({ shares: 50, stop: bar.close * 0.998, target: bar.close * 1.002, reason: 'tight' })`,
    )
    const answer = await report()
    addsUp(answer)
    expect(answer.real).toBeCloseTo(await made(), 2)
    const [entry, leg] = answer.orders
    expect(entry.purpose).toBe('entry')
    expect(['stop', 'target']).toContain(leg.purpose)
    expect(leg.model).not.toBeNull()
    expect([leg.causes.signal, leg.causes.missed, leg.causes.delay]).toEqual([0, 0, 0])
  })
})

describe('a day on which something was different', () => {
  it('says of what the limits or a halt let not through that it was missed, and why', async () => {
    session = testSession()
    await session.run(DAY, { halted: () => true, risk: 'settings' })
    const answer = await report()
    addsUp(answer)
    expect(answer.real).toBe(0)
    expect(answer.orders.length).toBeGreaterThan(2)
    expect(answer.orders[0]).toMatchObject({ real: null, state: 'denied', reason: expect.stringMatching(/^denied: /) })
    expect(answer.orders[0].causes.missed).toBe(answer.orders[0].money)
  })

  it('sees that no process was there, and takes what was resumed for one run', async () => {
    session = testSession()
    const body = `${DAY}
      if (minute === 2) cancel({ reason: 'a sign' })`
    await session.run(body, { stopAt: ({ action }) => action === 'cancel' })
    livesUntil('2026-03-20T13:45:00Z')
    expect((await session.run(body, { again: true })).fault).toBeNull()
    const answer = await report()
    addsUp(answer)
    expect(answer.real).toBeCloseTo(await made(), 2)
    expect(answer.runs).toEqual([expect.objectContaining({ starts: 2 })])
    expect(answer.orders[0]).toMatchObject({ purpose: 'entry', real: null, state: null })
    expect(answer.orders[0].reason).toMatch(/no process of the run was there at 09:35:00/)
    expect(answer.causes.missed).not.toBe(0)
  })

  it('leaves what a person did to signal', async () => {
    session = testSession()
    await session.run(DAY)
    const broker = await session.broker('2026-03-20T15:00:00Z')
    const context = { ...session.test.context, broker: async () => broker }
    const desk = await openDesk(context, { holder: 'test', risk: 'none', now: () => Date.parse('2026-03-20T15:00:00Z') })
    await desk.path.submit({ ...intentOf('by-hand'), shares: 10, type: 'market', limit: null, symbol: 'SIMTEC' }, signal)
    await desk.close()
    const answer = await report()
    addsUp(answer)
    const manual = answer.orders.find(({ symbol }) => symbol === 'SIMTEC')
    expect(manual).toMatchObject({ run: null, model: null, real: { shares: 10 } })
    expect(manual?.causes.signal).toBe(manual?.money)
    expect(manual?.reason).toMatch(/asked for by person/)
    const alone = await report({ run: answer.runs[0].run })
    addsUp(alone)
    expect(Math.abs(cents(answer.total) - cents(alone.total) - cents(manual!.money))).toBeLessThanOrEqual(1)
    expect(alone.assumed).toEqual(['orders that do not belong to the run are left out'])
  })

  it('begins with what was held', async () => {
    session = testSession()
    const early = `if (minute === 3) buy({ shares: 40, reason: 'first' })`
    await session.run(early, { until: '09:50', hold: true })
    const later = await session.run(`if (minute === 30) exit({ reason: 'sell what is held' })`, { symbols: ['SIMALL'] })
    expect(later.fault).toBeNull()
    const answer = await report()
    addsUp(answer)
    expect(answer.runs.length).toBeGreaterThan(0)
    expect(answer.real).toBeCloseTo(await made(), 2)
    const sale = answer.orders.find(({ side }) => side === 'sell')
    expect(sale).toMatchObject({ real: { shares: 40 }, model: { shares: 40 } })
  })
})

describe('a day on which nothing was traded', () => {
  it('is no data, and the hint names the day that has some', async () => {
    session = testSession()
    await expect(report()).rejects.toMatchObject({ kind: 'no-data', hint: expect.stringMatching(/^openbell trade run /) })
    await session.run(DAY)
    await expect(report({ date: '2026-03-19' })).rejects.toMatchObject({
      kind: 'no-data',
      hint: 'openbell gap --date 2026-03-20',
    })
    await expect(report({ run: 'other' })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(report({ date: 'yesterday' })).rejects.toMatchObject({ kind: 'usage' })
  })
})
