import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Intent } from '../../../src/engine/orders/types.ts'
import type { LiveSession } from '../../../src/operations/stream/session.ts'
import { propose } from '../../../src/operations/trade/ticket/proposals.ts'
import type { Store } from '../../../src/ports/store.ts'
import { createKeyScreen, type KeyScreen, labelled, openTestSession } from '../../support/key-screen.ts'
import { intentOf } from '../../support/order-path.ts'

const ACCOUNT = 'simulated:run-2026-03-20'

let opened: Awaited<ReturnType<typeof openTestSession>>
let session: LiveSession
let store: Store

beforeAll(async () => {
  opened = await openTestSession(['SIMALL', 'SIMTEC'])
  session = opened.session
  store = await opened.context.store()
  await soon(() => expect(session.view.watch[0].ask).not.toBeNull())
})
afterAll(() => opened.close())
afterEach(() => vi.restoreAllMocks())

const soon = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 15_000, interval: 50 })
/** What has just come is not read yet, and Enter does not send it. */
const read = () => new Promise((done) => setTimeout(done, 300))

/** What a program proposed on the session's account; its id. */
function proposed(changes: Partial<Intent> = {}): string {
  const intent = intentOf({ id: randomBytes(6).toString('hex'), type: 'market', limit: null, shares: 2, ...changes })
  propose(store, ACCOUNT, intent, { origin: 'mcp', client: 'tester 1.0' }, opened.context.clock.now())
  return intent.id
}

function type(at: KeyScreen, line: string): void {
  at.keys(':')
  at.paste(line)
  at.keys('Enter')
}

/** Orders that went out, by the id of their proposal; those only shown are none. */
function sendings(run: { mock: { calls: Parameters<LiveSession['run']>[] } }): unknown[] {
  const approvals = run.mock.calls.filter(([name, input]) => name === 'trade.approve' && input.id !== undefined)
  return approvals.filter(([, , way]) => way?.dryRun !== true).map(([, input]) => input.id)
}

const told = (at: KeyScreen) => at.overlay('command').result?.lines.join('\n') ?? ''
const asked = (at: KeyScreen) => soon(() => at.overlay('confirm'))

describe(':trade approve ID', () => {
  it('shows what it would be now, whose it is and until when; Enter sends it once, when it could be read', async () => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(session)
    const id = proposed()
    type(at, `trade approve ${id.slice(0, 6)}`)
    const { title, lines, preview, typed, danger } = await asked(at)
    expect([title, typed, danger]).toEqual(['Send it to the SIMULATED account run-2026-03-20?', null, false])
    expect(lines[0]).toMatch(/^good for 4m\d\ds; previewed (?:<1|\d+)s ago by tester 1\.0$/)
    expect(preview).toMatchObject({ id, order: { side: 'buy', shares: 2, symbol: 'SIMALL' }, verdict: { outcome: 'allow' } })
    expect(preview!.notional).toBeGreaterThan(0)
    at.keys('Enter', 'y')
    expect(at.state().toast?.text).toBe('this is what would be sent')
    expect(sendings(run)).toEqual([])
    await read()
    at.keys('Enter', 'Enter')
    await soon(() => expect(told(at)).toMatch(/client order id: ob-/))
    expect(sendings(run)).toEqual([id])
    expect(at.overlay('command').result?.failed).toBe(false)
    await soon(() => expect(session.view.account!.positions.map((one) => [one.symbol, one.shares])).toEqual([['SIMALL', 2]]))
  })

  it('a no leaves it waiting and names what ends it; declined, it is not shown any more', async () => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(labelled(session, 'LIVE'))
    const id = proposed()
    type(at, `trade approve ${id}`)
    await asked(at)
    at.keys('Escape')
    expect(at.state()).toMatchObject({ overlay: null, toast: { text: `nothing was sent; :trade decline ${id} ends it` } })
    // What only takes risk away is not asked about, on a live account neither.
    type(at, `trade decline ${id}`)
    await soon(() => expect(told(at)).toMatch(/declined at: 20/))
    at.keys('Escape')
    type(at, `trade approve ${id}`)
    await soon(() => expect(told(at)).toMatch(/^denied: order .* was declined by a person at /))
    expect(sendings(run)).toEqual([])
  })

  it.each(['', ' --execute', ' --yes --json'])('LIVE takes the symbol of the order typed, also with%s', async (flags) => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(labelled(session, 'LIVE'))
    const id = proposed({ symbol: 'SIMTEC', shares: 1 })
    type(at, `trade approve ${id}${flags}`)
    const { title, typed, danger, preview } = await asked(at)
    expect(title).toContain('LIVE')
    expect([typed?.word, danger, preview?.order.symbol]).toEqual(['SIMTEC', true, 'SIMTEC'])
    await read()
    at.keys('Enter', 'simall', 'Enter')
    expect(at.state().toast?.text).toBe("'SIMALL' is not SIMTEC")
    expect(sendings(run)).toEqual([])
    at.keys('Ctrl+U', 'simtec', 'Enter', 'Enter')
    await soon(() => expect(told(at)).toMatch(/ob-/))
    expect(sendings(run)).toEqual([id])
  })

  it('what is denied is shown and cannot be sent, whatever is pressed', async () => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(session)
    const id = proposed({ type: 'limit', limit: 2000, shares: 1 })
    type(at, `trade approve ${id}`)
    await soon(() => expect(told(at)).toMatch(/outcome: deny/))
    expect(told(at)).toMatch(/denied: buy SIMALL is denied, nothing was sent: \w+: /)
    expect(told(at)).toContain(`:trade decline ${id}`)
    expect(at.overlay('command').result?.failed).toBe(true)
    await read()
    at.keys('Enter', 'y', 'Enter')
    await soon(() => expect(at.overlay('command').busy).toBe(false))
    expect(sendings(run)).toEqual([])
    expect(store.proposals.get(id)?.usedAt).toBeNull()
  })

  it('is the only way: what programs order with is no operation here', async () => {
    const at = createKeyScreen(session)
    const id = proposed()
    type(at, `order place ${id} mine-1`)
    await soon(() => expect(told(at)).toMatch(/^(?:not-found: there is no operation 'order.place'|usage: )/))
    await expect(session.run('order.place', { previewId: id, clientOrderId: 'mine-1' })).rejects.toMatchObject({
      kind: 'not-found',
    })
    expect(store.proposals.get(id)?.usedAt).toBeNull()
  })

  it('without an id it only lists, on a live account without a question', async () => {
    const at = createKeyScreen(labelled(session, 'LIVE'))
    const id = proposed()
    type(at, 'trade approve')
    await soon(() => expect(told(at)).toContain(`id: ${id}`))
  })

  it('asks nobody who has gone on to something else meanwhile', async () => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(session)
    type(at, `trade approve ${proposed()}`)
    at.keys('Escape', '?')
    await soon(() => expect(at.state().toast?.text).toMatch(/it was left before it was shown, nothing was sent$/))
    expect(at.overlay('help').kind).toBe('help')
    expect(sendings(run)).toEqual([])
  })

  it('on paper --execute sends it without showing it, as at a terminal', async () => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(session)
    const id = proposed({ shares: 1 })
    type(at, `trade approve ${id} --execute`)
    await soon(() => expect(told(at)).toMatch(/ob-/))
    expect(sendings(run)).toEqual([id])
  })
})
