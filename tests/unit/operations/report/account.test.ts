import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../../src/core/settings.ts'
import { DAY, MINUTE } from '../../../../src/core/time.ts'
import type { JournalBody } from '../../../../src/engine/orders/journal.ts'
import { exchangeDay } from '../../../../src/engine/orders/recorder.ts'
import type { BrokerWish } from '../../../../src/operations/context.ts'
import { gatherAccount } from '../../../../src/operations/report/account/gather.ts'
import { accountPage } from '../../../../src/operations/report/account/page.ts'
import { MOST_ROWS, scanJournal } from '../../../../src/operations/report/account/scan.ts'
import { report } from '../../../../src/operations/report/report.ts'
import { tradeBuy } from '../../../../src/operations/trade/buy.ts'
import { tradeClose } from '../../../../src/operations/trade/close.ts'
import { openDesk } from '../../../../src/operations/trade/desk/desk.ts'
import { tradeHistory } from '../../../../src/operations/trade/history.ts'
import type { Broker } from '../../../../src/ports/broker.ts'
import { createTestContext, type TestContextOptions } from '../../../support/context.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { fillOf, intentOf, requestOf } from '../../../support/journal-events.ts'
import { tradingRig } from '../../../support/trading.ts'

const NOON = Date.parse('2026-03-20T16:00:00Z')
const EVIL = '</script><script>alert(1)</script>'
let close: (() => void)[] = []
afterEach(() => {
  for (const one of close.splice(0)) one()
})

/** An account at a matching core in this process, whose journal a test writes. */
async function rig(changes: Partial<Broker> = {}, options: TestContextOptions = {}) {
  const world = new ExchangeBroker(NOON)
  const t = createTestContext({ now: NOON, broker: brokerOver(world, changes), flags: { source: 'store' }, ...options })
  close = [...close, () => t.close()]
  const { id, cash } = await world.account()
  const account = `alpaca-paper:${id}`
  const write = (body: JournalBody, at = NOON, clientOrderId: string | null = null) => {
    const { kind, ...rest } = body
    t.store.journal.append(account, [{ at, knownAt: at, kind, clientOrderId, body: rest }])
  }
  const begin = () => write({ kind: 'opened', cash, positions: [], known: [], by: 'ana', reason: 'first use' }, NOON - 2 * DAY)
  return { ...t, world, account, write, begin }
}

