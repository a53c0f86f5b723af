import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import { type ProgramRig, programRig, SYMBOL } from '../../../support/program-rig.ts'

const buy = { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 }
let rig: ProgramRig
beforeEach(() => {
  rig = programRig()
})

const preview = async (order: Record<string, unknown> = buy) => (await rig.call('order.preview', order)).previewId as string
const place = (previewId: string, clientOrderId: string) => rig.call('order.place', { previewId, clientOrderId })

describe('a preview of a program', () => {
  it('says price, value, fees, verdict and what to do, and sends nothing', async () => {
    const answer = await rig.call('order.preview', buy)
    expect(answer).toMatchObject({
      ...{ mode: 'paper', broker: 'alpaca', notional: 1000, quote: { price: 100, source: 'quotes', ageMs: 0 } },
      order: { symbol: SYMBOL, side: 'buy', shares: 10, type: 'limit', limit: 100 },
      verdict: { outcome: 'allow', rules: [], passed: expect.any(Number) },
      account: { positionAfter: 10 },
      next: expect.stringContaining('order_place'),
    })
    expect(answer.previewId).toMatch(/^[0-9a-f]{12}$/)
    expect(answer.warnings.length).toBeGreaterThan(0)
    expect(rig.world.accepted).toEqual([])
    expect(rig.store.journal.accounts()).toEqual([])
  })

  it('that is denied keeps nothing, and names the rules alone that denied', async () => {
    const answer = await rig.call('order.preview', { ...buy, limit: 150 })
    expect(answer).toMatchObject({ previewId: null, expiresAt: null, verdict: { outcome: 'deny', rules: [{ rule: 'collar' }] } })
    expect(answer.next).toContain('denied')
  })

  it('takes nothing that only a person says', async () => {
    for (const more of [
      { live: true },
      { confirm: '1234' },
      { risk: 'none' },
      { account: 'other' },
      { execute: true },
      { stop_loss: 9 },
    ]) {
      await expect(rig.call('order.preview', { ...buy, ...more })).rejects.toMatchObject({ kind: 'usage' })
    }
  })

  it('piles up no further than a person can read', async () => {
    for (let i = 0; i < 50; i++) await preview()
    await expect(rig.call('order.preview', buy)).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('50 previews'),
    })
    rig.clock.set(rig.clock.clock.now() + 6 * MINUTE)
    expect(await preview()).toBeTruthy()
  })
})

