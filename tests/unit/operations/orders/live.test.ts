import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { MINUTE } from '../../../../src/core/time.ts'
import { tradeApprove } from '../../../../src/operations/trade/approve.ts'
import type { Broker } from '../../../../src/ports/broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'
import { asLive, type ProgramRig, programRig, SYMBOL } from '../../../support/program-rig.ts'

const buy = { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 }
const CONFIRMED = { live: true, confirm: '1234' }
let rig: ProgramRig
beforeEach(() => {
  rig = programRig({ mode: 'live', allow: 'live' })
})

const preview = async () => (await rig.call('order.preview', buy)).previewId as string
const place = (previewId: string, clientOrderId = 'mine-1') => rig.call('order.place', { previewId, clientOrderId })
const bought = (more: Record<string, unknown> = {}) =>
  rig.person('trade.buy', { symbol: SYMBOL, quantity: 10, limit: 101, execute: true, ...CONFIRMED, ...more })

describe('a live account', () => {
  it('is never sent to by a program: it asks, a person approves in his own process, and the program hears of it', async () => {
    const shown = await rig.call('order.preview', buy)
    expect(shown).toMatchObject({
      mode: 'live',
      next: expect.stringMatching(/a person must .*trade approve .* --mode live --live/),
    })
    const previewId = shown.previewId as string
    for (const repeated of [false, true]) {
      expect(await place(previewId)).toMatchObject({
        ...{ mode: 'live', outcome: 'awaiting-approval', repeated, order: null },
        message: expect.stringContaining(`openbell trade approve ${previewId}`),
      })
    }
    expect(rig.world.accepted).toEqual([])
    const { waiting } = await rig.person('trade.approve', {})
    expect(waiting).toMatchObject([
      { id: previewId, by: 'program', client: 'tester 1.0', asked: true, clientOrderId: 'mine-1', shares: 10 },
    ])
    const { order } = await rig.person('trade.approve', { id: previewId, ...CONFIRMED })
    expect(order.clientOrderId).toBe(`ob-${previewId}`)
    expect(await place(previewId)).toMatchObject({
      outcome: 'placed',
      repeated: true,
      order: { clientOrderId: `ob-${previewId}` },
    })
    expect(rig.world.accepted).toEqual([`ob-${previewId}`])
    expect((await rig.person('trade.approve', {})).waiting).toEqual([])
    await expect(rig.person('trade.approve', { id: previewId, ...CONFIRMED })).rejects.toMatchObject({ kind: 'denied' })
  })

  it('takes all that live takes of the person who approves', async () => {
    const previewId = await preview()
    await place(previewId)
    for (const given of [{}, { live: true }, { live: true, confirm: '0000' }]) {
      await expect(rig.person('trade.approve', { id: previewId, ...given })).rejects.toMatchObject({ kind: 'denied' })
    }
    expect(rig.world.accepted).toEqual([])
    expect(await place(previewId)).toMatchObject({ outcome: 'awaiting-approval' })
  })

  it('what nobody approves in time is not sent, and cannot be approved later', async () => {
    const previewId = await preview()
    await place(previewId)
    rig.clock.set(rig.clock.clock.now() + 5 * MINUTE)
    expect(await place(previewId)).toMatchObject({ outcome: 'not-sent', message: expect.stringContaining('expired') })
    await expect(rig.person('trade.approve', { id: previewId, ...CONFIRMED })).rejects.toMatchObject({ kind: 'denied' })
    expect((await rig.person('trade.approve', {})).waiting).toEqual([])
  })

  it('shows a person at a terminal what a program proposed, before it asks', async () => {
    const previewId = await preview()
    const input = { id: previewId, ...CONFIRMED }
    const shown = await rig.person('trade.approve', input, { interactive: true })
    expect(shown).toMatchObject({ mode: 'live', preview: { id: previewId, verdict: { outcome: 'allow' } } })
    expect(rig.world.accepted).toEqual([])
    const next = tradeApprove.followUp!(shown, tradeApprove.input.parse(input))
    expect(next).toMatchObject({
      question: expect.stringContaining('LIVE'),
      operation: 'trade.approve',
      input: { id: previewId, execute: true },
    })
    const { order } = await rig.person('trade.approve', next!.input, { interactive: true })
    expect(order.clientOrderId).toBe(`ob-${previewId}`)
  })

  it('without the grant nothing is even proposed; whatever sends is denied with it too', async () => {
    const paper = { grants: { write: true, trade: 'paper' as const } }
    await expect(rig.call('order.preview', buy, paper)).rejects.toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('--allow live'),
    })
    const previewId = await preview()
    await expect(rig.call('order.place', { previewId, clientOrderId: 'a' }, paper)).rejects.toMatchObject({ kind: 'denied' })
    await bought({ stop: 90 })
    rig.world.print(SYMBOL, 100, 500)
    const sends = [
      ['trade.close', { symbol: SYMBOL, execute: true }],
      ['trade.close', { symbol: SYMBOL }],
      ['trade.flatten', { execute: true }],
      ['trade.protect', { symbol: SYMBOL, stop: '80', execute: true }],
      ['trade.replace', { id: 'last', limit: 99, execute: true }],
      ['trade.buy', { symbol: SYMBOL, quantity: 1, market: true, execute: true }],
    ] as const
    const before = rig.world.accepted.length
    for (const [name, input] of sends) {
      for (const more of [{}, CONFIRMED]) {
        await expect(rig.call(name, { ...input, ...more }), name).rejects.toMatchObject({ kind: 'denied' })
      }
    }
    expect(rig.world.accepted).toHaveLength(before)
  })
})