const told = (page: string) =>
  page.replaceAll(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>|<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const sectionOf = (page: string, id: string) =>
  told(/<section id="ID"[\s\S]*?<\/section>/.exec(page.replaceAll(`<section id="${id}"`, '<section id="ID"'))?.[0] ?? '')
const deny = (rule: string, message: string) => ({ rule, outcome: 'deny', value: 1, limit: 1, message }) as const

/** A round trip of 10 shares on a date: bought at 100, sold at a price, a dime of fees each. */
function roundTrip(write: (body: JournalBody, at: number) => void, at: number, price: number): void {
  for (const [side, one, later] of [
    ['buy', 100, 0],
    ['sell', price, 5 * MINUTE],
  ] as const) {
    const given = { side, symbol: 'SIMALL', shares: 10, price: one, executionId: `${at}-${side}`, fee: 0.1, at: at + later }
    const executed = fillOf(`o-${at}-${side}`, given)
    write({ kind: 'filled', fill: executed }, at + later)
  }
}

describe('the report of an account', () => {
  it('of an account without a history shows what the broker tells', async () => {
    const t = await rig()
    const answer = await t.run(report, { account: true })
    expect(answer).toMatchObject({ run: null, strategy: null, mode: 'paper', broker: 'alpaca', account: t.account, symbols: [] })
    expect(answer.file).toBe(join(t.home, 'reports', `account-${t.account.replace(':', '-')}.html`))
    const page = readFileSync(answer.file, 'utf8')
    expect(answer.bytes).toBe(Buffer.byteLength(page))
    for (const id of 'figures equity positions orders days round-trips fills money denials events'.split(' ')) {
      expect(page, id).toContain(`<section id="${id}"`)
    }
    expect(page).toContain('<div class="banner paper" role="note">PAPER: a practice account at alpaca')
    expect(told(page)).toContain('no order was sent from here yet')
    expect(told(page)).toContain('Equity was not marked yet; it is 100,000.00 now')
    expect(t.store.journal.accounts(), 'looking writes nothing').toEqual([])
    expect(told(page)).not.toMatch(/NaN|undefined|\[object|Infinity|null/)
  })

  it('adds up fills, fees, round trips and days to the cent', async () => {
    const t = await rig()
    t.begin()
    roundTrip(t.write, NOON - DAY, 103.5)
    roundTrip(t.write, NOON - DAY + 60 * MINUTE, 99)
    roundTrip(t.write, NOON - 60 * MINUTE, 101)
    const cash = { kind: 'cash', id: 'd', at: NOON - 30 * MINUTE, what: 'dividend', symbol: 'SIMALL', amount: 2.5 } as const
    t.write({ kind: 'activity', activity: cash }, NOON - 30 * MINUTE)
    const page = readFileSync((await t.run(report, { account: true })).file, 'utf8')
    expect(sectionOf(page, 'days')).toMatch(/2026-03-20 ▲ 9\.80 1 2 0\.20 .*2026-03-19 ▲ 24\.60 2 4 0\.40/)
    expect(sectionOf(page, 'figures')).toMatch(/Realised, all days ▲ 34\.40 .*Round trips 3 Won 67%/)
    expect(sectionOf(page, 'fills')).toContain('6 executions, newest first; fees of all of them: 0.60')
    expect(sectionOf(page, 'money')).toMatch(/fees of fills 6 ▼ -0\.60 .*dividend 1 ▲ 2\.50/)
    expect(sectionOf(page, 'round-trips')).toMatch(
      /SIMALL long 10 2026-03-20 15:00 100\.00 2026-03-20 15:05 101\.00 5 0\.20 ▲ 9\.80/,
    )
  })

  it('tells denials by rule, halts and divergences with who and why, and escapes all of it', async () => {
    const t = await rig()
    t.begin()
    const verdict = { outcome: 'deny', shares: null, rules: [deny('collar', 'too far'), deny('dayLoss', EVIL)] } as never
    t.write({ kind: 'denied', intent: { ...intentOf('one'), symbol: 'SIMALL' }, verdict })
    t.write({
      kind: 'denied',
      intent: { ...intentOf('two'), symbol: 'SIMBIG' },
      verdict: { ...(verdict as object), rules: [deny('collar', 'still too far')] } as never,
    })
    t.write(
      { kind: 'intended', intent: null, request: requestOf('three', { symbol: 'SIMBIG', shares: 7 }), verdict: null, pid: 1 },
      NOON,
      'three',
    )
    t.write({ kind: 'rejected', reason: 'no such symbol', code: '422' }, NOON, 'three')
    t.write({ kind: 'state', state: 'halted', by: 'ana', reason: EVIL })
    t.write({ kind: 'diverged', differences: [], sentence: 'SIMBIG: ours 5, theirs 0' }, NOON - DAY)
    const answer = await t.run(report, { account: true })
    const page = readFileSync(answer.file, 'utf8')
    const denials = sectionOf(page, 'denials')
    expect(denials).toMatch(/collar 2 0 2026-03-20 16:00 still too far dayLoss 1 0/)
    expect(denials).toContain('rejected buy 7 SIMBIG')
    expect(denials).toContain('no such symbol (422)')
    const events = sectionOf(page, 'events')
    expect(events).toContain('trading halted ana')
    expect(events).toContain('books and broker disagree SIMBIG: ours 5, theirs 0')
    expect(events).toContain('the books begin ana first use')
    expect(answer.notes).toContain(`trading is halted by ana: ${EVIL}`)
    expect(page).not.toContain(EVIL)
  })

  it('shows positions with their stops, and warns of bare ones', async () => {
    const positions = async () => [{ symbol: 'SIMALL', shares: 10, averagePrice: 99, price: 100 }]
    const t = await rig({ positions })
    const page = readFileSync((await t.run(report, { account: true })).file, 'utf8')
    expect(sectionOf(page, 'positions')).toMatch(
      /Not wholly covered by a stop at the broker: SIMALL .*SIMALL 10 99\.00 100\.00 1,000\.00 ▲ 10\.00 \+1\.01% none 0/,
    )
  })

  it('says LIVE, PAPER or SIMULATED loudly, and which market it was', async () => {
    const t = await rig()
    const desk = await openDesk(t.context, { holder: 'test', readOnly: true })
    const input = await gatherAccount(t.context, desk)
    const banner = (more: Partial<typeof input>) => accountPage({ ...input, ...more }).banner
    expect(banner({ label: 'LIVE' })).toEqual({ look: 'live', text: 'LIVE: real money at alpaca' })
    expect(banner({ simulatedMarket: true })?.text).toBe(
      'PAPER: a practice account at alpaca, no money was moved; its market is made up',
    )
    expect(banner({ label: 'SIMULATED' })?.look).toBe('simulated')
    expect(accountPage({ ...input, label: 'LIVE' }).title).toBe(`LIVE account ${t.account}`)
  })

  it('of a live account takes the mode and its keys, no confirmation, and cannot send', async () => {
    const t = await rig({ mode: 'live' })
    const keys = { alpacaLiveKeyId: new Secret('AKTEST'), alpacaLiveSecretKey: new Secret('hush') }
    const settings = { ...t.context.settings, mode: 'live', broker: 'alpaca', ...keys } as const
    const asked: unknown[] = []
    const broker = (wish?: BrokerWish) => {
      asked.push(wish?.live)
      return t.context.broker(wish)
    }
    const answer = await report.run({ ...t.context, settings, broker }, report.input.parse({ account: true }))
    expect(answer).toMatchObject({ mode: 'live', account: t.account.replace('paper', 'live') })
    expect(asked).toEqual([true])
    expect(readFileSync((answer as { file: string }).file, 'utf8')).toContain(
      '<div class="banner live" role="note">LIVE: real money',
    )
  })

  it('agrees with the history that the commands tell, at a broker on the wire', async () => {
    const pocket = await tradingRig()
    close.push(() => void pocket.close())
    const order = { symbol: 'SIMALL', quantity: 10, market: true, stop: 400, execute: true }
    await pocket.run(tradeBuy, order)
    await pocket.pass(10)
    await pocket.run(tradeClose, { symbol: 'SIMALL', shares: 4, execute: true })
    await pocket.pass(10)
    await pocket.run(tradeClose, { symbol: 'SIMALL', execute: true })
    await pocket.run(tradeBuy, { ...order, quantity: 3 })
    await pocket.pass(10)
    const { fills, profit, roundTrips } = await pocket.run(tradeHistory)
    expect(roundTrips).toHaveLength(1)
    const { file } = report.output.parse(await report.run(pocket.context, report.input.parse({ account: true })))
    const page = readFileSync(file, 'utf8')
    expect(sectionOf(page, 'fills')).toContain(`${fills.length} executions`)
    expect(sectionOf(page, 'round-trips')).toContain(Math.abs(profit).toFixed(2))
    expect(sectionOf(page, 'positions')).toMatch(/SIMALL 3 .* 400\.00 3/)
    expect(sectionOf(page, 'orders')).toMatch(/SIMALL sell 3 0 stop/)
    expect(told(page)).toContain('PAPER: a practice account at a local exchange (127.0.0.1:')
  })

  it('stays small: newest rows and thinned marks, sums over all', async () => {
    const t = await rig()
    t.begin()
    const count = 2 * MOST_ROWS + 500
    for (let from = 0; from < count; from += 500) {
      const entries = Array.from({ length: 500 }, (_, i) => {
        const at = NOON - DAY + (from + i) * 1000
        return {
          at,
          knownAt: at,
          kind: 'marked',
          clientOrderId: null,
          body: { equity: 100_000 + ((from + i) % 97), cash: 1, day: exchangeDay(at) },
        }
      })
      t.store.journal.append(t.account, entries)
      const said = entries.map((one, i) => ({
        ...one,
        kind: 'state',
        body: { state: 'active', by: 'ana', reason: `number ${from + i}` },
      }))
      t.store.journal.append(t.account, said)
    }
    const scan = scanJournal(t.store.journal, t.account)
    expect(scan.marks).toHaveLength(count)
    expect(scan.events).toMatchObject({ count: count + 1, newest: expect.objectContaining({ length: MOST_ROWS }) })
    expect(scan.events.newest[0].reason).toBe(`number ${count - 1}`)
    const desk = await openDesk(t.context, { holder: 'test', readOnly: true })
    const page = accountPage(await gatherAccount(t.context, desk))
    const equity = page.sections.find(({ id }) => id === 'equity')!
    const [curve, drawdown] = equity.charts![0].drawings[0].panes.map(({ series }) => series[0])
    expect(curve.time.length).toBeLessThanOrEqual(3001)
    expect(equity.body.text).toContain('Every point stands for 2 marks')
    expect(Math.min(...(drawdown as { value: number[] }).value)).toBeCloseTo(100_000 / 100_096 - 1, 5)
  })

  it('is written by nobody in a dry run, over nothing of mine, and takes a run or the account', async () => {
    const dry = await rig({}, { dryRun: true })
    const answer = await dry.run(report, { account: true, out: join(dry.home, 'a.html') })
    expect(answer.bytes).toBeNull()
    expect(existsSync(join(dry.home, 'a.html'))).toBe(false)
    const t = await rig()
    await expect(t.run(report, { run: 'last', account: true })).rejects.toMatchObject({ kind: 'usage' })
    await expect(t.run(report, {})).rejects.toMatchObject({ kind: 'usage', hint: expect.stringContaining('--account') })
  })
})
