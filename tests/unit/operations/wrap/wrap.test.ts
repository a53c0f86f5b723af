import { existsSync, readFileSync } from 'node:fs'
import chalk from 'chalk'
import { afterEach, describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/wrap.ts'
import { DAY, MINUTE } from '../../../../src/core/time.ts'
import type { JournalBody } from '../../../../src/engine/orders/journal.ts'
import { exchangeDay } from '../../../../src/engine/orders/recorder.ts'
import type { DataQuality } from '../../../../src/engine/stream/types.ts'
import { openDesk } from '../../../../src/operations/trade/desk/desk.ts'
import { wrap } from '../../../../src/operations/wrap/wrap.ts'
import { keepWrap, wrapSentence } from '../../../../src/operations/wrap/wrap-of.ts'
import { createTestContext, type TestContextOptions } from '../../../support/context.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { fillOf, intentOf, requestOf } from '../../../support/journal-events.ts'

/** 12:00 New York; the session began at 09:30. */
const NOON = Date.parse('2026-03-20T16:00:00Z')
let close: (() => void)[] = []
afterEach(() => {
  for (const one of close.splice(0)) one()
})

/** An account at a matching core in this process, whose journal a test writes. */
async function rig(options: TestContextOptions = {}) {
  const world = new ExchangeBroker(NOON)
  const t = createTestContext({ now: NOON, broker: brokerOver(world, {}), flags: { source: 'store' }, ...options })
  close = [...close, () => t.close()]
  const { id, cash } = await world.account()
  const account = `alpaca-paper:${id}`
  const write = (body: JournalBody, at = NOON, clientOrderId: string | null = null) => {
    const { kind, ...rest } = body
    t.store.journal.append(account, [{ at, knownAt: at, kind, clientOrderId, body: rest }])
  }
  write({ kind: 'opened', cash, positions: [], known: [], by: 'ana', reason: 'first use' }, NOON - 3 * DAY)
  return { ...t, account, write }
}

/** A round trip of 10 shares: bought at 100, sold `minutes` later at a price, a dime of fees each. */
function roundTrip(
  write: (body: JournalBody, at: number) => void,
  at: number,
  price: number,
  { symbol = 'SIMALL', minutes = 5 } = {},
): void {
  for (const [side, one, later] of [
    ['buy', 100, 0],
    ['sell', price, minutes * MINUTE],
  ] as const) {
    const given = { side, symbol, shares: 10, price: one, executionId: `${symbol}-${at}-${side}`, fee: 0.1, at: at + later }
    write({ kind: 'filled', fill: fillOf(`o-${symbol}-${at}-${side}`, given) }, at + later)
  }
}

const mark = (at: number, equity: number): JournalBody => ({ kind: 'marked', equity, cash: equity, day: exchangeDay(at) })
const plain = { width: 100, paint: chalk, terminal: false }

describe('the summary of a day', () => {
  it('adds up the day to the cent, and leaves the other days out', async () => {
    const t = await rig()
    roundTrip(t.write, NOON - DAY, 50)
    t.write(mark(NOON - DAY, 99_499.8), NOON - DAY)
    roundTrip(t.write, NOON - 120 * MINUTE, 101)
    roundTrip(t.write, NOON - 60 * MINUTE, 99.5, { symbol: 'SIMTEC' })
    t.write(mark(NOON - 30 * MINUTE, 99_504.4), NOON - 30 * MINUTE)
    roundTrip(t.write, NOON + DAY, 150)
    const day = await t.run(wrap, { date: '2026-03-20' })
    expect(day).toMatchObject({
      ...{
        account: t.account,
        date: '2026-03-20',
        mode: 'paper',
        broker: 'alpaca',
        flat: true,
        held: [],
        data: null,
        report: null,
      },
      session: { opensAt: '2026-03-20T13:30:00Z', closesAt: '2026-03-20T20:00:00Z', halfDay: false },
      equity: { start: 99_499.8, end: 99_504.4, change: 99_504.4 / 99_499.8 - 1 },
      fills: { count: 4, fees: 0.4 },
    })
    expect(day.roundTrips).toMatchObject({
      count: 2,
      won: 1,
      lost: 1,
      winRate: 0.5,
      profit: 4.6,
      fees: 0.4,
      meanWin: 9.8,
      meanLoss: -5.2,
    })
    expect(day.roundTrips.best).toMatchObject({ symbol: 'SIMALL', profit: 9.8, entryTime: '2026-03-20T14:00:00Z' })
    expect(day.roundTrips.worst).toMatchObject({ symbol: 'SIMTEC', profit: -5.2 })
    expect(day.bySymbol.map(({ symbol, profit }: { symbol: string; profit: number }) => [symbol, profit])).toEqual([
      ['SIMALL', 9.8],
      ['SIMTEC', -5.2],
    ])
    expect(wrapSentence(day)).toBe(
      '2026-03-20: 2 round trips (1 won), +4.60 dollars after fees, fees 0.40, flat, equity 99504.40',
    )
  })

  it('what was held at its end is of then, whatever came later', async () => {
    const t = await rig()
    roundTrip(t.write, NOON - 60 * MINUTE, 101, { minutes: 24 * 60 })
    expect(await t.run(wrap, { date: '2026-03-20' })).toMatchObject({
      ...{ flat: false, held: [{ symbol: 'SIMALL', shares: 10, averagePrice: 100 }] },
      roundTrips: { count: 0, winRate: null, best: null },
    })
    expect(await t.run(wrap, { date: '2026-03-21' })).toMatchObject({ flat: true, session: null, roundTrips: { count: 1 } })
  })

  it('a fill that was told the day after belongs to its own day', async () => {
    const t = await rig()
    roundTrip(t.write, NOON - 60 * MINUTE, 101)
    expect((await t.run(wrap, { date: '2026-03-20' })).roundTrips.count).toBe(1)
    const late = fillOf('late', { side: 'buy', symbol: 'SIMBIG', shares: 1, price: 5, executionId: 'late', fee: 0, at: NOON })
    t.write({ kind: 'marked', equity: 1, cash: 1, day: exchangeDay(NOON + DAY) }, NOON + DAY)
    t.write({ kind: 'filled', fill: late }, NOON)
    expect(await t.run(wrap, { date: '2026-03-20' })).toMatchObject({ fills: { count: 3 }, held: [{ symbol: 'SIMBIG' }] })
  })

  it('counts orders, denials by limit, stops and alerts', async () => {
    const t = await rig()
    const said = (rule: string, outcome: 'deny' | 'shrink') =>
      ({ rule, outcome, value: 1, limit: 1, message: `${rule} said so` }) as const
    const denied = { outcome: 'deny', shares: 0, marketableLimit: null, rules: [said('spread', 'deny')] } as const
    for (const id of ['a', 'b', 'c'])
      t.write({ kind: 'denied', intent: intentOf(id), verdict: { ...denied, rules: [...denied.rules] } }, NOON, `ob-${id}`)
    const verdict = { outcome: 'shrink', shares: 5, marketableLimit: null, rules: [said('position', 'shrink')] } as const
    const intended = { kind: 'intended', intent: intentOf('d'), request: requestOf('ob-d'), pid: 1 } as const
    t.write({ ...intended, verdict: { ...verdict, rules: [...verdict.rules] } }, NOON, 'ob-d')
    t.write({ kind: 'rejected', reason: 'no such thing', code: '422' }, NOON, 'ob-d')
    t.write({ kind: 'state', state: 'halted', by: 'ana', reason: 'enough' }, NOON)
    const rule = { id: 1, name: 'up', kind: 'expression', rule: 'price > 1' } as const
    const alert = { knownAt: NOON, account: t.account, symbol: 'SPY', message: 'm', price: 1, values: {}, rule }
    const seq = t.store.alertLog.add({ ...alert, at: NOON })
    t.store.alertLog.settle(seq, [{ channel: 'webhook', outcome: 'failed', detail: 'x' }])
    t.store.alertLog.add({ ...alert, at: NOON + DAY })
    t.store.alertLog.add({ ...alert, at: NOON, account: 'another' })
    const day = await t.run(wrap, {})
    expect(day.orders).toEqual({
      made: 1,
      filled: 0,
      canceled: 0,
      expired: 0,
      rejected: 1,
      denied: 3,
      shrunk: 1,
      open: 0,
      unknown: 0,
    })
    expect(day.denials).toEqual([
      { rule: 'spread', denied: 3, shrunk: 0, message: 'spread said so' },
      { rule: 'position', denied: 0, shrunk: 1, message: 'position said so' },
    ])
    expect(day.stopped).toEqual(['16:00 UTC trading halted by ana: enough'])
    expect(day.alerts).toEqual({ count: 1, failed: 1, heldBack: 0, byRule: [{ name: 'up', count: 1 }] })
    expect(day.lessons).toEqual([{ what: 'denied-often', text: '3 intents were denied by spread', n: 3, of: 3 }])
  })

  it('is kept; what a session told of its data stands when it is made again', async () => {
    const t = await rig()
    const desk = await openDesk(t.context, { holder: 'test', readOnly: true })
    const quality: DataQuality = {
      ...{ state: 'live', newest: NOON, latencyMs: 1, gaps: 2, repaired: 1, duplicates: 3, outOfOrder: 4, restarts: 1 },
    }
    await keepWrap(t.context, desk, { qualities: [quality, quality], stale: 5, report: false })
    await desk.close()
    const data = { symbols: 2, stale: 5, gaps: 4, repaired: 2, restarts: 2, duplicates: 6, outOfOrder: 8 }
    expect(t.store.wraps.get(t.account, '2026-03-20')?.body).toMatchObject({ data, date: '2026-03-20' })
    expect((await t.run(wrap, {})).data).toEqual(data)
    expect((await t.run(wrap, { date: '2026-03-19' })).data).toBeNull()
    t.store.journal.append('simulated:run', [{ at: NOON, knownAt: NOON, kind: 'told', clientOrderId: null, body: {} }])
    t.store.wraps.put({ account: 'simulated:run', date: '2026-03-20', at: NOON, body: null })
    const empty = await t.run(wrap, {})
    expect(empty.others).toEqual(['simulated:run'])
    expect(view(empty, plain)).toContain('next: openbell wrap --date 2026-03-20 --account run, ')
  })

  it('with its report: the day alone, its facts first', async () => {
    const t = await rig()
    roundTrip(t.write, NOON - DAY, 50)
    for (const minutes of [120, 90, 60]) roundTrip(t.write, NOON - minutes * MINUTE, 99)
    const day = await t.run(wrap, { report: true })
    const page = readFileSync(day.report, 'utf8')
    expect(day.report).toMatch(/reports.account-.*-2026-03-20\.html$/)
    expect(page).toContain('3 losses came in a row, of 3 round trips')
    expect(page).toContain(', 2026-03-20</h1>')
    expect(page).toContain('what was done is of 2026-03-20 alone')
    expect(page).toContain('6 executions, newest first')
  })

  it('a dry run keeps and writes nothing', async () => {
    const t = await rig({ dryRun: true })
    const day = await t.run(wrap, { report: true })
    expect([day.report, t.store.wraps.get(t.account, '2026-03-20')]).toEqual([null, null])
    expect(existsSync(`${t.home}/reports`)).toBe(false)
  })

  it('a date that is none is refused', async () => {
    const t = await rig()
    await expect(t.run(wrap, { date: '20.3.2026' })).rejects.toThrow("--date '20.3.2026' is no date")
  })

  it('is a screen to read', async () => {
    const t = await rig()
    for (const [minutes, price] of [
      [145, 99],
      [130, 98.5],
      [60, 103],
    ])
      roundTrip(t.write, NOON - minutes * MINUTE, price)
    const text = view(await t.run(wrap, {}), plain)
    expect(text).toContain('round trips  3, 1 won (33%), $4.40 after fees; mean gain $29.80, mean loss -$12.70')
    expect(text).toContain('worst        -$15.20 long 10 SIMALL, 09:50 to 09:55 New York')
    expect(text).toContain('at the end   nothing held')
    expect(text).not.toMatch(/NaN|undefined|\[object/)
  })
})
