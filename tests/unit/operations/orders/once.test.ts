import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import { approveCommand } from '../../../../src/operations/orders/answer.ts'
import { Crash, Mortal } from '../../../support/crash.ts'
import { type ProgramRig, programRig, SYMBOL } from '../../../support/program-rig.ts'

const buy = { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 }
const DRY = { dryRun: true }
let rig: ProgramRig
beforeEach(() => {
  rig = programRig()
})

const preview = async () => (await rig.call('order.preview', buy)).previewId as string
const place = (previewId: string) => rig.call('order.place', { previewId, clientOrderId: 'mine-1' })

/** A server process that ends once it has bound the preview to its id, before it writes anything of the order. */
async function boundAndGone(previewId: string): Promise<void> {
  const mortal = new Mortal(1, false)
  const store = mortal.store(rig.store)
  // The first durable write that matters is the binding: the audit stands beside it.
  const quiet = { ...store, audit: rig.store.audit }
  const input = { previewId, clientOrderId: 'mine-1' }
  await expect(rig.call('order.place', input, { store: async () => quiet, pid: 101 })).rejects.toSatisfy(
    (thrown) => thrown instanceof Crash || mortal.dead,
  )
  expect(rig.store.placements.ofPreview(previewId)).toMatchObject({ clientOrderId: 'mine-1' })
  expect(rig.world.accepted).toEqual([])
}

describe('an order is one order', () => {
  it('a preview that a program has placed is no longer for a person to approve', async () => {
    const previewId = await preview()
    await place(previewId)
    await expect(rig.person('trade.approve', { id: previewId, execute: true })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('sent already'),
    })
    expect(rig.world.accepted).toHaveLength(1)
  })

  it('a preview that a person has approved is not placed by a program', async () => {
    const previewId = await preview()
    await rig.person('trade.approve', { id: previewId, execute: true })
    await expect(place(previewId)).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('sent already') })
    expect(rig.world.accepted).toHaveLength(1)
  })

  it('a process that ended between its record and the order: it is sent while the preview is good', async () => {
    const previewId = await preview()
    await boundAndGone(previewId)
    expect(await place(previewId)).toMatchObject({ outcome: 'placed', repeated: true })
    expect(rig.world.accepted).toEqual([`ob-${previewId}`])
  })

  it('and never once it has expired', async () => {
    const previewId = await preview()
    await boundAndGone(previewId)
    rig.clock.set(rig.clock.clock.now() + 6 * MINUTE)
    expect(await place(previewId)).toMatchObject({ outcome: 'not-sent', repeated: true, order: null })
    expect(rig.world.accepted).toEqual([])
  })

  it('and never of which the journal tells, though nobody keeps it any more', async () => {
    const previewId = await preview()
    await place(previewId)
    await rig.call('trade.cancel', { id: `ob-${previewId}` })
    const { journal } = rig.store
    const forgetful = {
      ...rig.store,
      journal: {
        ...journal,
        read: (...asked: Parameters<typeof journal.read>) =>
          journal.read(...asked).filter((entry) => !JSON.stringify(entry).includes(previewId)),
      },
    }
    const input = { previewId, clientOrderId: 'mine-1' }
    const again = rig.call('order.place', input, { store: async () => forgetful, pid: 103, isDead: () => true })
    await expect(again).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining('long ago') })
    expect(rig.world.accepted).toHaveLength(1)
  })
})

describe('the command that approves', () => {
  it('repeats the flags that chose the account, and no others', () => {
    const { settings } = rig.context
    const said = (more: object, origins: object = {}) =>
      approveCommand(
        { settings: { ...settings, home: '/my home', ...more, origins: { ...settings.origins, ...origins } } },
        '3f2a',
      )
    const none = { home: 'environment', broker: 'default' }
    expect(said({}, none)).toBe('openbell trade approve 3f2a')
    expect(said({ mode: 'live' }, { home: 'flag', broker: 'flag' })).toBe(
      "openbell trade approve 3f2a --home '/my home' --broker alpaca --mode live --live",
    )
  })
})

describe('a server that runs dry', () => {
  it('keeps no preview, and sends none that was kept', async () => {
    expect(await rig.call('order.preview', buy, DRY)).toMatchObject({ previewId: null, expiresAt: null })
    expect(rig.store.proposals.list('alpaca-paper:PA3TEST', 10)).toEqual([])
    const previewId = await preview()
    const asked = rig.call('order.place', { previewId, clientOrderId: 'mine-1' }, DRY)
    await expect(asked).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('dry run') })
    expect([rig.world.accepted, rig.store.placements.ofPreview(previewId)]).toEqual([[], null])
  })
})
