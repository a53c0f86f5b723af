import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import { MINUTE } from '../../../../src/core/time.ts'
import { declineProposal } from '../../../../src/operations/trade/ticket/decline.ts'
import { propose, readProposal, takeProposal } from '../../../../src/operations/trade/ticket/proposals.ts'
import { intentOf } from '../../../support/order-path.ts'
import { type ProgramRigOptions, programRig, SYMBOL } from '../../../support/program-rig.ts'

const LIVE: ProgramRigOptions = { mode: 'live', allow: 'live' }
const CONFIRMED = { live: true, confirm: '1234' }
const buy = { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 }

async function proposed(options: ProgramRigOptions = LIVE) {
  const rig = programRig(options)
  const previewId = (await rig.call('order.preview', buy)).previewId as string
  const place = () => rig.call('order.place', { previewId, clientOrderId: 'mine-1' })
  return { rig, previewId, place }
}

describe('trade decline', () => {
  it('ends a live proposal without any ceremony; whoever approves or asks afterwards hears who ended it and when', async () => {
    const { rig, previewId, place } = await proposed()
    expect(await place()).toMatchObject({ outcome: 'awaiting-approval' })
    const unreachable = async () => {
      throw new Error('no network')
    }
    const answer = await rig.person('trade.decline', { id: previewId.slice(0, 5) }, { broker: unreachable })
    expect(answer).toMatchObject({
      ...{ id: previewId, mode: 'live', broker: 'alpaca', account: '…1234', by: 'program', client: 'tester 1.0' },
      ...{ clientOrderId: 'mine-1', symbol: SYMBOL, side: 'buy', shares: 10, limit: 100 },
      ...{ declinedAt: '2026-03-20T15:00:00Z', again: false },
    })
    expect((await rig.person('trade.approve', {})).waiting).toEqual([])
    await expect(rig.person('trade.approve', { id: previewId, ...CONFIRMED })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringMatching(/was declined by a person at 2026-03-20T15:00/),
    })
    for (const later of [0, 10 * MINUTE]) {
      rig.clock.set(rig.clock.clock.now() + later)
      expect(await place()).toMatchObject({
        ...{ outcome: 'not-sent', order: null, expiresAt: null, repeated: true },
        message: expect.stringContaining('a person declined it at 2026-03-20T15:00'),
        next: expect.stringContaining('do not propose it again'),
      })
    }
    expect(rig.world.accepted).toEqual([])
  })

  it('stands once in the audit, as an approval does, and says so when it is done again', async () => {
    const { rig, previewId } = await proposed()
    await rig.person('trade.decline', { id: previewId })
    rig.clock.set(rig.clock.clock.now() + MINUTE)
    expect(await rig.person('trade.decline', { id: previewId })).toMatchObject({
      again: true,
      declinedAt: '2026-03-20T15:00:00Z',
    })
    const { entries } = await rig.person('audit', { outcome: 'declined' })
    expect(entries).toMatchObject([
      { tool: 'trade.decline', effect: 'trade', mode: 'live', caller: 'cli', detail: expect.stringContaining(previewId) },
    ])
  })

  it('keeps from being placed what a program has only previewed, on paper too, whatever id it gives it', async () => {
    const { rig, previewId, place } = await proposed({})
    await rig.person('trade.decline', { id: previewId })
    expect(await place()).toMatchObject({ mode: 'paper', outcome: 'not-sent', message: expect.stringContaining('declined') })
    expect(await rig.call('order.place', { previewId, clientOrderId: 'mine-2' })).toMatchObject({ outcome: 'not-sent' })
    expect(rig.world.accepted).toEqual([])
  })

  it("ends a person's own preview, and tells no program of it", async () => {
    const { rig } = await proposed({})
    const { preview } = await rig.person('trade.buy', { symbol: SYMBOL, quantity: 3, limit: 100 })
    expect(await rig.person('trade.decline', { id: preview.id })).toMatchObject({ by: 'person', client: null, shares: 3 })
    await expect(rig.person('trade.approve', { id: preview.id })).rejects.toThrow('declined')
    await expect(rig.call('order.place', { previewId: preview.id, clientOrderId: 'a' })).rejects.toThrow("is a person's")
    expect((await rig.person('audit', { outcome: 'declined' })).entries).toEqual([])
  })

  it('does not take back what was sent: it says when that was, and what takes it back', async () => {
    const { rig, previewId, place } = await proposed({})
    expect(await place()).toMatchObject({ outcome: 'placed' })
    await expect(rig.person('trade.decline', { id: previewId })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('was sent already, at 2026-03-20T15:00'),
      hint: `openbell trade cancel ob-${previewId}`,
    })
    const other = await proposed()
    other.rig.store.proposals.use(other.previewId, other.rig.clock.clock.now())
    await expect(other.rig.person('trade.decline', { id: other.previewId })).rejects.toThrow('may be on its way')
  })

  it('says what has expired and what there is not; in a dry run it ends nothing', async () => {
    const { rig, previewId } = await proposed()
    await expect(rig.person('trade.decline', { id: 'ffff' })).rejects.toMatchObject({ kind: 'not-found' })
    expect(await rig.person('trade.decline', { id: previewId }, { dryRun: true })).toMatchObject({
      declinedAt: null,
      again: false,
    })
    expect((await rig.person('trade.approve', {})).waiting).toHaveLength(1)
    rig.clock.set(rig.clock.clock.now() + 5 * MINUTE)
    await expect(rig.person('trade.decline', { id: previewId })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('expired'),
    })
  })

  it("is a person's: no program declines, whatever it was started with", async () => {
    const { rig, previewId } = await proposed()
    await expect(rig.call('trade.decline', { id: previewId })).rejects.toMatchObject({ kind: 'denied' })
  })
})

