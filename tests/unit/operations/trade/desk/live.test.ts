import { describe, expect, it } from 'vitest'
import { Secret } from '../../../../../src/core/settings.ts'
import { DAY } from '../../../../../src/core/time.ts'
import { DEFAULT_LIMITS, NO_LIMITS } from '../../../../../src/engine/risk/limits.ts'
import type { Context } from '../../../../../src/operations/context.ts'
import type { DeskWish } from '../../../../../src/operations/trade/desk/desk.ts'
import { requireLive } from '../../../../../src/operations/trade/desk/live.ts'
import type { Broker } from '../../../../../src/ports/broker.ts'
import { createTestContext } from '../../../../support/context.ts'

const KEYS = { alpacaLiveKeyId: new Secret('AKTEST'), alpacaLiveSecretKey: new Secret('hush') }
const LIVE = { mode: 'live', broker: 'alpaca', ...KEYS } as const
const wish = (given: Partial<DeskWish> = {}): DeskWish => ({ holder: 'test', live: true, confirm: '1234', ...given })

async function liveContext(changes: Partial<Context['settings']> = {}, drillAge: number | null = 1): Promise<Context> {
  const { context } = createTestContext()
  const store = await context.store()
  if (drillAge !== null) {
    const at = context.clock.now() - drillAge * DAY
    store.kept.add({ kind: 'drill', at, asOf: at, subject: 'kill-switch', source: 'simulated', body: { passed: true } })
  }
  return { ...context, ask: async () => null, settings: { ...context.settings, ...LIVE, ...changes } }
}

const account = (id: string, mode: 'paper' | 'live' = 'live') => ({ mode, account: async () => ({ id }) }) as unknown as Broker

describe('live takes everything, and each thing that is missing refuses', () => {
  it('with all of it the account is confirmed by its last four', async () => {
    const session = (await requireLive(await liveContext(), wish()))!
    await session.confirmAccount(account('987651234'))
    await expect(session.confirmAccount(account('987650000'))).rejects.toMatchObject({ kind: 'denied' })
    await expect(session.confirmAccount(account('987651234', 'paper'))).rejects.toMatchObject({ kind: 'internal' })
    expect(() => session.refuseWithout(null)).toThrow('--risk none')
    expect(() => session.refuseWithout(NO_LIMITS)).toThrow('no limit is in force')
    session.refuseWithout(DEFAULT_LIMITS)
    session.refuseWithout({ ...NO_LIMITS, dayLossNotional: 100 })
  })

  it.each([
    ['--live', {}, { live: false }, 1, 'denied'],
    ['keys of its own', { alpacaLiveKeyId: null }, {}, 1, 'config'],
    ['the secret', { alpacaLiveSecretKey: null }, {}, 1, 'config'],
    ['a broker with live accounts', { broker: 'simulated' }, {}, 1, 'usage'],
    ['a drill', {}, {}, null, 'denied'],
    ['a drill of these 30 days', {}, {}, 31, 'denied'],
  ] as const)('%s', async (_, settings, given, drill, kind) => {
    await expect(requireLive(await liveContext(settings, drill), wish(given))).rejects.toMatchObject({ kind })
  })

  it('the last four: three of them, a whole number, or nothing are not enough', async () => {
    for (const confirm of ['234', '987651234', undefined]) {
      const session = (await requireLive(await liveContext(), wish({ confirm })))!
      await expect(session.confirmAccount(account('987651234'))).rejects.toMatchObject({ kind: 'denied' })
    }
  })

  it('an old drill locks nobody in: what only cancels and closes is let through, the last four asked all the same', async () => {
    const session = (await requireLive(await liveContext({}, 31), wish({ onlyOut: true, confirm: '0000' })))!
    await expect(session.confirmAccount(account('987651234'))).rejects.toMatchObject({ kind: 'denied' })
    await expect(requireLive(await liveContext(), wish({ onlyOut: true, live: false }))).rejects.toMatchObject({ kind: 'denied' })
  })

  it('any other mode is paper, and --live there is a mistake that is said', async () => {
    expect(await requireLive(await liveContext({ mode: 'paper' }), wish({ live: false }))).toBeNull()
    await expect(requireLive(await liveContext({ mode: 'paper' }), wish())).rejects.toMatchObject({ kind: 'usage' })
  })
})