describe('an order of a program', () => {
  it('is placed once; the same two ids say what became of it, in whatever process', async () => {
    const previewId = await preview()
    const first = await place(previewId, 'mine-1')
    expect(first).toMatchObject({
      mode: 'paper',
      outcome: 'placed',
      repeated: false,
      order: { clientOrderId: `ob-${previewId}`, shares: 10 },
    })
    expect(first.verdict).toMatchObject({ outcome: 'allow' })
    const again = await rig.call('order.place', { previewId, clientOrderId: 'mine-1' }, { pid: 101, isDead: () => true })
    expect(again).toMatchObject({ outcome: 'placed', repeated: true, verdict: null, order: { clientOrderId: `ob-${previewId}` } })
    rig.clock.set(rig.clock.clock.now() + 60 * MINUTE)
    rig.world.print(SYMBOL, 99, 100)
    expect(await place(previewId, 'mine-1')).toMatchObject({ repeated: true, order: { state: 'filled', filled: 10 } })
    expect(rig.world.accepted).toEqual([`ob-${previewId}`])
  })

  it('carries the hand that made it into the journal', async () => {
    const previewId = await preview()
    await place(previewId, 'mine-1')
    const { order, journal } = await rig.person('trade.order', { id: `ob-${previewId}` })
    expect(order.reason).toBe('by tester 1.0')
    expect(journal.length).toBeGreaterThan(1)
    expect(JSON.stringify(rig.store.journal.read('alpaca-paper:PA3TEST', 0))).toContain('"origin":"program tester 1.0"')
  })

  it('an id belongs to one preview, a preview to one id', async () => {
    const [one, two] = [await preview(), await preview()]
    await place(one, 'mine-1')
    await expect(place(two, 'mine-1')).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(one) })
    await expect(place(one, 'mine-2')).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining("'mine-1'") })
    expect(await place(two, 'mine-2')).toMatchObject({ outcome: 'placed' })
    expect(rig.world.accepted).toEqual([`ob-${one}`, `ob-${two}`])
  })

  it('many calls at once are one order', async () => {
    const previewId = await preview()
    const answers = await Promise.all(Array.from({ length: 8 }, () => place(previewId, 'mine-1')))
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(new Set(answers.map(({ order }) => order.clientOrderId))).toEqual(new Set([`ob-${previewId}`]))
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(8).fill('placed'))
    expect(rig.world.accepted).toHaveLength(1)
  })

  it("an expired preview is not placed, nor one that does not exist, is a person's or of another account", async () => {
    const old = await preview()
    rig.clock.set(rig.clock.clock.now() + 5 * MINUTE)
    await expect(place(old, 'mine-1')).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('expired') })
    await expect(place('000000000000', 'mine-1')).rejects.toMatchObject({ kind: 'not-found' })
    const { preview: persons } = await rig.person('trade.buy', { symbol: SYMBOL, quantity: 1, limit: 100 })
    await expect(place(persons.id, 'mine-1')).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining("a person's"),
    })
    const body = rig.store.proposals.get(old)!.body
    const now = rig.clock.clock.now()
    rig.store.proposals.put({
      id: 'abcdefabcdef',
      account: 'alpaca-live:1',
      at: now,
      expiresAt: now + MINUTE,
      origin: 'mcp',
      body,
    })
    await expect(place('abcdefabcdef', 'mine-1')).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('alpaca-live:1'),
    })
    expect(rig.world.accepted).toEqual([])
    expect(rig.store.placements.find('alpaca-paper:PA3TEST', 'mine-1')).toBeNull()
  })

  it('hostile arguments are refused whole, and the error is short', async () => {
    const previewId = await preview()
    const ids = [
      "'; DROP TABLE placement; --",
      '../../etc/passwd',
      'x'.repeat(1_000_000),
      '',
      ' ',
      '\u0000',
      '__proto__',
      'a b',
      7,
      null,
      {},
      [],
    ]
    for (const clientOrderId of ids) {
      const error = await rig.call('order.place', { previewId, clientOrderId }).catch((thrown) => thrown)
      expect(error, JSON.stringify(clientOrderId)?.slice(0, 40)).toMatchObject({ kind: 'usage' })
      expect(error.message.length).toBeLessThan(600)
    }
    for (const id of [
      '%',
      "' OR 1=1 --",
      previewId.slice(0, 6),
      previewId.toUpperCase() === previewId ? 'x' : previewId.toUpperCase(),
    ]) {
      await expect(rig.call('order.place', { previewId: id, clientOrderId: 'mine-1' })).rejects.toMatchObject({ kind: 'usage' })
    }
    await expect(rig.call('order.place', { previewId, clientOrderId: 'a', live: true })).rejects.toMatchObject({ kind: 'usage' })
    expect(rig.world.accepted).toEqual([])
  })

  it('is judged anew when it is sent: a halt in between denies it, and the answer is a failure', async () => {
    const previewId = await preview()
    await rig.person('trade.halt', { reason: 'enough' })
    const answer = await place(previewId, 'mine-1')
    expect(answer).toMatchObject({ outcome: 'denied', order: { state: 'denied' }, message: expect.stringMatching(/halted/i) })
    expect(await place(previewId, 'mine-1')).toMatchObject({ outcome: 'denied', repeated: true })
    expect(rig.world.accepted).toEqual([])
  })

  it('of unknown fate is said to be so, never sent again, and asked for', async () => {
    const previewId = await preview()
    const { world } = rig
    const silent = Object.assign(Object.create(world), {
      submit: async (request: Parameters<typeof world.submit>[0]) => {
        await world.submit(request)
        return { kind: 'unknown', reason: 'timeout' }
      },
      order: async () => {
        const { OpenbellError } = await import('../../../../src/core/errors.ts')
        throw new OpenbellError('unavailable', 'no answer')
      },
      account: () => world.account(),
      positions: () => world.positions(),
      orders: (query: { status: 'open' | 'all' }) => world.orders(query),
      activities: (after: number) => world.activities(after),
      now: () => world.now(),
      close: () => world.close(),
    })
    const lost = await rig.call('order.place', { previewId, clientOrderId: 'mine-1' }, { broker: async () => silent })
    expect(lost).toMatchObject({
      outcome: 'unknown',
      order: { state: 'unknown' },
      next: expect.stringContaining('do not order it anew'),
    })
    const found = await place(previewId, 'mine-1')
    expect(found).toMatchObject({ outcome: 'placed', repeated: true })
    expect(rig.world.accepted).toHaveLength(1)
  })
})

describe('what a program may not', () => {
  it('nothing that trades without a grant, and nothing personal with one', async () => {
    const none = { grants: { write: true, trade: null } }
    for (const [name, input] of [
      ['order.preview', buy],
      ['order.place', { previewId: '0'.repeat(12), clientOrderId: 'a' }],
      ['trade.halt', {}],
    ] as const) {
      await expect(rig.call(name, input, none), name).rejects.toMatchObject({ kind: 'denied' })
    }
    const personal = [
      ['trade.buy', { symbol: SYMBOL, quantity: 1, market: true, execute: true }],
      ['trade.sell', { symbol: SYMBOL, quantity: 1, market: true, execute: true }],
      ['trade.approve', {}],
      ['trade.resume', { by: 'me', reason: 'because' }],
      ['trade.reconcile', { accept: true, by: 'me', reason: 'because' }],
    ] as const
    for (const [name, input] of personal) {
      await expect(rig.call(name, input), name).rejects.toMatchObject({
        kind: 'denied',
        message: expect.stringContaining('a person'),
      })
    }
    expect(rig.world.accepted).toEqual([])
  })

  it('neither account nor limits of its own', async () => {
    for (const more of [{ risk: 'none' }, { account: 'other' }, { live: true }, { confirm: '1234' }]) {
      await expect(rig.call('trade.close', { symbol: SYMBOL, execute: true, ...more })).rejects.toMatchObject({ kind: 'denied' })
    }
  })
})