describe('an approval', () => {
  it('whose process ends before it sends is said to have led to nothing, and is used', async () => {
    const previewId = await preview()
    await place(previewId)
    rig.store.proposals.use(previewId, rig.clock.clock.now())
    expect(await place(previewId)).toMatchObject({ outcome: 'awaiting-approval', message: expect.stringContaining('being sent') })
    rig.clock.set(rig.clock.clock.now() + MINUTE)
    expect(await place(previewId)).toMatchObject({ outcome: 'not-sent', message: expect.stringContaining('approved') })
    await expect(rig.person('trade.approve', { id: previewId, ...CONFIRMED })).rejects.toMatchObject({ kind: 'denied' })
  })
})

describe('stopping a live account', () => {
  it('is never gated: a halt by any program that may trade holds, and cancels resting entries', async () => {
    await bought({ limit: 95 })
    const halted = await rig.call('trade.halt', { reason: 'odd' }, { grants: { write: false, trade: 'paper' } })
    expect(halted).toMatchObject({ mode: 'live', trading: { state: 'halted', by: 'program tester 1.0' }, fault: null })
    expect(halted.canceled).toHaveLength(1)
    await expect(rig.call('trade.resume', { by: 'me', reason: 'x', ...CONFIRMED })).rejects.toMatchObject({ kind: 'denied' })
  })

  it('holds even where its record cannot be written and the account cannot be opened', async () => {
    const audit = {
      ...rig.store.audit,
      add: () => {
        throw new Error('the disk is full')
      },
    }
    const broken = { store: async () => ({ ...rig.store, audit }) }
    const down = async () => {
      throw new Error('no network')
    }
    const halted = await rig.call('trade.halt', {}, { ...broken, broker: down })
    expect(halted).toMatchObject({ trading: { state: 'halted', haltFile: true }, fault: expect.stringContaining('no network') })
    expect(existsSync(join(rig.context.settings.home, 'HALT'))).toBe(true)
    await expect(rig.call('order.preview', buy, broken)).rejects.toThrow()
  })

  it('sends nothing on the way: what a run lost is left to whoever may send', async () => {
    const live = asLive(rig.world)
    const silent: Broker = {
      ...live,
      submit: async () => ({ kind: 'unknown', reason: 'timeout' }),
      order: async () => {
        throw new OpenbellError('unavailable', 'no answer')
      },
    }
    const path = await openTestPath(rig.world, { broker: silent, store: rig.store, clock: rig.clock.clock, pid: 50 })
    const lost = intentOf({ symbol: SYMBOL, origin: 'strategy test', validUntil: rig.world.time + 60 * MINUTE })
    await path.submit(lost, new AbortController().signal)
    rig.clock.set(rig.clock.clock.now() + MINUTE / 2)
    await expect(rig.call('trade.cancel', { id: 'ob-one' })).rejects.toMatchObject({ kind: 'unavailable' })
    await rig.call('trade.cancel', { id: 'all' }).catch(() => {})
    expect(rig.world.accepted).toEqual([])
    await rig.person('trade.reconcile', CONFIRMED)
    expect(rig.world.accepted).toEqual(['ob-one'])
  })

  it('takes back entries, and no protection', async () => {
    await bought({ limit: 101, stop: 90 })
    rig.world.print(SYMBOL, 100, 500)
    await rig.person('trade.reconcile', CONFIRMED)
    const { order: resting } = await bought({ symbol: 'SIMBIG', quantity: 5, limit: 95 })
    const { orders } = await rig.person('trade.orders', {})
    const leg = orders.find((one: { leg: string | null }) => one.leg === 'stop')
    expect(leg).toBeTruthy()
    for (const id of [leg.clientOrderId, 'all']) {
      await expect(rig.call('trade.cancel', { id })).rejects.toMatchObject({
        kind: 'denied',
        message: expect.stringContaining('no entry of ours'),
      })
    }
    await expect(
      rig.call('trade.cancel', { id: resting.clientOrderId }, { grants: { write: true, trade: 'paper' } }),
    ).rejects.toMatchObject({ kind: 'denied' })
    const canceled = await rig.call('trade.cancel', { id: resting.clientOrderId })
    expect(canceled.orders).toMatchObject([{ clientOrderId: resting.clientOrderId, state: 'canceled' }])
  })
})