describe('of an approval and a refusal in two processes', () => {
  const ACCOUNT = 'alpaca-live:987651234'
  const NOW = Date.UTC(2026, 2, 20, 15)

  it('exactly one holds, whichever comes first, and the other hears of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'openbell-decline-'))
    const [one, other] = [0, 1].map(() => openStore(join(folder, 'openbell.db')))
    try {
      for (const id of ['aaaa00000000', 'bbbb00000000']) {
        propose(one, ACCOUNT, intentOf({ id }), { origin: 'mcp', client: 'tester' }, NOW)
      }
      expect(declineProposal(one, 'aaaa', NOW + 1).again).toBe(false)
      expect(() => takeProposal(other, ACCOUNT, 'aaaa', NOW + 2)).toThrow('was declined by a person at 2026-03-20T15:00:00.001Z')
      expect(takeProposal(other, ACCOUNT, 'bbbb', NOW + 1).id).toBe('bbbb00000000')
      expect(() => declineProposal(one, 'bbbb', NOW + 2)).toThrow('cannot be declined any more')
      expect(readProposal.bind(null, one, ACCOUNT, 'bbbb', NOW + 2)).toThrow('was sent already')
    } finally {
      for (const store of [one, other]) store.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('also where both have read it while it was still free: the store itself gives it to one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'openbell-decline-'))
    const [one, other] = [0, 1].map(() => openStore(join(folder, 'openbell.db')))
    try {
      propose(one, ACCOUNT, intentOf({ id: 'aaaa00000000' }), { origin: 'mcp' }, NOW)
      const late = {
        ...other,
        proposals: {
          ...other.proposals,
          get(id: string) {
            const read = other.proposals.get(id)
            if (read?.usedAt === null) declineProposal(one, id, NOW + 1)
            return read
          },
        },
      }
      expect(() => takeProposal(late, ACCOUNT, 'aaaa', NOW + 2)).toThrow('was declined by a person')
      expect(one.proposals.get('aaaa')).toMatchObject({ usedAt: NOW + 1, body: { declined: true } })
    } finally {
      for (const store of [one, other]) store.close()
      rmSync(folder, { recursive: true })
    }
  })
})
