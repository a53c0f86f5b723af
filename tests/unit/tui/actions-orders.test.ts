import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LiveSession } from '../../../src/operations/stream/session.ts'
import { createKeyScreen, type KeyScreen, labelled, openTestSession } from '../../support/key-screen.ts'

let opened: Awaited<ReturnType<typeof openTestSession>>
let session: LiveSession

beforeAll(async () => {
  opened = await openTestSession(['SIMALL', 'SIMTEC'])
  session = opened.session
  await soon(() => expect(session.view.watch[0].ask).not.toBeNull())
})
afterAll(() => opened.close())

const soon = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 15_000, interval: 50 })

/** A ticket for a market order of so many shares of the selected symbol, previewed and allowed. */
async function marketTicket(at: KeyScreen, shares: number) {
  at.keys('o', String(shares), 'Tab', 'm')
  await soon(() => expect(at.overlay('ticket').stage).toBe('ready'))
  expect(at.overlay('ticket').preview!.verdict.outcome).not.toBe('deny')
  at.keys('Enter')
  expect(at.state().toast?.text).toBe('this is what Enter sends')
  await read()
}

/** What has just come is not read yet, and Enter does not send it. */
const read = () => new Promise((done) => setTimeout(done, 300))

/** Orders that went to `trade approve`, by the id of their preview. */
function approvals(run: { mock: { calls: Parameters<LiveSession['run']>[] } }): unknown[] {
  return run.mock.calls.filter(([name]) => name === 'trade.approve').map(([, input]) => input.id)
}

describe('the order ticket', () => {
  it('shows what the gate says of what stands in it, and of nothing else', async () => {
    const at = createKeyScreen(session)
    at.keys('o', '5')
    await soon(() => expect(at.overlay('ticket').stage).toBe('ready'))
    const { preview } = at.overlay('ticket')
    expect(preview).toMatchObject({ order: { side: 'buy', symbol: 'SIMALL', shares: 5, type: 'limit' } })
    expect(preview!.verdict.rules.length).toBeGreaterThan(5)
    at.keys('0')
    expect(at.overlay('ticket').stage).toBe('edit')
    // More than a position may be worth is shrunk; a price far from the market is denied.
    await soon(() => expect(at.overlay('ticket').preview!.verdict.outcome).toBe('shrink'))
    at.keys('Tab', 'Tab', 'Ctrl+U', '2000')
    await soon(() => expect(at.overlay('ticket').preview!.verdict.outcome).toBe('deny'))
    await read()
    at.keys('Enter')
    expect(at.state().toast?.text).toMatch(/^denied: .*asking again$/)
    at.keys('Escape')
    expect(at.state().overlay).toBeNull()
  })

  it('takes what is typed in place of the price that it filled in, and shows no answer to what is no order', async () => {
    const at = createKeyScreen(session)
    const limit = () => at.overlay('ticket').fields.find(({ name }) => name === 'limit')?.input.text
    at.keys('o', '5')
    await soon(() => expect(at.overlay('ticket').stage).toBe('ready'))
    at.keys('Tab', 'Tab', '9', '.')
    expect(limit()).toBe('9.')
    at.keys('x', 'Enter')
    expect(at.state().toast?.text).toBe("Limit: '9.x' is no number above zero")
    expect(at.overlay('ticket').preview).toBeNull()
    at.keys('Backspace')
    expect(at.state().toast).toBeNull()
    at.keys('Escape', 'o', 'Tab', 'Tab')
    const suggested = limit()!
    at.keys('Backspace', '9')
    expect(limit()).toBe(`${suggested.slice(0, -1)}9`)
    at.keys('Escape')
  })

  it('says what is missing and goes there; what makes no sense is told with its hint', async () => {
    const at = createKeyScreen(session)
    at.keys('o', 'Tab', 'Enter')
    expect(at.state().toast?.text).toBe('Quantity is missing')
    expect(at.overlay('ticket').fields[at.overlay('ticket').active].name).toBe('quantity')
    at.keys('5', 'Shift+Tab', 's')
    expect(at.overlay('ticket').fields[0].input.text).toBe('sell')
    expect(at.overlay('ticket').fields[3].input.text).toBe(String(session.view.watch[0].bid))
    await soon(() => expect(at.overlay('ticket').failure).not.toBeNull())
    expect(at.overlay('ticket').failure).toEqual({
      message: 'SIMALL: nothing is held to sell',
      hint: 'add --short to sell short',
    })
  })

  it('sends one order however often Enter is pressed, and tells what became of it', async () => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(session)
    await marketTicket(at, 3)
    at.keys('Enter', 'Enter', 'Enter')
    expect(at.overlay('ticket').stage).toBe('sending')
    await soon(() => expect(at.overlay('ticket').stage).toBe('sent'))
    expect(approvals(run)).toHaveLength(1)
    expect(at.overlay('ticket').order).toMatchObject({ symbol: 'SIMALL', side: 'buy', shares: 3 })
    expect(at.state().toast?.kind).toBe('good')
    at.keys('Enter')
    expect(at.state().overlay).toBeNull()
    await soon(() => expect(session.view.account!.positions.map((one) => [one.symbol, one.shares])).toEqual([['SIMALL', 3]]))
    run.mockRestore()
  })

  it('LIVE takes the symbol typed before the order goes out', async () => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(labelled(session, 'LIVE'))
    await marketTicket(at, 1)
    at.keys('Enter')
    expect(at.overlay('ticket').confirm?.word).toBe('SIMALL')
    at.keys('Enter', 'simtec', 'Enter')
    expect(at.state().toast?.text).toContain('type SIMALL')
    expect(approvals(run)).toEqual([])
    at.keys('Escape')
    expect(at.overlay('ticket').confirm).toBeNull()
    at.keys('Enter', 'simall', 'Enter', 'Enter')
    await soon(() => expect(at.overlay('ticket').stage).toBe('sent'))
    expect(approvals(run)).toHaveLength(1)
    run.mockRestore()
  })
})

describe('orders and positions', () => {
  it('a held symbol stays on the list; leaving says what stays open', async () => {
    const at = createKeyScreen(session)
    at.keys('d')
    expect(at.state().toast?.text).toBe('d: SIMALL is held')
    at.keys('q')
    expect(at.overlay('confirm').lines.join(' ')).toMatch(/left open: 1 position .*without a stop: SIMALL/)
    at.keys('n')
    expect([at.left, at.state().overlay]).toEqual([null, null])
  })

  it('x asks once and takes the selected order back', async () => {
    const at = createKeyScreen(session)
    await soon(() => expect(session.view.account!.positions[0].shares).toBe(4))
    await soon(() => expect(session.view.account!.orders).toEqual([]))
    await session.run('trade.buy', { symbol: 'SIMTEC', quantity: 2, limit: 455, execute: true })
    await soon(() => expect(session.view.account!.orders).toHaveLength(1))
    at.keys('x')
    expect(at.state().toast?.text).toBe('x: SIMALL has no open order')
    at.keys('3', 'x')
    expect(at.overlay('confirm').lines[0]).toBe('buy 2 SIMTEC limit 455')
    at.keys('Escape')
    expect(session.view.account!.orders).toHaveLength(1)
    at.keys('x', 'y', 'y')
    await soon(() => expect(session.view.account!.orders).toHaveLength(0))
    await soon(() => expect(at.state().toast).toMatchObject({ kind: 'good', text: 'buy 2 SIMTEC limit 455: canceled' }))
  })

  it('f takes the name typed, of the symbol or ALL', async () => {
    const at = createKeyScreen(session)
    at.keys('f', 'Enter')
    expect(at.state().toast?.text).toBe('type SIMALL or ALL, or Esc')
    at.keys('sim', 'Enter')
    expect(at.state().toast?.text).toBe("'SIM' is not SIMALL or ALL")
    at.keys('Ctrl+U', 'all', 'Enter')
    expect(at.state().overlay).toBeNull()
    await soon(() => expect(at.state().toast?.text).toMatch(/^(?:flat: nothing is held|not flat yet: .*rest)/))
    await soon(() => expect(session.view.account!.positions).toEqual([]))
    await soon(() => expect(session.view.account!.orders).toEqual([]))
    at.keys('f')
    expect(at.state().toast?.text).toBe('f: nothing is held and no order is open')
    at.keys('q')
    expect(at.left).toBe(0)
  })
})
